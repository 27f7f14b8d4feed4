"""A folder of files that is complete or absent: how trained models and lessons are stored.

`publish` writes the files to a temporary folder, syncs them, hashes them into a manifest, renames
the folder into place and then changes one small pointer file. `current` and `verified` read only
what is as it was written.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar
from uuid import uuid4

import numpy as np

from core.language import tr
from core.storage import atomic, leftovers

Content = TypeVar("Content")
#: Bytes from which an array is mapped.
MAPPED = 8_000_000
#: The manifest's entry for its own hash; what was stored before there was one has none.
SEAL = "manifest_sha256"


class Unreadable(Exception):
    """A folder without a complete set of files; `state` is "missing" or "damaged"."""

    def __init__(self, state: str, what: str):
        super().__init__(what)
        self.state = state


def publish(place: Path, files: dict[str, bytes], manifest: dict[str, Any]) -> Path:
    """Store files and their manifest as the current content of `place`; all or nothing.

    The last complete content stays in use until the new one is in place; then it is removed.

    Raises
    ------
    OSError
        If the disk is full or read-only; what was there stays in use.
    """
    hashes = {
        file: {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for file, content in files.items()
    }
    whole = json.loads(json.dumps({**manifest, "files": hashes}))  # as it will be read
    listing = json.dumps({**whole, SEAL: seal(whole)}, indent=1).encode()
    unique = f"{manifest['key'][:12]}-{uuid4().hex[:8]}"
    temporary = place / leftovers.temporary(unique)
    try:
        place.mkdir(parents=True, exist_ok=True)
        _sweep(place)
        temporary.mkdir()
        with leftovers.filling(temporary):
            for file, content in {**files, "manifest.json": listing}.items():
                atomic.write(temporary / file, content)
            os.replace(temporary, place / unique)
        atomic.write(place / "CURRENT", unique.encode())
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    for old in place.iterdir():
        # What another process fills at the moment is its own; abandoned ones went before.
        if old.is_dir() and old.name != unique and not leftovers.is_temporary(old):
            shutil.rmtree(old, ignore_errors=True)
    return place / unique


def current(place: Path) -> tuple[Path, dict[str, Any]]:
    """Return the folder that is current and its manifest; the sizes of all files are right.

    Raises
    ------
    Unreadable
        If nothing is stored, or the pointer, the manifest or the size of a file is damaged.
    """
    return _unless_replaced(place, _listed)


def verified(place: Path, file: str) -> bytes:
    """Read a current file once and return its bytes if their hash is the manifest's.

    Raises
    ------
    Unreadable
        As `current`, or if the file is not the one that was stored.
    """
    return _unless_replaced(place, lambda chosen: _content(chosen, file))


def complete(chosen: Path) -> bool:
    """Return whether a published folder has all its files as they were stored."""
    try:
        _, manifest = _listed(chosen)
        for file in manifest["files"]:
            _content(chosen, file)
    except Unreadable:
        return False
    return True


def verified_array(place: Path, file: str) -> np.ndarray:
    """Return the array in a current .npy file if its hash is the manifest's.

    Large ones are mapped into memory instead of read, so that only what is looked at takes room.

    Raises
    ------
    Unreadable
        As `verified`, or if the file holds no array.
    """
    return _unless_replaced(place, lambda chosen: _array(chosen, file))


def _unless_replaced(place: Path, read: Callable[[Path], Content]) -> Content:
    """Read the current folder; once more if a newer one took its place meanwhile."""
    while True:
        pointer = _pointer(place)
        try:
            return read(place / pointer)
        except Unreadable:
            if _pointer(place) == pointer:
                raise


def _pointer(place: Path) -> str:
    try:
        pointer = (place / "CURRENT").read_text(encoding="ascii")
    except FileNotFoundError:
        raise Unreadable("missing", tr("is not stored yet")) from None
    except (OSError, UnicodeDecodeError):
        raise Unreadable("damaged", tr("has an unreadable pointer CURRENT")) from None
    if not re.fullmatch(r"[0-9a-f]{12}-[0-9a-f]{8}", pointer):
        raise Unreadable("damaged", tr("has a damaged pointer CURRENT"))
    return pointer


def _listed(chosen: Path) -> tuple[Path, dict[str, Any]]:
    try:
        manifest = json.loads((chosen / "manifest.json").read_text(encoding="utf-8"))
        wanted = {file: int(entry["bytes"]) for file, entry in manifest["files"].items()}
        found = {file: (chosen / file).stat().st_size for file in wanted}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable("damaged", tr("has a missing or unreadable file")) from None
    if not _sealed(manifest):
        raise Unreadable("damaged", tr("has a manifest that was changed"))
    if found != wanted:
        raise Unreadable("damaged", tr("has a file of another size or of another model"))
    return chosen, manifest


def seal(manifest: dict[str, Any], without: str = SEAL) -> str:
    """Return the hash of a manifest without its own hash, 64 hex digits."""
    rest = {name: value for name, value in manifest.items() if name != without}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()


def _sealed(manifest: dict[str, Any]) -> bool:
    """Return whether a manifest is as it was written, as far as it can tell."""
    if SEAL in manifest:
        return bool(manifest[SEAL] == seal(manifest))
    # Studios before this one wrote none, but a flipped bit may also have renamed it.
    digests = [name for name, value in manifest.items() if len(str(value)) == 64]
    return all(manifest[name] != seal(manifest, name) for name in digests)


def _content(chosen: Path, file: str) -> bytes:
    _, manifest = _listed(chosen)
    try:
        content = (chosen / file).read_bytes()
        expected = manifest["files"][file]["sha256"]
    except FileNotFoundError:
        raise Unreadable("damaged", tr("lacks {file}", file=file)) from None
    except (OSError, KeyError, TypeError):
        raise Unreadable("damaged", tr("has an unreadable {file}", file=file)) from None
    if hashlib.sha256(content).hexdigest() != expected:
        raise Unreadable("damaged", tr("has a damaged {file} (its hash differs)", file=file))
    return content


def _array(chosen: Path, file: str) -> np.ndarray:
    try:
        if (chosen / file).stat().st_size < MAPPED:
            return array(_content(chosen, file))
        _, manifest = _listed(chosen)
        with (chosen / file).open("rb") as stored:
            digest = hashlib.file_digest(stored, "sha256").hexdigest()
        if digest != manifest["files"][file]["sha256"]:
            raise Unreadable("damaged", tr("has a damaged {file} (its hash differs)", file=file))
        return np.asarray(np.load(chosen / file, mmap_mode="r", allow_pickle=False))
    except FileNotFoundError:
        raise Unreadable("damaged", tr("lacks {file}", file=file)) from None
    except (OSError, KeyError, TypeError, ValueError):
        raise Unreadable("damaged", tr("has an unreadable {file}", file=file)) from None


def npy(array: np.ndarray) -> bytes:
    """Return an array as the bytes of a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def array(content: bytes) -> np.ndarray:
    """Return the array in the bytes of a .npy file; pickled objects are refused."""
    return np.load(io.BytesIO(content), allow_pickle=False)


def _sweep(place: Path) -> None:
    """Remove what an interrupted save left behind."""
    for leftover in place.glob("tmp-*"):
        if leftovers.abandoned(leftover):
            shutil.rmtree(leftover, ignore_errors=True)
