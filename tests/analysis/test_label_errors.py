import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from core import StudioError
from core.analysis.label_errors import INSTALL, likely
from core.evaluation.scores import Scores

EXCHANGED = np.arange(40) * 41


def scores(kind="probability", split="oof"):
    """Images of two classes, 1,000 each; the labels of 40 of them were exchanged."""
    rng = np.random.default_rng(0)
    truth = np.arange(2000) % 2
    sure = rng.uniform(0.8, 0.99, 2000)
    values = np.where(np.eye(2)[truth] > 0, sure[:, None], 1 - sure[:, None])
    labels = np.where(np.isin(np.arange(2000), EXCHANGED), 1 - truth, truth)
    return Scores(labels, values.astype(np.float32), kind, split)


def test_without_cleanlab_the_sentence_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "cleanlab.filter", None)
    with pytest.raises(StudioError, match="pip install cleanlab=="):
        likely(scores())
    pyproject = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())
    extra = pyproject["project"]["optional-dependencies"]["label-errors"]
    assert f"pip install {extra[0]}" == INSTALL


def test_scores_that_cannot_tell_are_refused():
    with pytest.raises(StudioError, match="out-of-fold"):
        likely(scores(split="test"))
    with pytest.raises(StudioError, match="probabilities"):
        likely(scores(kind="decision"))


def test_exchanged_labels_are_found():
    pytest.importorskip("cleanlab", reason="cleanlab is an optional extra")
    found = likely(scores())
    assert set(found["index"]) <= set(EXCHANGED)
    assert len(found) >= 35
    assert (found["suggested"] == 1 - found["label"]).all()
    assert found["confidence"].is_monotonic_increasing
