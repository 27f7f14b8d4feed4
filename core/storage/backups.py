"""Copies of a database beside it: before its form changes, and of what was damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from core.storage import atomic
from core.storage.sqlite import BESIDE, Damaged, connect

#: How many backups stay; the oldest goes first. What was damaged stays until a person removes it.
KEPT = 3


def back_up(path: Path) -> Path:
    """Copy a sound database to `NAME.backup-TIME` by SQLite's own means; return the copy.

    The copy is complete and checked, or there is none.

    Raises
    ------
    OSError, sqlite3.Error
        If it cannot be written.
    Damaged
        If what was copied is not sound.
    """
    place = _free(path, "backup")
    temporary = path.with_name(f"{path.name}.tmp{os.getpid()}-backup")
    try:
        with closing(connect(path, "mode=ro")) as source, closing(_new(temporary)) as target:
            source.backup(target)
            if target.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise Damaged("its copy is not sound")
        _synced(temporary)
        os.replace(temporary, place)
    finally:
        temporary.unlink(missing_ok=True)
    atomic.sync_folder(path.parent)
    for old in backups(path)[:-KEPT]:
        with suppress(OSError):
            old.unlink()
    return place


def set_aside(path: Path) -> Path:
    """Give a damaged file a second name, `NAME.damaged-TIME`, and move its journal there.

    The file keeps its own name as well until another takes that place, so no moment is without it.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    place = _free(path, "damaged")
    try:
        os.link(path, place)
    except OSError:  # a file system without second names
        temporary = path.with_name(f"{path.name}.tmp{os.getpid()}-aside")
        shutil.copyfile(path, temporary)
        _synced(temporary)
        os.replace(temporary, place)
    for end in BESIDE:  # SQLite would apply it to whatever has the name
        with suppress(FileNotFoundError):
            os.replace(path.with_name(path.name + end), place.with_name(place.name + end))
    atomic.sync_folder(path.parent)
    return place


def backups(path: Path) -> list[Path]:
    """Return the backups of a file, the oldest first."""
    return sorted(path.parent.glob(f"{path.name}.backup-*"))


def damaged(path: Path) -> list[Path]:
    """Return the damaged files that were set aside, the oldest first."""
    found = sorted(path.parent.glob(f"{path.name}.damaged-*"))
    return [each for each in found if not each.name.endswith(BESIDE)]


def notes(path: Path) -> tuple[str, ...]:
    """Return a sentence per damaged file that was set aside, until a person removes it."""
    return tuple(
        f"{path.name} was damaged and what could be read of it is in use; {old.name} beside it is "
        "the file as it was. Remove that when you do not need it."
        for old in damaged(path)
    )


def _new(path: Path) -> sqlite3.Connection:
    for end in ("", *BESIDE):
        path.with_name(path.name + end).unlink(missing_ok=True)
    return connect(path, "mode=rwc")


def _synced(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _free(path: Path, what: str) -> Path:
    """Return a name with the present time that is not taken."""
    while True:
        time = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        place = path.with_name(f"{path.name}.{what}-{time}")
        if not place.exists():
            return place
