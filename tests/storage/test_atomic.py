"""Files that are written in one step: complete, or as they were before."""

import os
import subprocess
import sys
import time

import numpy as np
import pytest

from core import StudioError
from core.storage import atomic, checkpoints, leftovers


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_takes_the_place_of_what_was_there(tmp_path):
    file = tmp_path / "a.bin"
    atomic.write(file, b"one")
    atomic.write(file, b"two", durable=False)
    assert file.read_bytes() == b"two"
    assert names(tmp_path) == ["a.bin"]


def test_others_see_the_old_content_until_the_new_one_is_whole(tmp_path):
    file = tmp_path / "a.bin"
    atomic.write(file, b"old")
    with atomic.replacing(file) as new:
        new.write(b"half of it")
        new.flush()
        assert file.read_bytes() == b"old"
    assert file.read_bytes() == b"half of it"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failed_write_leaves_what_was_there_and_nothing_else(tmp_path, monkeypatch, call):
    file = tmp_path / "a.bin"
    atomic.write(file, b"old")

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(OSError, match="No space"):
        atomic.write(file, b"new")
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["a.bin"]


def test_why_something_could_not_be_stored_is_one_sentence_that_says_what_to_do(tmp_path):
    with pytest.raises(StudioError, match=r"^The map could not be stored \(.*\); make room.*\.$"):
        put(tmp_path / "no such folder" / "map.npy")


def put(path):
    with atomic.storing("The map"):
        atomic.write(path, b"places")


def test_an_interrupted_write_leaves_nothing(tmp_path):
    writing = atomic.replacing(tmp_path / "a.bin")
    writing.__enter__().write(b"half")
    with pytest.raises(KeyboardInterrupt):
        writing.gen.throw(KeyboardInterrupt)
    assert names(tmp_path) == []


def test_the_next_write_removes_what_killed_processes_left(tmp_path):
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    here = os.getpid()
    names_of = (f"a.bin.tmp{here}-1", f"a.bin.tmp{ended.pid}-1", f"a.bin.tmp{here}-2", "b.bin.tmp1")
    old, killed, fresh, other = (tmp_path / name for name in names_of)
    for file in (old, killed, fresh, other):
        file.write_bytes(b"half")
    long_ago = time.time() - 2 * leftovers.ABANDONED
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    atomic.write(tmp_path / "a.bin", b"whole")
    assert names(tmp_path) == ["a.bin", fresh.name, other.name]


def test_a_full_disk_loses_a_checkpoint_but_not_the_fit(tmp_path, monkeypatch):
    like = {"weights": np.zeros(3)}
    checkpoints.save(tmp_path / "c.npz", {"weights": np.ones(3)})

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    checkpoints.save(tmp_path / "c.npz", {"weights": np.full(3, 2.0)})
    assert checkpoints.load(tmp_path / "c.npz", like)["weights"].tolist() == [1, 1, 1]
    assert names(tmp_path) == ["c.npz"]
