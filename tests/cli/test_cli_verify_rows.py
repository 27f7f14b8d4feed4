"""`verify` and `--repair` with verdicts and drawings: the old file stays beside the new one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from verified import about, content, flip, verified

from core.analysis.verdicts import Verdict, Verdicts
from core.data import sets
from core.drawing import handwriting
from core.storage import paths

AT = "2026-01-02T03:04:05.000000+00:00"


@pytest.fixture
def root(own_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with verdicts and drawings."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    for number in range(30):
        Verdicts().save(Verdict(AT, "mnist", "test", number, "cannot tell", None, "hm"))
    handwriting.merge(sets.load().test.take(slice(0, 9)))
    return own_root


def test_damaged_rows_are_named_and_stay_beside_the_repaired_file(root: Path, capsys) -> None:
    files = (Verdicts().path, handwriting.place())
    damaged = {}
    for path in files:
        flip(path, path.read_bytes().rindex(b"hm" if "verdicts" in path.name else b"2026-") - 1)
        damaged[path] = path.read_bytes()
    code, lines = verified(capsys)
    assert code == 1
    for path, line in zip(files, about(lines, "FAILED"), strict=True):
        assert "1 row was changed on disk in" in line
        assert path.name in line
        assert path.read_bytes() == damaged[path]
    code, lines = verified(capsys, "--repair")
    assert (code, about(lines, "FAILED")) == (0, [])
    assert len(about(lines, "fixed")) == 2
    assert (len(Verdicts().all()), len(handwriting.load().test)) == (29, 8)
    for path in files:
        [old] = path.parent.glob(f"{path.name}.damaged-*")
        assert old.read_bytes() == damaged[path]
        assert [line for line in about(lines, "-") if old.name in line]
    before = content(root)
    assert verified(capsys, "--repair")[0] == 0
    assert content(root) == before


def test_verdicts_without_checksums_are_right_and_a_repair_gives_them_some(
    root: Path, capsys
) -> None:
    path = Verdicts().path
    with sqlite3.connect(path) as database:  # as versions before checksums wrote them
        rows = database.execute(
            "SELECT dataset, split, number, choice, should_be, note, at FROM verdicts"
        ).fetchall()
    path.unlink()
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE verdicts (dataset TEXT NOT NULL, split TEXT NOT NULL, "
            "number INTEGER NOT NULL, choice TEXT NOT NULL, should_be INTEGER, note TEXT NOT NULL, "
            "at TEXT NOT NULL, PRIMARY KEY (dataset, split, number)) STRICT"
        )
        database.executemany("INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("PRAGMA user_version = 1")
    before = Verdicts().all()
    line = "ok      verdicts.sqlite: 30 verdicts, as they were kept"
    code, lines = verified(capsys)
    assert code == 0
    assert f"{line}; the next change gives them checksums" in lines
    code, lines = verified(capsys, "--repair")
    assert code == 0
    [fixed] = about(lines, "fixed")
    [backup] = path.parent.glob("verdicts.sqlite.backup-*")
    assert backup.name in fixed
    assert line in lines
    assert Verdicts().all() == before
    assert len(before) == 30
