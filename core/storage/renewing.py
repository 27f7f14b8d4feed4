"""A new file in the place of a damaged or an earlier one, which stays beside it."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from core import StudioError
from core.storage import atomic, backups, leftovers
from core.storage.rows import TICK, Found, Numbered, alone, look, stamp
from core.storage.seals import LEDGER, Ledger, seal
from core.storage.sqlite import (
    BESIDE,
    PATIENCE,
    Damaged,
    Schema,
    connect,
    finding_damage,
    telling,
    to_write,
)


def renew(path: Path, schema: Schema) -> str:
    """Put a sound file of the present form in a file's place; return what was done, "" for nothing.

    A damaged file is set aside as it is and the new one has all its rows that are as they were
    written. One of an earlier form is backed up, and its rows get their checksums.

    Raises
    ------
    StudioError
        If the file is from a newer version, another process holds it or the folder cannot be
        written; nothing was changed then.
    """
    with alone, telling(path, "repaired"):
        try:
            with FileLock(path.with_name(path.name + ".lock"), timeout=PATIENCE):
                for _ in range(100):
                    done = _once(path, schema)
                    if done is not None:
                        return done
        except (Timeout, Damaged) as error:
            raise StudioError(f"{path.name} cannot be repaired ({error}); try again.") from None
        raise StudioError(f"{path.name} is written by another process all the time; try again.")


def _once(path: Path, schema: Schema) -> str | None:
    """Return what was done, None if another process wrote meanwhile."""
    while abs(time.time() - path.stat().st_mtime) < TICK:
        time.sleep(TICK / 5)
    before, found = stamp(path), look(path, schema, thorough=True)
    if found.form == "sealed" and not found.refused:
        return ""
    new = path.with_name(f"{path.name}.tmp{os.getpid()}-new")
    holder = None
    try:
        build(new, schema, found.numbered)
        holder = _held(path)
        if stamp(path) != before:
            return None
        old = backups.set_aside(path) if found.refused else backups.back_up(path)
        os.replace(new, path)
        atomic.sync_folder(path.parent)
    finally:
        if holder is not None:
            holder.close()
        with suppress(OSError):
            new.unlink(missing_ok=True)
    for left in path.parent.glob(f"{path.name}.tmp*"):
        with suppress(OSError):
            if leftovers.abandoned(left):
                leftovers.remove(left)
    return _said(path, old, found)


def create(path: Path, schema: Schema) -> None:
    """Put an empty database in a place where there is none; it is complete at once.

    So a file without a single byte is always a damaged one.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.tmp{os.getpid()}-new")
    try:
        build(new, schema, [])
        with suppress(FileExistsError):  # another process was faster
            try:
                os.link(new, path)
            except FileExistsError:
                raise
            except OSError:  # a file system without second names
                if not path.exists():
                    os.replace(new, path)
        atomic.sync_folder(path.parent)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def build(path: Path, schema: Schema, numbered: list[Numbered]) -> None:
    """Write a new database with these rows, each under its number."""
    for end in ("", *BESIDE):  # a killed process of the same number may have left one
        path.with_name(path.name + end).unlink(missing_ok=True)
    marks = ", ".join("?" * (len(schema.columns) + 2))
    names = ", ".join((*schema.columns, "seal"))
    with closing(connect(path, "mode=rwc")) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute(schema.create)
        database.execute(LEDGER)
        database.execute(f"PRAGMA user_version = {schema.version:d}")
        database.executemany(
            f"INSERT OR REPLACE INTO {schema.table} (rowid, {names}) VALUES ({marks})",
            [(number, *row, seal(schema.table, row)) for number, row in numbered],
        )
        seals = [each[0] for each in database.execute(f"SELECT seal FROM {schema.table}")]
        note = Ledger.of(seals).row(schema.version)
        database.execute("INSERT INTO ledger VALUES (?, ?, ?, ?)", note)
        database.execute("COMMIT")


def _held(path: Path) -> sqlite3.Connection | None:
    """Return a connection that keeps others from writing, None if the damage keeps everyone."""
    try:
        with finding_damage():
            holder = to_write(path)
    except Damaged:
        return None
    if holder.execute("PRAGMA journal_mode").fetchone()[0] != "delete":
        holder.close()
        raise StudioError(f"{path.name} is in use by an earlier version of the studio; close it.")
    return holder


def _said(path: Path, old: Path, found: Found) -> str:
    kept = len(found.numbered)
    rows = "1 row is" if kept == 1 else f"{kept:,} rows are"
    if not found.refused:
        return f"{path.name} got a checksum per row; {rows} in it, and {old.name} is as it was."
    return (
        f"{path.name} was damaged: {rows} in use, and {old.name} beside it is the file as it was."
    )
