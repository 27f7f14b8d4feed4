"""Calibrated probabilities: fitted out-of-fold, believed more afterwards."""

import numpy as np
import pytest
from sklearn.metrics import brier_score_loss, log_loss

from core import StudioError
from core.evaluation import calibration
from core.evaluation.scores import Scores
from core.training import artifacts


@pytest.fixture(scope="module", params=["sgd", "forest"])
def real(request, trained):
    return {split: artifacts.open_scores(request.param, split) for split in ("oof", "test")}


@pytest.mark.parametrize("scale", ["temperature", "isotonic"])
def test_calibration_gives_probabilities_that_score_better_on_the_test_set(real, scale):
    after = calibration.fit(real["oof"], scale).apply(real["test"])
    assert after.kind == "probability"
    assert np.allclose(after.values.sum(axis=1), 1, atol=1e-5)
    if real["test"].kind == "probability":
        before = real["test"].values
    else:  # no probabilities before: the shares of the classes are what one would say
        before = np.tile(np.bincount(real["oof"].labels) / len(real["oof"]), (10_000, 1))
    for digit in range(10):
        truth = after.labels == digit
        assert calibration.brier(truth, after.values[:, digit]) < calibration.brier(
            truth, before[:, digit]
        )


def test_temperature_never_changes_the_order_of_the_classes(real):
    after = calibration.fit(real["oof"], "temperature").apply(real["test"])
    sure = real["test"].margin() > 1e-3 * real["test"].values.std()
    assert np.array_equal(after.predicted()[sure], real["test"].predicted()[sure])


def test_the_temperature_found_is_the_one_that_made_the_scores():
    rng = np.random.default_rng(2)
    logits = rng.normal(scale=2, size=(20_000, 4)).astype(np.float32)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = (rng.random((20_000, 1)) > shares.cumsum(axis=1)).sum(axis=1).clip(0, 3)
    found = calibration.fit(Scores(labels, 3 * logits, "decision", "oof"), "temperature")
    assert found.temperature == pytest.approx(3, rel=0.03)
    applied = found.apply(Scores(labels, 3 * logits, "decision", "oof"))
    assert log_loss(labels, applied.values) <= log_loss(labels, shares) + 1e-3


def test_only_out_of_fold_scores_may_fit():
    scores = Scores(np.array([0, 1]), np.eye(2, dtype=np.float32), "decision", "test")
    with pytest.raises(StudioError, match="out-of-fold"):
        calibration.fit(scores, "temperature")


def test_the_reliability_table_on_five_images():
    truth = np.array([0, 1, 1, 1, 0])
    said = np.array([0.05, 0.15, 0.95, 1.0, 0.91])
    table = calibration.reliability(truth, said)
    assert table["images"].tolist() == [1, 1, 3]
    assert np.allclose(table["came_true"], [0, 1, 2 / 3])
    assert np.allclose(table["said"], [0.05, 0.15, 2.86 / 3])
    wanted = (0.05 + 0.85 + abs(2.86 - 2)) / 5
    assert calibration.calibration_error(table) == pytest.approx(wanted)
    assert calibration.brier(truth, said) == pytest.approx(brier_score_loss(truth, said))


def test_an_image_of_which_every_staircase_says_nothing_gets_equal_shares():
    values = np.array([[0, 0], [1, 0], [0, 1]], np.float32)
    scores = Scores(np.array([1, 0, 1]), values, "decision", "oof")
    flat = calibration.Isotonic(((np.array([0, 1]), np.array([0, 1])),) * 2)
    assert flat.apply(scores).values.tolist() == [[0.5, 0.5], [1, 0], [0, 1]]
