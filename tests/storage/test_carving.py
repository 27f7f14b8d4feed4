"""Rows taken from a file's pages are those that SQLite reads, and nonsense is no row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.storage import carving

values = st.one_of(
    st.none(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    st.binary(),
)


def stored(path: Path, rows: list[tuple]) -> list[tuple]:
    """Write rows of three columns; return them as SQLite reads them, with their numbers."""
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE t (a, b, c)")
        database.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        database.commit()
        return [(n, tuple(row)) for n, *row in database.execute("SELECT rowid, a, b, c FROM t")]


@given(st.lists(st.tuples(values, values, values), max_size=20))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_rows_of_a_sound_file_are_those_that_sqlite_reads(tmp_path, rows) -> None:
    path = tmp_path / "a.sqlite"
    wanted = stored(path, rows)
    assert sorted(carving.rows(path.read_bytes(), 3), key=lambda each: each[0]) == wanted


@pytest.mark.parametrize("size", [3900, 4060, 4061, 4062, 4095, 4096, 8151, 8200, 50_000])
def test_a_row_longer_than_a_page_is_whole(tmp_path, size) -> None:
    path = tmp_path / "a.sqlite"
    wanted = stored(path, [("x" * size, b"y" * size, 1), ("short", b"", 2)])
    assert sorted(carving.rows(path.read_bytes(), 3), key=lambda each: each[0]) == wanted


def test_tables_of_another_width_are_skipped(tmp_path) -> None:
    path = tmp_path / "a.sqlite"
    stored(path, [(1, 2, 3)])
    assert list(carving.rows(path.read_bytes(), 2)) == []
    assert len(list(carving.rows(path.read_bytes(), 3))) == 1


def test_nonsense_gives_no_error() -> None:
    draw = np.random.default_rng(0)
    for size in (0, 1, 100, 4096, 40_960):
        for _ in range(20):
            content = bytearray(draw.integers(0, 256, size, np.uint8).tobytes())
            for start in range(0, size, 4096):
                content[start] = carving.LEAF
            list(carving.rows(bytes(content), 3))
