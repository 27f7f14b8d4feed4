"""`python -m core lessons`: what it prints and what it leaves alone."""

import pytest

from core.cli import main
from core.data import sets
from core.lessons import stored
from core.storage import paths
from few_digits import few_digits


@pytest.fixture
def few(tmp_path, monkeypatch):
    digits = few_digits(120, 40)
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: digits)
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)


def test_lessons_are_computed_and_compared_with_the_book(few, capsys):
    assert main(["lessons", "multilabel", "multioutput"]) == 0
    out, errors = capsys.readouterr()
    assert "multilabel: computed in" in out
    assert "of 2 agree" in out
    assert "nearest neighbours" in errors  # a line per stage, where there is no terminal
    assert stored.status("multilabel").ready
    created = stored.open_manifest("multilabel")["created"]
    assert main(["lessons", "multilabel"]) == 0
    assert "computed already" in capsys.readouterr().out
    assert stored.open_manifest("multilabel")["created"] == created


def test_an_unknown_lesson_is_told_before_anything_is_computed(few, capsys):
    assert main(["lessons", "multilabel", "titanic"]) == 1
    out, errors = capsys.readouterr()
    assert "titanic" in errors
    assert "Traceback" not in out + errors
    assert not stored.status("multilabel").ready
