"""Reading everything that is stored again, byte for byte."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from core.storage import folders


def stored_folders(root: Path, besides: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Yield the name of every stored folder and what is wrong with it, "" for nothing.

    Parameters
    ----------
    root : the artifacts folder
    besides : names at its top that are looked at elsewhere
    """
    for pointer in sorted(root.rglob("CURRENT")):
        place = pointer.parent
        name = place.relative_to(root)
        if name.parts[0] in besides:
            continue
        try:
            _, manifest = folders.current(place)
            for file in manifest["files"]:
                folders.verified(place, file)
        except folders.Unreadable as problem:
            yield name.as_posix(), str(problem)
        else:
            yield name.as_posix(), ""


def database(path: Path) -> str:
    """Return what SQLite finds wrong with a file, "" for nothing; a missing file is not wrong."""
    if not path.exists():
        return ""
    try:
        address = f"{path.resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as opened:
            [first, *_] = opened.execute("PRAGMA integrity_check").fetchone()
    except sqlite3.Error as error:
        return f"cannot be read ({error})"
    return "" if first == "ok" else f"is damaged ({str(first).splitlines()[0]})"
