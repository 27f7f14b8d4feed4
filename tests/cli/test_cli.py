"""The command line: what it prints, what it returns, and one sentence when something is wrong."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, precision_recall_fscore_support

from core.cli import main
from core.data import mnist, sets
from core.models import registry
from core.storage import paths
from core.training import artifacts, fitting

REPOSITORY = Path(__file__).resolve().parents[2]


def run(capsys, *words):
    """Return the exit code, what was printed and the errors."""
    code = main(list(words))
    return (code, *capsys.readouterr())


def fails(capsys, *words):
    """Return the one sentence of a command that fails."""
    code, out, errors = run(capsys, *words)
    assert code == 1
    assert errors.count("\n") == 1
    assert "Traceback" not in errors + out
    return errors


def test_models_agree_with_scikit_learn(capsys, trained):
    code, out, _ = run(capsys, "models", "--json")
    assert code == 0
    rows = {row["model"]: row for row in json.loads(out)}
    assert set(trained) <= set(rows)
    for name in trained:
        scores = artifacts.open_scores(name, "test")
        answers = scores.labels, scores.predicted()
        assert rows[name]["accuracy"] == pytest.approx(accuracy_score(*answers), abs=1e-6)
        for average in ("macro", "weighted"):
            expected = precision_recall_fscore_support(*answers, average=average, zero_division=0)
            found = [rows[name][f"{word}_{average}"] for word in ("precision", "recall", "f1")]
            assert found == pytest.approx(expected[:3], abs=1e-6)
        assert rows[name]["n_test"] == 10_000


def test_the_default_models_are_as_good_as_promised(capsys, trained):
    rows = {row["model"]: row for row in json.loads(run(capsys, "models", "--json")[1])}
    assert rows["sgd"]["accuracy"] >= 0.915
    assert rows["forest"]["accuracy"] >= 0.968


def test_the_table_of_models_shows_the_same_accuracy(capsys, trained):
    rows = json.loads(run(capsys, "models", "--json")[1])
    out = run(capsys, "models")[1]
    for row in rows:
        assert re.search(rf"{row['model']}\s.*{row['accuracy']:.4f}", out)


@pytest.mark.parametrize("split", ["test", "oof"])
def test_evaluate_gives_scikit_learns_matrix(capsys, trained, split):
    scores = artifacts.open_scores("forest", split)
    expected = confusion_matrix(scores.labels, scores.predicted()).tolist()
    found = json.loads(run(capsys, "evaluate", "forest", "--split", split, "--json")[1])
    assert found["confusion_matrix"] == expected
    assert found["n"] == len(scores)
    printed = run(capsys, "evaluate", "forest", "--split", split)[1]
    rows = [[int(cell) for cell in line.split()[1:]] for line in printed.splitlines()[-10:]]
    assert rows == expected


def test_predict_reads_a_file_and_counts_what_is_right(capsys, trained, tmp_path):
    test = sets.load().test
    path = tmp_path / "digits.npz"
    np.savez(path, images=test.images[:50], labels=test.labels[:50])
    answers = json.loads(run(capsys, "predict", "forest", str(path), "--json")[1])
    scores = artifacts.open_scores("forest", "test")
    assert [row["predicted"] for row in answers] == scores.predicted()[:50].tolist()
    assert [row["true"] for row in answers] == test.labels[:50].tolist()
    np.testing.assert_allclose([row["scores"] for row in answers], scores.values[:50], atol=1e-5)
    right = int((scores.predicted()[:50] == test.labels[:50]).sum())
    assert f"{right} of 50 right" in run(capsys, "predict", "forest", str(path))[1]


@pytest.mark.parametrize("words", [["evaluate", "nobody"], ["train", "nobody"]])
def test_an_unknown_model_is_told_with_the_names_there_are(capsys, words):
    assert "choose one of sgd, forest" in fails(capsys, *words)


def test_an_unreadable_file_is_told_by_name(capsys, trained, tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear digit,")
    assert "letter.txt" in fails(capsys, "predict", "sgd", str(path))


def test_an_untrained_model_is_told_with_the_command_that_trains_it(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    os.symlink(REPOSITORY / "artifacts" / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    assert "python -m core train sgd" in fails(capsys, "evaluate", "sgd")


def test_train_trains_what_is_missing_and_leaves_the_rest(capsys, small, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    code, out, _ = run(capsys, "train", "dummy")
    assert (code, "trained, accuracy" in out) == (0, True)
    first = artifacts.stamp("dummy")
    assert "trained already" in run(capsys, "train", "dummy")[1]
    assert artifacts.stamp("dummy") == first
    run(capsys, "train", "dummy", "--force")
    assert artifacts.stamp("dummy") != first


def test_verify_names_what_is_damaged(capsys, small, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    fitting.train("dummy")
    assert run(capsys, "verify")[0] == 0
    file = artifacts.folder("dummy") / artifacts.stamp("dummy") / "test.npy"
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    code, out, _ = run(capsys, "verify")
    assert code == 1
    assert re.search(r"FAILED\s+dummy.*test\.npy.*train dummy --force", out)


def test_help_explains_every_command(capsys):
    overview = run(capsys, "--help")[1]
    for name in ("fetch", "train", "models", "evaluate", "predict", "verify"):
        assert name in overview
        code, out, _ = run(capsys, name, "--help")
        assert code == 0
        assert len(out.splitlines()) > 5
    assert all(name in registry.MODELS for name in ("sgd", "forest"))


def test_ctrl_c_ends_a_training_with_one_sentence(own_root):
    """A real process, from another folder, as a person would stop it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "core", "train", "extra_trees"],
        cwd=REPOSITORY,
        env={**os.environ, "DIGIT_STUDIO_ARTIFACTS": str(own_root)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert "out-of-fold" in process.stderr.readline()
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    errors = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert errors.strip().splitlines()[-1].startswith("Stopped while training extra_trees")
    assert "Traceback" not in errors
    assert artifacts.status("extra_trees", root=own_root).state == "missing"
