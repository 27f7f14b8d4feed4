"""Files of earlier versions are migrated with every row; damaged ones stay beside the new one."""

from __future__ import annotations

import hashlib
import os
import sqlite3

import numpy as np
import pytest
from words import SCHEMA, add, flip, found, names, old_file, refused, run

from core import StudioError
from core.analysis.verdicts import Verdict, Verdicts
from core.drawing import handwriting
from core.storage import atomic, backups, renewing
from core.storage.renewing import renew
from core.storage.rows import look

OLD_VERDICTS = """
CREATE TABLE IF NOT EXISTS verdicts (
    dataset TEXT NOT NULL, split TEXT NOT NULL, number INTEGER NOT NULL,
    choice TEXT NOT NULL, should_be INTEGER, note TEXT NOT NULL, at TEXT NOT NULL,
    PRIMARY KEY (dataset, split, number)
) STRICT
"""
OLD_DRAWINGS = """
CREATE TABLE IF NOT EXISTS digits (
    hash TEXT NOT NULL, label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
    image BLOB NOT NULL CHECK (length(image) = 784), added TEXT NOT NULL,
    PRIMARY KEY (hash, label)
)
"""


def written(path, table, version, *statements):
    """Write a file as a version of the studio before checksums did."""
    database = sqlite3.connect(path)
    if version == 0:
        database.execute("PRAGMA journal_mode = WAL")
    database.execute(table)
    for statement, values in statements:
        database.executemany(statement, values)
    database.execute(f"PRAGMA user_version = {version}")
    database.commit()
    database.close()


@pytest.mark.parametrize("version", [0, 1])
def test_old_verdicts_are_read_then_backed_up_and_migrated(tmp_path, version):
    store, at = Verdicts(tmp_path), "2026-01-01T00:00:00.000000+00:00"
    values = [("mnist", "test", i, "label wrong", i % 10, f"é {i}", at) for i in range(300)]
    insert = "INSERT INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?)"
    written(store.path, OLD_VERDICTS, version, (insert, values))
    before = store.path.read_bytes()
    wanted = [Verdict(at, "mnist", "test", i, "label wrong", i % 10, f"é {i}") for i in range(300)]
    assert store.all() == wanted
    assert not store.refused()
    assert store.path.read_bytes() == before  # a look changes nothing
    store.save(Verdict(at, "mnist", "test", 300, "cannot tell"))
    assert store.all()[:-1] == wanted
    assert len(store.all()) == 301
    [backup] = backups.backups(store.path)
    with sqlite3.connect(backup) as database:
        assert sorted(database.execute("SELECT * FROM verdicts")) == sorted(values)
        assert database.execute("PRAGMA user_version").fetchone() == (version,)
    assert not backups.damaged(store.path)


def test_old_drawings_are_migrated_in_their_order_and_their_hash_is_checked(tmp_path):
    path = handwriting.place(tmp_path)
    images = np.random.default_rng(0).integers(0, 256, (40, 784), np.uint8)
    values = [
        (hashlib.sha256(image.tobytes()).hexdigest(), i % 10, image.tobytes(), "2026-01-01")
        for i, image in enumerate(images)
    ]
    written(path, OLD_DRAWINGS, 1, ("INSERT INTO digits VALUES (?, ?, ?, ?)", values))
    kept = handwriting.kept(tmp_path)
    assert not kept.refused
    assert [int(kept.test.labels[i]) for i in kept.newest] == [i % 10 for i in range(39, -1, -1)]
    assert handwriting.keep(np.full((28, 28), 7, np.uint8), 7, tmp_path)
    after = handwriting.kept(tmp_path)
    assert [int(after.test.labels[i]) for i in after.newest[1:]] == [
        i % 10 for i in range(39, -1, -1)
    ]
    assert len(backups.backups(path)) == 1


