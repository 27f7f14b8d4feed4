"""Looking at the rows of a file: those that are as they were written, and which are not.

Every row carries a seal, and a ledger beside them says how many there are, so a row that was
changed or lost on disk is noticed whatever else is right with the file. A look changes nothing.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from core import StudioError
from core.language import tr
from core.storage import carving
from core.storage.seals import Ledger, Row, opened, seal
from core.storage.sqlite import Damaged, Schema, finding_damage, telling, to_read

#: How many rows a sentence names.
NAMED = 5
#: Bytes up to which the rows of a file are remembered until it changes.
REMEMBERED = 8_000_000
#: Seconds after which a further change of a file is sure to change its time.
TICK = 0.05
REPAIR = "`python -m core verify --repair` sets the file aside and keeps what is right"
#: Closing a file gives back all locks that its process has on it, so one thread of a process uses
#: the files at a time.
alone = threading.RLock()

Form = Literal["none", "unsealed", "sealed"]
Numbered = tuple[int, Row]
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Found:
    """What a file holds.

    Attributes
    ----------
    numbered : (rowid, row) of each row that is as it was written, in the order of writing
    refused : sentences that say what is not, none if all is right
    form : "unsealed" for a file of an earlier version, whose rows have no checksums yet
    """

    numbered: list[Numbered] = field(default_factory=list)
    refused: tuple[str, ...] = ()
    form: Form = "none"

    @property
    def rows(self) -> list[Row]:
        """The rows alone."""
        return [row for _, row in self.numbered]


def look(path: Path, schema: Schema, thorough: bool = False) -> Found:
    """Return the rows that are as they were written; a file that is not there has none.

    Parameters
    ----------
    thorough : check what SQLite keeps beside the rows as well, even if it was checked before

    Raises
    ------
    StudioError
        If the file is from a newer version, or cannot be read although it may be sound: another
        process writes, say.
    """
    with alone, telling(path, "read"):
        if not path.exists():
            return Found()
        state, begun = (schema.version, stamp(path)), time.time_ns()
        if not thorough and path in _seen and _seen[path][0] == state:
            return _seen[path][1]
        try:
            with finding_damage(), to_read(path) as database:
                found = read(database, path, schema, thorough)
        except Damaged as damage:
            found = _carved(path, schema, str(damage))
        _, size, changed = state[1]
        # Only if any later change is sure to change the time of the file.
        if size <= REMEMBERED and begun - changed > TICK * 1e9 and stamp(path) == state[1]:
            _seen[path] = state, found
        return found


def read(database: sqlite3.Connection, path: Path, schema: Schema, thorough: bool) -> Found:
    """Return what `look` does, through a connection.

    Raises
    ------
    Damaged, sqlite3.Error
        If the file as a whole is not as it was written.
    """
    form, ledger = _form(database, path, schema)
    state = (schema.version, stamp(path))
    if thorough or _checked.get(path) != state:
        kind = "integrity_check" if thorough else "quick_check"
        first = str(database.execute(f"PRAGMA {kind}(1)").fetchone()[0])
        if first != "ok":
            raise Damaged(" ".join(first.split()))
    if form == "none":
        return Found()
    columns = ", ".join((*schema.columns, "seal") if form == "sealed" else schema.columns)
    # Without its index, so that a damaged one hides no row.
    numbered = [
        (int(rowid), tuple(row))
        for rowid, *row in database.execute(
            f"SELECT rowid, {columns} FROM {schema.table} NOT INDEXED ORDER BY rowid"
        )
    ]
    found = _judged(path, schema, form, numbered, ledger)
    if not found.refused:
        _checked[path] = state
        if thorough and form == "sealed":
            believed[path] = state
    return found


def stamp(path: Path) -> Stamp:
    """Return what changes with a file's content: its number, size and time of change."""
    facts = os.stat(path)
    return facts.st_ino, facts.st_size, facts.st_mtime_ns


def short_stamp(path: Path) -> str:
    """Return a short text that changes whenever a row does; "" where there is no file."""
    with alone:
        try:
            state = "-".join(map(str, stamp(path)))
            with path.open("rb") as file:
                return f"{state}-{file.read(28)[24:].hex()}"  # SQLite counts changes there
        except OSError:
            return ""


