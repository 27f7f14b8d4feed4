"""A small table for the tests of how rows are stored, and the file that old versions wrote."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from core.storage.changing import changing
from core.storage.rows import look
from core.storage.sqlite import Schema

SCHEMA = Schema(
    "words",
    ("word",),
    "CREATE TABLE words (word TEXT NOT NULL, seal TEXT NOT NULL, PRIMARY KEY (word))",
    2,
    named=lambda row: str(row[0]),
    sound=lambda row: isinstance(row[0], str),
)


HERE = Path(__file__).parent


def run(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Return a process that runs code with these words at hand."""
    code = f"import sys; sys.path.insert(0, {str(HERE)!r})\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=HERE.parents[1],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def add(path: Path, *words: str) -> None:
    with changing(path, SCHEMA) as table:
        for word in words:
            table.add((word,))


def found(path: Path) -> list[object]:
    return [row[0] for row in look(path, SCHEMA).rows]


def refused(path: Path) -> str:
    return " ".join(look(path, SCHEMA).refused)


def names(folder: Path) -> list[str]:
    """Return what lies in a folder, without the locks of repairs and the times in names."""
    listed = [path.name.partition("-2")[0] for path in folder.iterdir()]
    return sorted(name for name in listed if not name.endswith(".lock"))


def old_file(path: Path, *words: str, journal: str = "WAL") -> None:
    """Write words as versions before checksums did."""
    database = sqlite3.connect(path)
    database.execute(f"PRAGMA journal_mode = {journal}")
    database.execute("CREATE TABLE words (word TEXT NOT NULL, PRIMARY KEY (word))")
    database.executemany("INSERT INTO words VALUES (?)", [(word,) for word in words])
    database.commit()
    database.close()


def flip(path: Path, at: int, bit: int = 0) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << bit
    path.write_bytes(content)
