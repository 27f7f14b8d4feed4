import numpy as np
import pytest

from core import StudioError
from core.analysis.label_errors import likely
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


def test_scores_that_cannot_tell_are_refused():
    with pytest.raises(StudioError, match="no model was trained on"):
        likely(scores(split="test"))
    with pytest.raises(StudioError, match="probabilities"):
        likely(scores(kind="decision"))


def test_exchanged_labels_are_found():
    found = likely(scores())
    assert set(found["index"]) <= set(EXCHANGED)
    assert len(found) >= len(EXCHANGED) / 2
    assert (found["suggested"] == 1 - found["label"]).all()
    assert found["confidence"].is_monotonic_increasing


def test_an_image_counts_where_its_probability_reaches_the_classs_mean():
    values = np.array(
        [
            [0.9, 0.1, 0.0],
            [0.5, 0.5, 0.0],  # the mean of class 0 on its images is 0.5
            [0.1, 0.9, 0.0],  # labelled 0: reaches the mean of class 1, so the label is doubted
            [0.3, 0.7, 0.0],
            [0.2, 0.8, 0.0],
            [0.6, 0.4, 0.0],  # labelled 1: reaches the mean of class 0
            [0.45, 0.55, 0.0],  # reaches no mean: nothing is said of it
        ],
        np.float32,
    )
    labels = np.array([0, 0, 0, 1, 1, 1, 0])
    labels[6] = 1
    found = likely(Scores(labels, values, "probability", "oof"))
    assert found["index"].tolist() == [2, 5]
    assert found["suggested"].tolist() == [1, 0]
    assert found["confidence"].round(2).tolist() == [0.1, 0.4]


def test_a_class_without_images_is_never_suggested():
    values = np.array([[0.4, 0.0, 0.6], [0.9, 0.1, 0.0], [0.2, 0.8, 0.0]], np.float32)
    found = likely(Scores(np.array([0, 0, 1]), values, "probability", "oof"))
    assert found.empty
