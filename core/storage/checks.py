"""Reading what is stored again, byte for byte: published folders and the files beside them."""

from __future__ import annotations

import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from core.storage import atomic, folders
from core.storage.job_notes import Job

#: The name of a folder that was published.
PUBLISHED = re.compile(r"[0-9a-f]{12}-[0-9a-f]{8}")


def stored_folders(root: Path, besides: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name of every stored folder and what is wrong with it, "" for nothing.

    Parameters
    ----------
    root : the artifacts folder
    besides : folders in it that are looked at elsewhere, as "champion" or "models/mnist"
    """
    for place in places(root):
        name = place.relative_to(root).as_posix()
        if not any(name == other or name.startswith(f"{other}/") for other in besides):
            yield name, wrong(place)


def places(root: Path) -> list[Path]:
    """Return every folder in which something was published, even if its pointer is gone."""
    pointed = {pointer.parent for pointer in root.rglob("CURRENT")}
    filled = {
        listing.parents[1]
        for listing in root.rglob("manifest.json")
        if PUBLISHED.fullmatch(listing.parent.name)
    }
    return sorted(pointed | filled)


def wrong(place: Path) -> str:
    """Return what is wrong with the current content of a folder, "" for nothing."""
    try:
        _, manifest = folders.current(place)
        for file in manifest["files"]:
            folders.verified(place, file)
    except folders.Unreadable as problem:
        gone = problem.state == "missing"
        return "has lost its pointer CURRENT" if gone else str(problem)
    return ""


def point_again(place: Path) -> bool:
    """Write a lost or damaged pointer again, if the folder has one complete content only.

    Returns
    -------
    bool
        Whether that was done; the pointer is left as it is if it was right.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    pointer = place / "CURRENT"
    if pointer.exists() and (place / _text(pointer)).is_dir() and _text(pointer):
        return False
    chosen = [each for each in place.iterdir() if PUBLISHED.fullmatch(each.name)]
    if len(chosen) != 1 or not folders.complete(chosen[0]):
        return False
    atomic.write(pointer, chosen[0].name.encode())
    return True


def small_files(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files that are in no published folder, and what is wrong with each, "" for nothing.

    They are notes on jobs, counts of looks at the test set, and checkpoints.
    """
    for path in sorted(root.glob("jobs/*.json")):
        yield path, "" if _is_job(path) else "is not a note on a job"
    for path in sorted(root.glob("experiments/*/*_looks.json")):
        yield path, "" if _is_looks(path) else "is not a list of experiments"
    for path in sorted(root.rglob("*.npz")):
        if path.parent != root and not PUBLISHED.fullmatch(path.parent.name):
            yield path, "" if _is_archive(path) else "is a damaged checkpoint"


def _text(path: Path) -> str:
    try:
        found = path.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""
    return found if PUBLISHED.fullmatch(found) else ""


def _is_job(path: Path) -> bool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, dict) and set(found) == {field.name for field in fields(Job)}


def _is_looks(path: Path) -> bool:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(found, list) and all(isinstance(name, str) for name in found)


def _is_archive(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return False
