"""`python -m core lessons`: what it prints and what it leaves alone."""

import pytest
from few_digits import few_digits

from core import data, lessons
from core.cli import main


@pytest.fixture
def few(tmp_path, monkeypatch):
    digits = few_digits(120, 40)
    monkeypatch.setattr(data, "load", lambda name="mnist", root=None: digits)
    monkeypatch.setattr(data, "ARTIFACTS", tmp_path)


def test_lessons_are_computed_and_compared_with_the_book(few, capsys):
    assert main(["lessons", "multilabel", "multioutput"]) == 0
    out, errors = capsys.readouterr()
    assert "multilabel: computed in" in out
    assert "of 2 agree" in out
    assert "nearest neighbours" in errors  # a line a stage, where there is no terminal
    assert lessons.status("multilabel").ready
    created = lessons.open_manifest("multilabel")["created"]
    assert main(["lessons", "multilabel"]) == 0
    assert "computed already" in capsys.readouterr().out
    assert lessons.open_manifest("multilabel")["created"] == created


def test_an_unknown_lesson_is_told_before_anything_is_computed(few, capsys):
    assert main(["lessons", "multilabel", "titanic"]) == 1
    out, errors = capsys.readouterr()
    assert "titanic" in errors
    assert "Traceback" not in out + errors
    assert not lessons.status("multilabel").ready
