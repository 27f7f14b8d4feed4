"""How the studio's SQLite files are opened: whole transactions, and a look creates nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core import StudioError

#: Seconds that one process waits for another one's transaction.
PATIENCE = 20.0


@dataclass(frozen=True)
class Schema:
    """What a file holds.

    Attributes
    ----------
    table : the table's name
    create : the SQL that creates it if it is not there
    version : the number of this form; a file with a higher one is from a newer studio
    advice : what to do about a damaged file, as the end of a sentence
    """

    table: str
    create: str
    version: int
    advice: str


@contextmanager
def opened(path: Path, schema: Schema, writing: bool = False) -> Iterator[sqlite3.Connection]:
    """Yield the database for one transaction; it is committed if the block ends well.

    A look creates no file and changes none, so it works in a folder that cannot be written, too;
    what is not there yet looks like an empty table. Several processes may write at once: they
    wait for each other.

    Raises
    ------
    StudioError
        If the file is damaged, from a newer version, busy for PATIENCE seconds or cannot be
        written; nothing was changed then.
    """
    try:
        database = _created(path) if writing else _looked_at(path, schema)
        with closing(database):
            database.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
            if writing and _version(database, path, schema) < schema.version:
                database.execute(schema.create)
                database.execute(f"PRAGMA user_version = {schema.version:d}")
            yield database
            database.execute("COMMIT")  # without it, closing takes everything back
    except (sqlite3.Error, OSError) as error:
        deed = "written" if writing else "read"
        raise StudioError(
            f"{path.name} cannot be {deed} ({error}); make room on the disk and its folder "
            f"writable, or if the file is damaged {schema.advice}."
        ) from None


def _created(path: Path) -> sqlite3.Connection:
    """Return a connection that may write; the file need not be there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    database = _connect(path, "mode=rwc")
    # The journal is a file that is gone after each transaction. Unlike with WAL, a copy of the
    # one file is then complete, and a folder that cannot be written is enough to read it.
    with suppress(sqlite3.OperationalError):  # another process reads in WAL mode: the next time
        database.execute("PRAGMA journal_mode = DELETE")
    return database


def _looked_at(path: Path, schema: Schema) -> sqlite3.Connection:
    """Return a connection to read with: the file's, or an empty one if the table is not there."""
    found = None
    if path.exists():
        try:
            found = _readable(path, "mode=rw", schema)  # takes back what a killed writer began
        except sqlite3.OperationalError as error:
            # A file in WAL mode, as earlier versions wrote it, is written even by its readers.
            # Where it cannot be, nobody else writes either: if nothing is pending, read it as is.
            kind = error.sqlite_errorcode & 0xFF
            pending = [path.with_name(path.name + ending) for ending in ("-wal", "-journal")]
            if kind not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY) or any(
                file.exists() and file.stat().st_size for file in pending
            ):
                raise
            found = _readable(path, "mode=ro&immutable=1", schema)
    if found is None:
        found = sqlite3.connect(":memory:", isolation_level=None)
        found.execute(schema.create)
    return found


def _readable(path: Path, mode: str, schema: Schema) -> sqlite3.Connection | None:
    """Return a connection if the file can be read and has the table, None if it has not."""
    database = _connect(path, mode)
    try:
        _version(database, path, schema)
        query = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?"
        if database.execute(query, (schema.table,)).fetchone()[0]:
            return database
    except BaseException:
        database.close()
        raise
    database.close()
    return None


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    address = f"{path.resolve().as_uri()}?{mode}"
    return sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)


def _version(database: sqlite3.Connection, path: Path, schema: Schema) -> int:
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > schema.version:
        raise StudioError(
            f"{path.name} was written by a newer version of the studio; update this one."
        )
    return version
