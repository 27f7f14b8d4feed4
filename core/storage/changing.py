"""Changing the rows of a file: whole transactions, and nothing damaged is written over."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from core import StudioError
from core.language import tr
from core.storage.renewing import create, renew
from core.storage.rows import alone, believed, read, stamp
from core.storage.seals import Ledger, Row, Value, opened, seal
from core.storage.sqlite import Damaged, Schema, finding_damage, telling, to_write

log = logging.getLogger(__name__)


class Changes:
    """One transaction on a file's table; every row gets its seal and counts in the ledger."""

    def __init__(self, database: sqlite3.Connection, schema: Schema):
        self._database, self._schema = database, schema
        rows = database.execute("SELECT version, rows, total, seal FROM ledger").fetchall()
        ledger = opened(rows)[1]
        if ledger is None:  # it was there a moment ago
            raise Damaged("its count of rows was changed")
        self._ledger: Ledger = ledger

    def find(self, where: str, values: Sequence[Value]) -> list[Row]:
        """Return the rows for which a condition of SQL holds."""
        names = ", ".join(self._schema.columns)
        return self._database.execute(
            f"SELECT {names} FROM {self._schema.table} WHERE {where}", values
        ).fetchall()

    def add(self, row: Row) -> None:
        """Add a row; there must be none with its key."""
        proof = seal(self._schema.table, row)
        marks = ", ".join("?" * (len(row) + 1))
        names = ", ".join((*self._schema.columns, "seal"))
        self._database.execute(
            f"INSERT INTO {self._schema.table} ({names}) VALUES ({marks})", (*row, proof)
        )
        self._ledger = self._ledger.changed(proof, +1)

    def remove(self, where: str, values: Sequence[Value]) -> int:
        """Remove the rows for which a condition of SQL holds; return how many there were."""
        gone = self._database.execute(
            f"DELETE FROM {self._schema.table} WHERE {where} RETURNING seal", values
        ).fetchall()
        for (proof,) in gone:
            self._ledger = self._ledger.changed(proof, -1)
        return len(gone)

    def commit(self) -> None:
        """Keep what was done, the ledger with it."""
        note = self._ledger.row(self._schema.version)
        self._database.execute("UPDATE ledger SET version=?, rows=?, total=?, seal=?", note)
        self._database.execute("COMMIT")


@contextmanager
def changing(path: Path, schema: Schema) -> Iterator[Changes]:
    """Yield the table for one transaction; it is kept if the block ends well.

    The file is made if it is not there. A damaged one is set aside first and one of an earlier
    form renewed, see `renew`; nothing of it is written over. Several processes may write at once:
    they wait for each other.

    Raises
    ------
    StudioError
        If the file is from a newer version, busy or cannot be written; nothing was changed then.
    """
    with alone, telling(path, "written"), closing(_begun(path, schema)) as database:
        try:
            with finding_damage():
                changes = Changes(database, schema)
                yield changes
                changes.commit()  # without it, closing takes everything back
        except Damaged as error:
            believed.pop(path, None)  # so that the next look finds what it is
            raise StudioError(
                tr("{name} cannot be written ({error}); try again.", name=path.name, error=error)
            ) from None
        believed[path] = (schema.version, stamp(path))


def _begun(path: Path, schema: Schema) -> sqlite3.Connection:
    """Return a connection in a transaction on a sound file."""
    for _ in range(10):
        if not path.exists():
            create(path, schema)
        try:
            with finding_damage():
                database = to_write(path)
        except Damaged:
            pass  # renewed below
        else:
            if _sound(database, path, schema):
                return database
        done = renew(path, schema)
        if done:
            log.warning(done)
    raise StudioError(
        tr("{name} is damaged again as soon as it is repaired; look at the disk.", name=path.name)
    )


def _sound(database: sqlite3.Connection, path: Path, schema: Schema) -> bool:
    """Return whether a file may be written; the connection is closed if not."""
    if believed.get(path) == (schema.version, stamp(path)):
        return True
    sound = False
    try:
        with finding_damage():
            found = read(database, path, schema, thorough=True)
        sound = found.form == "sealed" and not found.refused
    except Damaged:
        pass
    finally:
        if not sound:
            database.close()
    return sound