def test_an_old_drawing_whose_pixels_changed_is_left_out_and_its_file_set_aside(tmp_path):
    path = handwriting.place(tmp_path)
    images = [bytes([i]) * 784 for i in range(3)]
    values = [(hashlib.sha256(image).hexdigest(), 5, image, "2026") for image in images]
    values[1] = (*values[1][:2], bytes([9]) * 784, "2026")
    written(path, OLD_DRAWINGS, 1, ("INSERT INTO digits VALUES (?, ?, ?, ?)", values))
    before, kept = path.read_bytes(), handwriting.kept(tmp_path)
    assert len(kept.test) == 2
    assert "left out: row 2 (a 5 kept at 2026)" in kept.refused[0]
    assert handwriting.keep(np.full((28, 28), 7, np.uint8), 7, tmp_path)
    assert len(handwriting.load(tmp_path).test) == 3
    [old] = backups.damaged(path)
    assert old.read_bytes() == before


def test_an_old_file_that_is_damaged_gives_what_can_be_read(tmp_path):
    path = tmp_path / "a.sqlite"
    old_file(path, *(f"word {i}".ljust(100) for i in range(400)), journal="DELETE")
    content = path.read_bytes()
    path.write_bytes(content[: len(content) - 4096 * 2])
    assert 50 < len(found(path)) < 400
    assert "rows could be read" in refused(path)
    served = found(path)
    add(path, "new")
    assert found(path) == [*served, "new"]


def test_as_many_backups_stay_as_promised_and_every_damaged_file(tmp_path):
    path = tmp_path / "a.sqlite"
    for number in range(5):
        old_file(path, f"word {number}")
        assert "got a checksum per row" in renew(path, SCHEMA)
        path.unlink()
    assert len(backups.backups(path)) == backups.KEPT
    for number in range(5):
        add(path, f"word {number}")
        path.write_bytes(path.read_bytes()[:-1])
        assert "was damaged" in renew(path, SCHEMA)
    assert len(backups.damaged(path)) == 5


@pytest.mark.parametrize(
    ("damage", "step"),
    [*((False, step) for step in range(5)), *((True, step) for step in range(4))],
)
def test_a_repair_that_fails_half_way_leaves_every_row_where_it_was(
    tmp_path, monkeypatch, damage, step
):
    path, calls = tmp_path / "a.sqlite", iter(range(10**6))
    old_file(path, "one", "two", journal="DELETE")
    if damage:
        add(path, "three")
        flip(path, 30)  # a number that nobody reads
        flip(path, 16)  # the page size
    before = found(path)
    assert len(before) == 2 + damage

    def failing(call):
        def instead(*arguments, **named):
            if next(calls) == step:
                raise OSError(28, "No space left on device")
            return call(*arguments, **named)

        return instead

    with monkeypatch.context() as patch:
        for module, name in [(os, "replace"), (atomic, "sync_folder"), (renewing, "build")]:
            patch.setattr(module, name, failing(getattr(module, name)))
        with pytest.raises(StudioError, match="No space left"):
            renew(path, SCHEMA)
    assert found(path) == before
    add(path, "new")
    assert found(path) == [*before, "new"]
    assert not refused(path)
    assert not [name for name in names(tmp_path) if ".tmp" in name]


def test_programs_that_find_an_old_or_a_damaged_file_at_once_all_write(tmp_path):
    code = """
from pathlib import Path
from words import *
for i in range(5):
    add(Path(sys.argv[1]), f"{sys.argv[2]}{i}")
"""
    for damage in (False, True):
        path = tmp_path / f"{damage}.sqlite"
        old_file(path, "one", "two")
        if damage:
            add(path, "three")
            flip(path, 3)
        writers = [run(code, path, name) for name in "xyz"]
        assert [writer.wait(60) for writer in writers] == [0, 0, 0]
        assert len(found(path)) == 2 + damage + 15
        assert not refused(path)
        assert len(backups.damaged(path)) == damage
        assert len(backups.backups(path)) == 1


def test_a_sound_file_is_left_as_it_is(tmp_path):
    path = tmp_path / "a.sqlite"
    add(path, "one")
    before = path.read_bytes()
    assert renew(path, SCHEMA) == ""
    assert path.read_bytes() == before
    assert look(path, SCHEMA, thorough=True).form == "sealed"