#: Files that this process looked through and found sound, as they were then; and those that it may
#: write, since it looked through them thoroughly or wrote them itself.
_checked: dict[Path, tuple[int, Stamp]] = {}
believed: dict[Path, tuple[int, Stamp]] = {}
#: What was last found in small files, and when that was.
_seen: dict[Path, tuple[tuple[int, Stamp], Found]] = {}


def _form(database: sqlite3.Connection, path: Path, schema: Schema) -> tuple[Form, Ledger | None]:
    """Return how a file keeps its rows, and its ledger (None where that cannot be believed)."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    facts = database.execute(f"PRAGMA table_info({schema.table})").fetchall()
    columns = tuple(str(fact[1]) for fact in facts)
    noted, ledger = _ledger(database, schema)
    if (version if noted is None else noted) > schema.version:
        raise StudioError(
            tr(
                "{name} was written by a newer version of the studio; update this one.",
                name=path.name,
            )
        )
    if columns == schema.columns and noted is None and version < schema.version:
        return "unsealed", None
    tables = database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not tables and not version:
        return "none", None
    # The header's number is not sealed, the ledger's is: if they differ, the header was changed.
    if version != schema.version or columns != (*schema.columns, "seal"):
        raise Damaged("what it says of its tables was changed")
    return "sealed", ledger


def _ledger(database: sqlite3.Connection, schema: Schema) -> tuple[int | None, Ledger | None]:
    """Return the version and the ledger that a file notes, None where it has no such note."""
    if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'ledger'").fetchone():
        return None, None
    rows = database.execute("SELECT version, rows, total, seal FROM ledger").fetchall()
    return opened(rows)


def _carved(path: Path, schema: Schema, why: str) -> Found:
    """Return the sound rows of a file that SQLite cannot read through."""
    content = path.read_bytes()
    width = len(schema.columns)
    sealed = {
        row: number
        for number, row in carving.rows(content, width + 1)
        if seal(schema.table, row[:-1]) == row[-1]
    }
    form: Form = "sealed" if sealed else "unsealed"
    chosen = sealed or {
        row: number for number, row in carving.rows(content, width) if _sound(schema, row)
    }
    _, ledger = opened([row for _, row in carving.rows(content, 4)])
    numbered = sorted(((number, row) for row, number in chosen.items()), key=lambda each: each[0])
    found = _judged(path, schema, form, numbered, None)
    kept = len(found.numbered)
    of = f" of {ledger.rows:,}" if ledger else ""
    return Found(
        found.numbered,
        (f"{path.name} is damaged ({why}): {kept:,}{of} rows could be read; {REPAIR}.",),
        form,
    )


def _judged(
    path: Path, schema: Schema, form: Form, numbered: list[Numbered], ledger: Ledger | None
) -> Found:
    """Divide rows as they stand in a file into those to serve and those to refuse."""
    good: list[Numbered] = []
    bad: list[str] = []
    seals: list[str] = []
    for number, whole in numbered:
        row = whole[:-1] if form == "sealed" else whole
        proof = seal(schema.table, row)
        if (form == "unsealed" or proof == whole[-1]) and _sound(schema, row):
            good.append((number, row))
            seals.append(proof)
        else:
            bad.append(_name(schema, number, row))
    told = []
    if bad:
        names = ", ".join(bad[:NAMED]) + (f" and {len(bad) - NAMED} more" if bad[NAMED:] else "")
        were = "row was" if len(bad) == 1 else "rows were"
        told.append(
            f"{len(bad):,} {were} changed on disk in {path.name} and left out: {names}; {REPAIR}."
        )
    if form == "sealed" and ledger is None:
        told.append(f"The count of rows in {path.name} was changed on disk; {REPAIR}.")
    elif ledger is not None and not bad and ledger != Ledger.of(seals):
        told.append(
            f"{path.name} should hold {ledger.rows:,} rows and holds {len(good):,}, or others; "
            f"{REPAIR}."
        )
    elif ledger is not None and bad and ledger.rows != len(numbered):
        told.append(f"{path.name} should hold {ledger.rows:,} rows and has {len(numbered):,}.")
    return Found(good, tuple(told), form)


def _sound(schema: Schema, row: Row) -> bool:
    with suppress(Exception):  # whatever a damaged value does
        return schema.sound(row)
    return False


def _name(schema: Schema, number: int, row: Row) -> str:
    name = ""
    with suppress(Exception):
        name = schema.named(row).encode("ascii", "replace").decode()
    return f"row {number} ({name[:60]})" if name.isprintable() and name else f"row {number}"
