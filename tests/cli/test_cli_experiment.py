"""`experiment` on the command line: what it prints, lists, counts and refuses."""

import re

import pytest

from core.cli import main
from core.improvement import leaderboard
from core.storage import paths


@pytest.fixture
def folder(small, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    return tmp_path


def run(capsys, *words):
    """Return the exit code, what was printed and the errors."""
    code = main(["experiment", *words])
    return (code, *capsys.readouterr())


def test_each_experiment_is_one_line_with_its_counts(folder, capsys):
    code, printed, _ = run(capsys, "sgd", "--recipe", "blur=3", "--recipe", "deskew")
    assert code == 0
    rows = {row["experiment"]: row for row in leaderboard.board("sgd").table.to_dict("records")}
    lines = printed.strip().splitlines()
    assert len(lines) == 2
    for line in lines:
        text = re.match(r"sgd, (\S+), out-of-fold: accuracy", line)[1]
        row = rows[text]
        assert f"{row['fixed']:,} fixed, {row['broken']:,} broken" in line
        assert row["judgement"].sentence in line
    assert "test set" not in printed


def test_the_test_set_is_judged_on_only_when_asked_and_counted(folder, capsys):
    run(capsys, "dummy", "--recipe", "blur=3")
    _, printed, _ = run(capsys, "dummy", "--recipe", "blur=3", "--recipe", "deskew", "--test")
    assert "looked at for 2 of 2 experiments on dummy" in printed


def test_the_steps_are_listed_with_what_they_do(capsys):
    code, printed, _ = run(capsys, "--steps")
    assert code == 0
    assert "sharpen" in printed
    assert all(len(line.split(maxsplit=1)) == 2 for line in printed.strip().splitlines())


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Give a model and what to change"),
        (["sgd"], "Give a model and what to change"),
        (
            ["sgd", "--recipe", "sharpn=2"],
            "There is no step named 'sharpn'; did you mean 'sharpen'",
        ),
        (["sgd", "--recipe", ""], "without a step changes nothing"),
        (["sgd", "--recipe", "blur"], None),
        (["sgd", "--recipe", "blur=0"], "must be a number from"),
        (["sgd", "--recipe", "thin=1 thicken=1"], "undo each other"),
        (["sgd", "--recipe", "pca=5 deskew"], "comes before"),
        (["sgd", "--recipe", "deskew", "--margin", "-3"], "0 to 10 points"),
        (["sgd", "--recipe", "deskew", "--margin", "nan"], "0 to 10 points"),
        (["sgd", "--recipe", "deskew", "--seeds", "99"], "1 to 20 seeds, not 99"),
        (["sdg", "--recipe", "deskew"], "no model named 'sdg'"),
        (["sgd", "--recipe", "deskew", "--scheduler", "there"], "address of a scheduler"),
    ],
)
def test_what_is_wrong_is_one_sentence(folder, capsys, words, sentence):
    code, printed, errors = run(capsys, *words)
    if sentence is None:  # a step without its number takes the usual one
        assert code == 0
        return
    assert code == 1
    assert sentence in errors
    assert errors.strip().count("\n") == 0
    assert not printed


def test_what_is_not_a_number_is_one_sentence(capsys):
    assert main(["experiment", "forest", "--seeds", "two"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("'--seeds' cannot be read: it takes a whole number.")
    assert "`python -m core experiment --help`" in line


def test_a_command_that_is_misspelt_names_the_one_that_was_meant(capsys):
    assert main(["expriment"]) == 2
    [line] = capsys.readouterr().err.splitlines()
    assert "Did you mean 'experiment'?" in line
