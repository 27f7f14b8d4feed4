"""`verify` reads everything that is stored again, and names what is not as it was."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import numpy as np
import pytest

from core.analysis.verdicts import Verdict, Verdicts
from core.cli import main
from core.data import sets
from core.drawing import handwriting
from core.storage import folders, paths

REAL = paths.ARTIFACTS


@pytest.fixture
def root(own_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with a map, verdicts and handwriting."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    folders.publish(
        own_root / "maps" / "mnist", {"places.npy": folders.npy(np.eye(9))}, {"key": "0" * 12}
    )
    Verdicts().save(Verdict("2026-01-02T03:04:05.000000", "mnist", "test", 7, "cannot tell"))
    handwriting.merge(sets.load().test.take(slice(0, 5)))
    return own_root


def test_all_that_is_right_is_named(root: Path, capsys) -> None:
    assert main(["verify"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for words in (
        "ok      maps/mnist: every file",
        "ok      verdicts.sqlite",
        "ok      handwriting",
    ):
        assert [line for line in lines if line.startswith(words)], words
    assert not [line for line in lines if "FAILED" in line]


def failed(capsys) -> str:
    assert main(["verify"]) == 1
    [line] = [one for one in capsys.readouterr().out.splitlines() if one.startswith("FAILED")]
    return line


def test_a_changed_map_is_named(root: Path, capsys) -> None:
    [file] = (root / "maps").rglob("places.npy")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert "maps/mnist has a damaged places.npy" in failed(capsys)


def test_a_changed_drawing_is_named(root: Path, capsys) -> None:
    with sqlite3.connect(handwriting.place()) as database:
        database.execute("UPDATE digits SET image = zeroblob(784) WHERE rowid = 2")
    assert "1 row was changed on disk in handwriting.sqlite3 and left out: row 2 (a " in failed(
        capsys
    )


def test_damaged_verdicts_are_named(root: Path, capsys) -> None:
    path = Verdicts().path
    content = bytearray(path.read_bytes())
    content[4096:4200] = b"\xff" * 104
    path.write_bytes(content)
    assert "verdicts.sqlite" in failed(capsys)


def test_a_damaged_champion_comes_back_by_git_and_not_by_an_hour_of_training(
    root: Path, capsys
) -> None:
    shutil.copytree(REAL / "champion", root / "champion")
    [file] = (root / "champion").rglob("test.npy")
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    assert "run `git checkout artifacts/champion`" in failed(capsys)
