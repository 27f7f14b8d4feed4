"""Calibrated probabilities: fitted out-of-fold, better calibrated afterwards."""

import numpy as np
import pytest
from scipy.special import softmax
from sklearn.isotonic import IsotonicRegression
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
    predicted = np.array([0.05, 0.15, 0.95, 1.0, 0.91])
    table = calibration.reliability(truth, predicted)
    assert table["images"].tolist() == [1, 1, 3]
    assert np.allclose(table["observed"], [0, 1, 2 / 3])
    assert np.allclose(table["predicted"], [0.05, 0.15, 2.86 / 3])
    wanted = (0.05 + 0.85 + abs(2.86 - 2)) / 5
    assert calibration.calibration_error(table) == pytest.approx(wanted)
    assert calibration.brier(truth, predicted) == pytest.approx(brier_score_loss(truth, predicted))


def test_an_image_of_which_every_staircase_says_nothing_gets_equal_shares():
    values = np.array([[0.5, 0.5], [1, 0], [0, 1]], np.float32)
    scores = Scores(np.array([1, 0, 1]), values, "probability", "oof")
    late = ((np.array([0.0, 0.6, 1.0]), np.array([0.0, 0.0, 1.0])),) * 2
    found = calibration.Isotonic(calibration.Temperature(1.0), late).apply(scores).values
    np.testing.assert_allclose(found, [[0.5, 0.5], [1, 0], [0, 1]], atol=1e-5)


def top_label_error(scores):
    """Return the expected calibration error of the top class in ten bins, by numpy alone."""
    top, right = scores.values.max(axis=1), scores.predicted() == scores.labels
    bins = np.minimum((top * 10).astype(int), 9)
    return sum(
        (bins == b).mean() * abs(top[bins == b].mean() - right[bins == b].mean())
        for b in np.unique(bins)
    )


def test_isotonic_on_the_temperatures_softmax_is_better_than_temperature_alone(trained):
    """The audit's figures for SGD: error 0.029 and 0.018, log-loss 0.302 and 0.292."""
    oof, test = (artifacts.open_scores("sgd", split) for split in ("oof", "test"))
    losses, errors = {}, {}
    for scale in ("temperature", "isotonic"):
        after = calibration.fit(oof, scale).apply(test)
        errors[scale] = top_label_error(after)
        losses[scale] = log_loss(test.labels, after.values.astype(float))
    assert errors["isotonic"] < 0.022 < errors["temperature"]
    assert losses["isotonic"] < 0.296 < losses["temperature"]
    by_class = []  # what was done before: a staircase on each class's raw scores
    for c in range(10):
        staircase = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        staircase.fit(oof.values[:, c], oof.labels == c)
        by_class.append(staircase.predict(test.values[:, c]))
    shares = np.stack(by_class, axis=1)
    shares /= shares.sum(axis=1, keepdims=True)
    assert top_label_error(test.with_values(shares, "probability")) > 2 * errors["isotonic"]


def test_the_better_calibration_is_told_by_images_it_was_not_fitted_on(trained):
    losses = calibration.cross_fitted(artifacts.open_scores("sgd", "oof"))
    assert losses["isotonic"] < losses["temperature"]
    rng = np.random.default_rng(0)  # a staircase learns noise by heart where there is little to see
    logits = rng.normal(size=(120, 4)).astype(np.float32)
    labels = (rng.random((120, 1)) > softmax(logits, axis=1).cumsum(axis=1)).sum(axis=1).clip(0, 3)
    few = Scores(labels, logits, "decision", "oof", groups=np.arange(120) // 4)
    losses = calibration.cross_fitted(few)
    assert losses["temperature"] < losses["isotonic"]
    in_sample = calibration.fit(few, "isotonic").apply(few)
    assert log_loss(labels, np.clip(in_sample.values, 1e-6, 1)) < losses["isotonic"] - 0.1
