"""`train module:function`: somebody's own estimator, out-of-fold scores, and no pickle kept."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from core.cli import main
from core.data import mnist, sets
from core.storage import paths
from core.training import artifacts
from core.training.folds import folds
from shapes import shapes

CODE = """
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

ready = GaussianNB()
number = 7

def rows():
    return GaussianNB()

def pipeline():
    return make_pipeline(StandardScaler(), GaussianNB())

class OnImages(ClassifierMixin, BaseEstimator):
    def fit(self, images, labels):
        if images.ndim != 3:
            raise ValueError("images, please")
        self.inner_ = GaussianNB().fit(images.reshape(len(images), -1) / 255, labels)
        self.classes_ = self.inner_.classes_
        return self

    def predict_proba(self, images):
        return self.inner_.predict_proba(images.reshape(len(images), -1) / 255)

def images():
    return OnImages()

class Answers(ClassifierMixin, BaseEstimator):
    def fit(self, rows, labels):
        return self
    def predict(self, rows):
        return np.zeros(len(rows), int)

def answers():
    return Answers()

def broken():
    raise RuntimeError("no such\\nweights")

def nothing():
    return 3
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with "shapes", and a module `mine` beside it where commands are given."""
    (tmp_path / mnist.BUNDLE).symlink_to((paths.ARTIFACTS / mnist.BUNDLE).resolve())
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    sets.store(shapes())
    (tmp_path / "mine.py").write_text(CODE)
    (tmp_path / "needs.py").write_text("import a_module_that_nobody_has\n")
    monkeypatch.chdir(tmp_path)
    for name in ("mine", "needs"):
        sys.modules.pop(name, None)
    return tmp_path


def expected() -> tuple[np.ndarray, np.ndarray]:
    """Return naive Bayes's out-of-fold and test probabilities in plain scikit-learn."""
    whole = sets.load("shapes")
    rows = [part.images.reshape(len(part), -1) / 255 for part in (whole.train, whole.test)]
    oof = np.zeros((len(whole.train), 4))
    for fit, out in folds(whole.train, whole.classes):
        model = GaussianNB().fit(rows[0][fit], whole.train.labels[fit])
        oof[out] = model.predict_proba(rows[0][out])
    return oof, GaussianNB().fit(rows[0], whole.train.labels).predict_proba(rows[1])


@pytest.mark.parametrize("what", ["rows", "ready", "images"])
def test_scores_are_those_of_plain_scikit_learn(root: Path, what: str, capsys) -> None:
    line = ["train", f"mine:{what}", "--name", "bayes", "--dataset", "shapes"]
    assert main(line) == 0, capsys.readouterr().err
    for split, wanted in zip(artifacts.SPLITS, expected(), strict=True):
        scores = artifacts.open_scores("bayes", split, "shapes")
        np.testing.assert_allclose(scores.values, wanted, atol=1e-4)
        assert scores.kind == "probability"
    assert artifacts.trained("shapes") == ["bayes"]
    [kept] = [p for p in (root / "models" / "shapes" / "bayes").iterdir() if p.is_dir()]
    assert sorted(p.name for p in kept.iterdir()) == ["manifest.json", "oof.npy", "test.npy"]
    assert main(line) == 0
    assert "trained already" in capsys.readouterr().out


def test_a_pipeline_gets_the_step_that_flattens(root: Path) -> None:
    assert main(["train", "mine:pipeline", "--name", "p", "--dataset", "shapes"]) == 0
    scores = artifacts.open_scores("p", "test", "shapes")
    assert np.mean(scores.predicted() == scores.labels) > 0.4


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nowhere:make", "There is no module 'nowhere' here"),
        ("needs:make", "needs:make failed: ModuleNotFoundError"),
        ("mine:nope", "has nothing called 'nope'"),
        ("mine:", "not of the form module:function"),
        ("mine:number", "neither an estimator nor a function"),
        ("mine:broken", "mine:broken failed: RuntimeError: no such (mine.py, line"),
        ("mine:nothing", "it has no method fit"),
        ("mine:answers", "needs predict_proba or decision_function"),
    ],
)
def test_what_cannot_be_trained_has_one_sentence(
    root: Path, what: str, sentence: str, capsys
) -> None:
    assert main(["train", what, "--name", "own", "--dataset", "shapes"]) == 1
    err = capsys.readouterr().err
    assert (sentence in err, err.count("\n")) == (True, 1)
    assert artifacts.trained("shapes") == []


def test_it_needs_a_name_of_its_own(root: Path, capsys) -> None:
    assert main(["train", "mine:rows", "--dataset", "shapes"]) == 1
    assert "--name mine" in capsys.readouterr().err
    assert main(["train", "mine:rows", "--name", "forest", "--dataset", "shapes"]) == 1
    assert "choose another --name" in capsys.readouterr().err
    assert main(["train", "dummy", "--name", "x", "--dataset", "shapes"]) == 1
    assert "--name is for a model of your own" in capsys.readouterr().err
