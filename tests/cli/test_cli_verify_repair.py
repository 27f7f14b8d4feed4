"""`verify` names what is damaged of every kind, and `--repair` makes right what can be."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from verified import about, content, flip, verified

from core.analysis import neighbours
from core.analysis.verdicts import Verdict, Verdicts
from core.cli import main
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.drawing import handwriting
from core.storage import checkpoints, folders, job_notes, paths
from core.storage.job_notes import Job

REAL = paths.ARTIFACTS
AT = "2026-01-02T03:04:05.000000+00:00"


@pytest.fixture
def root(own_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that has something of nearly every kind, with a small data set."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    some = np.random.default_rng(0).integers(0, 256, (60, 28, 28), np.uint8)
    part = LabelledImages(some, np.arange(60) % 2)
    sets.store(Dataset("own", part, part, ("a", "b")))
    neighbours.open_again("own")
    for name in ("maps/own", "lessons/mnist/binary", "experiments/own/deskew/seed_1"):
        folders.publish(own_root / name, {"a.npy": folders.npy(np.eye(30))}, {"key": "0" * 12})
    (own_root / "experiments/own/sgd_looks.json").write_text('["deskew"]')
    (own_root / "jobs").mkdir()
    job_notes.store(Job("sgd", "done", 1), "own", None)
    checkpoints.save(own_root / "models/own/sgd/checkpoints/1.npz", {"a": np.eye(30)})
    shutil.copytree(REAL / "experiments_shipped", own_root / "experiments_shipped")
    for number in range(30):
        Verdicts().save(Verdict(AT, "mnist", "test", number, "cannot tell", None, "hm"))
    handwriting.merge(part.take(slice(0, 9)))
    return own_root


def test_what_is_right_stays_as_it_is_and_nothing_is_refused(root: Path, capsys) -> None:
    before = content(root)
    for options in ((), ("--repair",)):
        code, lines = verified(capsys, *options)
        assert (code, about(lines, "FAILED"), about(lines, "fixed")) == (0, [], [])
        for name in ("neighbours/own", "maps/own", "lessons/mnist/binary", "experiments_shipped"):
            assert f"ok      {name}: every file is as it was saved" in lines
        assert "ok      verdicts.sqlite: 30 verdicts, as they were kept" in lines
        assert "ok      handwriting.sqlite3: 9 drawings, as they were kept" in lines
    assert content(root) == before


DERIVED = {
    "neighbours/own": "made again",
    "maps/own": "removed; `python -m core map --dataset own` makes it again",
    "lessons/mnist/binary": "removed; `python -m core lessons binary` makes it again",
    "experiments/own/deskew/seed_1": "removed; the page Improve runs it again",
}


@pytest.mark.parametrize("name", DERIVED)
@pytest.mark.parametrize("cut", [False, True])
def test_what_is_derived_from_the_data_is_named_and_made_right(
    root: Path, capsys, name: str, cut: bool
) -> None:
    path = max((root / name).rglob("*.npy"))
    if cut:
        path.write_bytes(path.read_bytes()[:-1])
    else:
        flip(path)
    code, lines = verified(capsys)
    [line] = about(lines, "FAILED")
    assert code == 1
    assert line.startswith(f"FAILED  {name} has a ")
    assert "verify --repair" in line
    code, lines = verified(capsys, "--repair")
    assert (code, about(lines, "FAILED")) == (0, [])
    assert f"fixed   {name}: {DERIVED[name]}" in lines
    before = content(root)
    code, lines = verified(capsys, "--repair")
    assert (code, about(lines, "fixed")) == (0, [])
    assert content(root) == before


def test_every_flip_in_the_index_is_noticed(root: Path, capsys) -> None:
    place = root / "neighbours/own"
    draw = np.random.default_rng(1)
    files = [path for path in sorted(place.rglob("*")) if path.is_file()]
    for number in range(40):
        path = files[number % len(files)]
        whole = path.read_bytes()
        flip(path, int(draw.integers(len(whole))))
        assert main(["verify"]) == 1, path.name
        assert "FAILED  neighbours/own" in capsys.readouterr().out
        path.write_bytes(whole)
    assert main(["verify"]) == 0


@pytest.mark.parametrize("damage", ["lost", "changed"])
def test_a_pointer_is_written_again(root: Path, capsys, damage: str) -> None:
    for name in ("maps/own", "datasets/own", "experiments_shipped"):
        pointer = root / name / "CURRENT"
        whole = pointer.read_bytes()
        if damage == "lost":
            pointer.unlink()
        else:
            flip(pointer, 3)
        code, lines = verified(capsys)
        assert code == 1
        assert name.split("/")[-1] in "".join(about(lines, "FAILED"))
        code, lines = verified(capsys, "--repair")
        assert code == 0, lines
        assert f"fixed   {name}: its pointer CURRENT" in lines
        assert pointer.read_bytes() == whole


def test_what_came_with_the_studio_comes_back_by_git(root: Path, capsys) -> None:
    [file] = (root / "experiments_shipped").rglob("answers.npz")
    flip(file)
    for options in ((), ("--repair",)):
        code, lines = verified(capsys, *options)
        [line] = about(lines, "FAILED")
        assert code == 1
        assert line.endswith("run `git checkout artifacts/experiments_shipped`")


def test_data_that_are_damaged_stay_and_the_command_is_named(root: Path, capsys) -> None:
    flip(max((root / "datasets/own").rglob("train_images.npy")))
    before = content(root)
    for options in ((), ("--repair",)):
        code, lines = verified(capsys, *options)
        assert code == 1
        assert "import it again" in " ".join(about(lines, "FAILED"))
    assert content(root) == before


def test_small_files_that_cannot_be_read_are_taken_away(root: Path, capsys) -> None:
    looks = root / "experiments/own/sgd_looks.json"
    note = root / "jobs/own-sgd.json"
    checkpoint = root / "models/own/sgd/checkpoints/1.npz"
    looks.write_text('["desk')
    note.write_text(json.dumps({"name": "sgd"}))
    flip(checkpoint, 300)
    code, lines = verified(capsys)
    assert code == 1
    assert len(about(lines, "FAILED")) == 3
    code, lines = verified(capsys, "--repair")
    assert (code, len(about(lines, "fixed"))) == (0, 3)
    assert not looks.exists()
    assert not note.exists()
    assert not checkpoint.exists()
    assert looks.with_name("sgd_looks.json.damaged").read_text() == '["desk'
    assert verified(capsys, "--repair")[0] == 0


KILLED = """
import os, sys
from pathlib import Path
from core.storage import atomic, folders
write = atomic.write
def killed(path, content, durable=True):
    write(path, content, durable)
    if path.name == "b":
        os._exit(9)
atomic.write = killed
folders.publish(Path(sys.argv[1]), {"a": b"a", "b": b"b"}, {"key": "1" * 12})
"""


def test_what_a_killed_save_left_is_named_and_removed(root: Path, capsys) -> None:
    place = root / "maps/own"
    done = subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False)
    assert done.returncode == 9
    [left] = place.glob("tmp-*")
    saving = place / f"tmp-{'2' * 12}-{'3' * 8}-{os.getpid()}"  # a save that is under way
    saving.mkdir()
    code, lines = verified(capsys)
    assert code == 0
    [line] = about(lines, "-       maps/own/tmp-")
    assert left.name in line
    code, lines = verified(capsys, "--repair")
    assert f"fixed   maps/own/{left.name}: removed; a killed process left it" in lines
    assert not left.exists()
    assert saving.exists()
    assert (place / "CURRENT").exists()
