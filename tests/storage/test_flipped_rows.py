"""Verdicts and drawings whose file was damaged: no row is changed or lost without a word."""

from __future__ import annotations

import logging
import random
import signal
import time

import numpy as np
import pytest
from words import add, found, refused, run

from core.analysis import verdicts
from core.analysis.verdicts import Verdict, Verdicts
from core.data.labelled import LabelledImages
from core.drawing import handwriting
from core.storage import backups, rows
from core.storage.rows import look

FLIPS = 250


@pytest.fixture(params=["verdicts", "drawings"])
def kept(request, tmp_path):
    """Return a file with rows in it, its schema, its rows and how to add one more."""
    logging.getLogger("core.storage").setLevel(logging.ERROR)
    if request.param == "verdicts":
        store = Verdicts(tmp_path)
        store.merge(decided(number) for number in range(40))
        for number in range(5):
            store.withdraw("mnist", "test", number)
        more = lambda: store.save(decided(99))  # noqa: E731
        path, schema = store.path, verdicts.SCHEMA
    else:
        rng = np.random.default_rng(0)
        images = rng.integers(0, 256, (31, 28, 28), np.uint8)
        labels = rng.integers(0, 10, 31)
        handwriting.merge(LabelledImages(images[:30], labels[:30]), tmp_path)
        handwriting.drop(images[3], int(labels[3]), tmp_path)
        more = lambda: handwriting.keep(images[30], int(labels[30]), tmp_path)  # noqa: E731
        path, schema = handwriting.place(tmp_path), handwriting.SCHEMA
    seen = look(path, schema, thorough=True)
    assert not seen.refused
    yield path, schema, seen.rows, more
    logging.getLogger("core.storage").setLevel(logging.NOTSET)


def decided(number: int) -> Verdict:
    """Return a verdict; every twentieth has a note that takes more than a page."""
    wrong = number % 2 == 1
    note = "a nine, I'd say é " * (110 if number % 20 == 0 else number % 7)
    at = f"2026-01-01T00:00:{number % 60:02d}.000000+00:00"
    choice = "label wrong" if wrong else "cannot tell"
    return Verdict(at, "mnist", "test", number, choice, number % 10 if wrong else None, note)


def places(content: bytes, seed: int) -> list[tuple[int, int]]:
    """Return bytes and bits to flip, a third of them where SQLite describes the file."""
    draw = random.Random(seed)
    ends = [110 if number % 3 == 0 else len(content) for number in range(FLIPS)]
    return [(draw.randrange(end), draw.randrange(8)) for end in ends]


def test_after_a_flipped_bit_every_row_is_as_it_was_or_reported(kept):
    path, schema, wanted, _ = kept
    content, reported = path.read_bytes(), 0
    for at, bit in places(content, seed=1):
        damaged = bytearray(content)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        now = look(path, schema)
        assert all(row in wanted for row in now.rows), at
        assert len(now.rows) == len(wanted) or now.refused, at
        assert len(now.rows) >= len(wanted) - 6, at  # a page's worth at most
        reported += bool(now.refused)
    assert reported > FLIPS / 4  # the rest hit what nobody reads


def test_a_change_after_a_flipped_bit_loses_nothing_that_is_right(kept):
    path, schema, wanted, more = kept
    content = path.read_bytes()
    for at, bit in places(content, seed=2)[:40]:
        damaged = bytearray(content)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        served = look(path, schema).rows
        rows.believed.clear()  # as in another process
        more()
        now = look(path, schema, thorough=True)
        assert not now.refused, at
        assert [row for row in now.rows if row in wanted] == served, at
        assert len(now.rows) == len(served) + 1, at
        for old in backups.damaged(path):
            assert old.read_bytes() == damaged
            old.unlink()


@pytest.mark.parametrize("share", [0, 0.01, 0.25, 0.5, 0.99, -1])
def test_a_file_that_is_cut_off_is_reported_and_what_is_left_is_read(kept, share):
    path, schema, wanted, more = kept
    content = path.read_bytes()
    cut = content[:-1] if share < 0 else content[: int(len(content) * share)]
    path.write_bytes(cut)
    now = look(path, schema)
    assert now.refused
    assert path.name in now.refused[0]
    assert all(row in wanted for row in now.rows)
    assert share != -1 or len(now.rows) >= len(wanted) - 6
    more()
    assert len(look(path, schema).rows) == len(now.rows) + 1
    [old] = backups.damaged(path)
    assert old.read_bytes() == cut


def test_an_exchanged_page_or_row_is_reported(kept):
    path, schema, wanted, _ = kept
    content = path.read_bytes()
    for number in range(1, len(content) // 4096):
        damaged = bytearray(content)
        damaged[4096 * number : 4096 * (number + 1)] = bytes(4096)
        path.write_bytes(damaged)
        now = look(path, schema, thorough=True)
        assert now.refused or now.rows == wanted, number
        assert all(row in wanted for row in now.rows)


WRITER = """
from pathlib import Path
from words import *
for i in range(int(sys.argv[2]), 10**6):
    add(Path(sys.argv[1]), f"word {i}" + "." * 300)
    print(i, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill_in_the_middle_of_a_write(tmp_path):
    path, first = tmp_path / "a.sqlite", 0
    add(path, "one")
    draw = random.Random(3)
    for _ in range(6):
        writer = run(WRITER, path, first)
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(draw.random() / 10)
        writer.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        told = [first, *map(int, writer.stdout.read().split())]
        assert writer.wait(timeout=60) != 0
        writer.communicate()
        there = {int(str(word).strip(".").split()[1]) for word in found(path) if word != "one"}
        assert set(range(told[-1] + 1)) <= there
        assert max(there) <= told[-1] + 1
        assert not refused(path)
        first = max(there) + 1
    add(path, "two")
    assert found(path)[-1] == "two"
