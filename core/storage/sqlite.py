"""How the studio's SQLite files are connected to, and which errors mean that one is damaged."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from core import StudioError
from core.language import tr
from core.storage import leftovers
from core.storage.seals import Row

#: Seconds that one process waits for another one's transaction.
PATIENCE = 20.0
#: What SQLite may keep beside a file while it is written.
BESIDE = ("-journal", "-wal", "-shm")
MAGIC = b"SQLite format 3\0"
#: Errors that say something about the machine, not about what is in the file.
OF_THE_MACHINE = {
    sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_NOLFS,
}  # fmt: skip


@dataclass(frozen=True)
class Schema:
    """What a file holds: one table of sealed rows.

    Attributes
    ----------
    table : the table's name
    columns : its columns in the order of `create`, without the last one, which is `seal`
    create : the SQL that creates it; a change of the columns needs a new version
    version : the number of this form; a file with a higher one is from a newer studio
    named : how a sentence calls a row
    sound : whether a row's values can be what the studio wrote
    """

    table: str
    columns: tuple[str, ...]
    create: str
    version: int
    named: Callable[[Row], str]
    sound: Callable[[Row], bool]


class Damaged(Exception):
    """A file that is not as it was written; the text says why."""


def connect(path: Path, mode: str) -> sqlite3.Connection:
    """Return a connection without transactions of Python's own; text may hold any bytes."""
    address = f"{path.resolve().as_uri()}?{mode}"
    database = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
    database.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    return database


@contextmanager
def finding_damage() -> Iterator[None]:
    """Raise Damaged for an error that says so, and not that the disk is full, say."""
    try:
        yield
    except UnicodeError as error:  # SQLite's sentence quotes what is damaged
        raise Damaged("it holds bytes that are not text") from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)
        if code & 0xFF in OF_THE_MACHINE and code != sqlite3.SQLITE_IOERR_SHORT_READ:
            raise
        raise Damaged(str(error)) from error


@contextmanager
def telling(path: Path, deed: str) -> Iterator[None]:
    """Raise what goes wrong inside the block as one sentence.

    Raises
    ------
    StudioError
        In place of an error of SQLite's or the system's.
    """
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StudioError(
            tr(
                "{name} cannot be {deed} ({error}); make room on the disk and its "
                "folder writable. What was there before is unchanged.",
                name=path.name,
                deed=deed,
                error=error,
            )
        ) from None


@contextmanager
def to_read(path: Path) -> Iterator[sqlite3.Connection]:
    """Yield a connection that sees one moment; it works in a folder that cannot be written, too.

    Raises
    ------
    Damaged
        If the first bytes are not those of our files.
    sqlite3.Error
        If the file cannot be read.
    """
    check_header(path)
    database = connect(path, "mode=rw")  # takes back what a killed writer began
    with closing(database):
        try:
            database.execute("BEGIN")  # rows and ledger of one moment
            database.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in (
                sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY
            ):  # fmt: skip
                raise
        else:
            yield database
            return
    # A file in WAL mode, as earlier versions wrote it, is written even by its readers. Where it
    # cannot be, nobody else writes either: it is read as it is, or, if something is pending, as a
    # copy in which that can be settled.
    if not any(path.with_name(path.name + end).exists() for end in BESIDE[:2]):
        with closing(connect(path, "mode=ro&immutable=1")) as database:
            yield database
        return
    with leftovers.own_folder() as folder:
        for end in ("", *BESIDE[:2]):
            with suppress(FileNotFoundError):
                shutil.copyfile(path.with_name(path.name + end), folder / f"copy{end}")
        with closing(connect(folder / "copy", "mode=rw")) as database:
            yield database


def to_write(path: Path) -> sqlite3.Connection:
    """Return a connection with a transaction begun; the file must be there.

    Raises
    ------
    Damaged
        If the first bytes are not those of our files.
    sqlite3.Error
        If the file cannot be opened or another process writes for longer than PATIENCE.
    """
    while True:
        check_header(path)
        opened = os.stat(path).st_ino
        database = connect(path, "mode=rw")
        try:
            # The journal is a file that is gone after each transaction. Unlike with WAL, a copy of
            # the one file is then complete, and a folder that cannot be written is enough to read.
            with suppress(sqlite3.OperationalError):  # another process reads in WAL mode: next time
                database.execute("PRAGMA journal_mode = DELETE")
            # What is removed is gone: nothing of it can come back when a file is recovered.
            database.execute("PRAGMA secure_delete = ON")
            database.execute("BEGIN IMMEDIATE")
            if os.stat(path).st_ino == opened:
                return database
        except BaseException:
            database.close()
            raise
        database.close()  # another process put a repaired file in its place meanwhile


def check_header(path: Path) -> None:
    """Check the bytes at the front of a file that are the same in all of ours.

    Raises
    ------
    Damaged
        If one of them differs, or the file is cut off.
    """
    with path.open("rb") as file:
        head = file.read(100)
        size = os.fstat(file.fileno()).st_size
    if not size:
        raise Damaged("the file is empty")
    if head[:16] != MAGIC or len(head) < 100:
        raise Damaged("it is not a database")
    page = int.from_bytes(head[16:18], "big")
    # Versions of writing and reading (1, or 2 in WAL mode), no reserved bytes, three fixed
    # fractions; no incremental vacuum; UTF-8.
    same = head[18] in (1, 2) and head[19] in (1, 2) and head[20:24] == b"\0\x40\x20\x20"
    if not same or head[52:56] != bytes(4) or head[56:60] not in (bytes(4), b"\0\0\0\1"):
        raise Damaged("its first bytes were changed")
    # A journal that is pending may hold what belongs at the end.
    pending = path.with_name(path.name + BESIDE[0]).exists()
    if page < 512 or page & page - 1 or (size % page and not pending):
        raise Damaged("it is cut off")
