"""What proves that a row is as it was written, and that none of them is missing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

#: What SQLite keeps in a cell.
Value = None | int | float | str | bytes
Row = tuple[Value, ...]
#: The table that holds a file's ledger in one row.
LEDGER = "CREATE TABLE ledger (version INTEGER, rows INTEGER, total TEXT, seal TEXT)"


def seal(table: str, row: Sequence[Value]) -> str:
    """Return the checksum of a row of a table, 32 hex digits.

    It is that of the values as Python writes them in ASCII, which tells 1, '1' and b'1' apart and
    is the same in every version.
    """
    return hashlib.blake2b(ascii((table, *row)).encode("ascii"), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Ledger:
    """How many rows there are and their seals' sum without carries, 128 bits.

    Rows may be added and removed in any order: the same rows have the same ledger.
    """

    rows: int = 0
    total: int = 0

    @classmethod
    def of(cls, seals: Iterable[str]) -> Ledger:
        """Return the ledger of rows with these seals."""
        found = cls()
        for one in seals:
            found = found.changed(one, +1)
        return found

    def changed(self, one: str, by: int) -> Ledger:
        """Return the ledger after a row with this seal was added (by 1) or removed (by -1)."""
        return Ledger(self.rows + by, self.total ^ int(one, 16))

    def row(self, version: int) -> Row:
        """Return the ledger of a file of this version as a sealed row."""
        note = (version, self.rows, f"{self.total:032x}")
        return (*note, seal("ledger", note))


def opened(rows: Iterable[Row]) -> tuple[int | None, Ledger | None]:
    """Return the version and the ledger in a row that is as it was written, None without one."""
    for version, count, total, proof in rows:
        if (
            isinstance(version, int)
            and isinstance(count, int)
            and isinstance(total, str)
            and seal("ledger", (version, count, total)) == proof
        ):
            return version, Ledger(count, int(total, 16))
    return None, None
