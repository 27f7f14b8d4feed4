"""Tables and curves equal scikit-learn's, on digits counted by hand and on the real scores."""

import numpy as np
import pytest
from sklearn import metrics as oracle

from core import StudioError
from core.evaluation import metrics
from core.evaluation.scores import Scores
from core.rules.binary import OneVsRest, decide
from core.training import artifacts

TRUE = np.array([0, 0, 0, 1, 1, 2])
READ = np.array([0, 0, 1, 1, 1, 0])


def test_rows_are_true_and_columns_predicted():
    assert metrics.confusion_matrix(TRUE, READ, 3).tolist() == [[2, 1, 0], [0, 2, 0], [1, 0, 0]]


def test_shares_by_true_and_by_predicted():
    matrix = metrics.confusion_matrix(TRUE, READ, 3)
    assert metrics.normalised(matrix, "true")[0].tolist() == [2 / 3, 1 / 3, 0]
    assert metrics.normalised(matrix, "predicted")[:, 0].tolist() == [2 / 3, 0, 1 / 3]
    assert metrics.normalised(matrix, "predicted")[:, 2].tolist() == [0, 0, 0]
    assert metrics.normalised(matrix, "errors").tolist() == [[0, 1, 0], [0, 0, 0], [1, 0, 0]]
    assert metrics.normalised(matrix, "counts").tolist() == matrix.tolist()


def test_per_class_and_averages_equal_scikit_learn():
    matrix = metrics.confusion_matrix(TRUE, READ, 3)
    expected = oracle.precision_recall_fscore_support(TRUE, READ, zero_division=0)
    np.testing.assert_allclose(metrics.per_class(matrix).to_numpy().T, np.array(expected))
    summary = metrics.summary(matrix)
    for average in ("macro", "weighted"):
        expected = oracle.precision_recall_fscore_support(
            TRUE, READ, average=average, zero_division=0
        )
        found = [summary[f"{name}_{average}"] for name in ("precision", "recall", "f1")]
        assert found == pytest.approx(expected[:3])
    assert summary["accuracy"] == pytest.approx(4 / 6)


@pytest.fixture(params=["sgd", "forest", "dummy"])
def real(request, trained):
    """The stored scores of a default model: continuous, full of ties, and all alike."""
    return artifacts.open_scores(request.param, "test")


def test_the_real_matrix_equals_scikit_learns(real):
    expected = oracle.confusion_matrix(real.labels, real.predicted(), labels=range(10))
    np.testing.assert_array_equal(
        metrics.confusion_matrix(real.labels, real.predicted(), 10), expected
    )


@pytest.mark.parametrize("digit", range(10))
def test_the_real_curves_equal_scikit_learns(real, digit):
    truth, score = real.labels == digit, real.values[:, digit]
    curve = metrics.curve(truth, score)
    precision, recall, thresholds = oracle.precision_recall_curve(truth, score)
    np.testing.assert_allclose(curve.thresholds[:0:-1], thresholds)
    np.testing.assert_allclose(curve.precision[::-1], precision)
    np.testing.assert_allclose(curve.recall[::-1], recall)
    false_rate, recall, thresholds = oracle.roc_curve(truth, score, drop_intermediate=False)
    np.testing.assert_allclose(curve.thresholds, thresholds)
    np.testing.assert_allclose(curve.false_positive_rate, false_rate)
    np.testing.assert_allclose(curve.recall, recall)
    assert curve.roc_auc == pytest.approx(oracle.roc_auc_score(truth, score))
    expected = oracle.average_precision_score(truth, score)
    assert curve.average_precision == pytest.approx(expected)


def test_every_point_of_a_curve_is_the_decision_at_its_threshold(real):
    rule = OneVsRest(4, 0.0)
    truth, score = rule.truth(real), rule.score(real)
    curve = metrics.curve(truth, score)
    low, high = float(score.min()), float(score.max())
    between = np.random.default_rng(0).uniform(low - 1, high + 1, 20)
    stored = curve.thresholds[:: max(len(curve.thresholds) // 20, 1)]
    for threshold in [*between, *map(float, stored), -np.inf]:
        decided = decide(score, threshold)
        found = curve.at(threshold)
        tn, fp, fn, tp = oracle.confusion_matrix(truth, decided, labels=[False, True]).ravel()
        assert (found.tp, found.fp, found.fn, found.tn) == (tp, fp, fn, tn)
        assert found == metrics.count(truth, decided)


def test_counts_give_the_ratios_of_scikit_learn(real):
    rule = OneVsRest(9, float(np.quantile(real.values[:, 9], 0.9)))
    truth, decided = rule.truth(real), rule.decided(real)
    counts = metrics.count(truth, decided)
    assert counts.precision == pytest.approx(oracle.precision_score(truth, decided))
    assert counts.recall == pytest.approx(oracle.recall_score(truth, decided))
    assert counts.specificity == pytest.approx(oracle.recall_score(~truth, ~decided))
    assert counts.f1 == pytest.approx(oracle.f1_score(truth, decided))
    assert counts.accuracy == pytest.approx(oracle.accuracy_score(truth, decided))


def test_a_curve_needs_both_kinds_of_images():
    with pytest.raises(StudioError, match="is positive"):
        metrics.curve(np.zeros(3, bool), np.arange(3.0))
    with pytest.raises(StudioError, match="is negative"):
        metrics.curve(np.ones(3, bool), np.arange(3.0))


def test_ties_are_one_point():
    curve = metrics.curve(np.array([True, False, True]), np.array([0.5, 0.5, 0.5]))
    assert curve.thresholds.tolist() == [np.inf, 0.5]
    assert curve.tp.tolist() == [0, 2]
    assert curve.fp.tolist() == [0, 1]


def test_wilson_is_the_published_interval():
    # 8 of 10: Brown, Cai and DasGupta's formula by hand
    z = 1.959963984540054
    centre = (0.8 + z * z / 20) / (1 + z * z / 10)
    half = z * np.sqrt(0.8 * 0.2 / 10 + z * z / 400) / (1 + z * z / 10)
    assert metrics.wilson(8, 10) == pytest.approx((centre - half, centre + half))
    assert metrics.wilson(0, 0) == (0.0, 1.0)
    assert metrics.wilson(10, 10)[1] == pytest.approx(1.0)


def test_scores_say_the_first_class_at_a_tie_and_their_margin():
    values = np.array([[0.2, 0.4, 0.4], [0.9, 0.05, 0.05]], np.float32)
    scores = Scores(np.array([1, 0]), values, "probability", "test")
    assert scores.predicted().tolist() == [1, 0]
    np.testing.assert_allclose(scores.margin(), [0.0, 0.85], atol=1e-6)
    assert (len(scores), scores.n_classes) == (2, 3)
    with pytest.raises(ValueError, match="read-only"):
        scores.values[0, 0] = 1


@pytest.mark.parametrize(
    ("labels", "values", "kind", "sentence"),
    [
        (np.zeros(2, int), np.zeros((3, 10)), "decision", "beside n labels"),
        (np.zeros(2, int), np.zeros(2), "decision", "n, classes"),
        (np.zeros(2, int), np.zeros((2, 10)), "chance", "kind of scores"),
        (np.zeros(2, int), np.full((2, 10), np.nan), "decision", "finite"),
    ],
)
def test_scores_of_another_form_are_refused(labels, values, kind, sentence):
    with pytest.raises(StudioError, match=sentence):
        Scores(labels, values, kind, "test")


INFINITE = [
    [np.inf, np.inf, 1, 0, -np.inf, -np.inf],
    [np.inf, 0.5, 0.5, -np.inf, 2, 1],
    [-np.inf] * 6,
    [np.inf] * 6,
]


@pytest.mark.parametrize("score", INFINITE, ids=str)
def test_infinite_scores_are_thresholds_like_others(score):
    truth, score = np.array([1, 0, 1, 0, 1, 0], bool), np.array(score)
    found = metrics.curve(truth, score)
    distinct = np.unique(score)[::-1]
    assert found.thresholds[1:].tolist() == distinct.tolist()
    for i, threshold in enumerate(distinct, start=1):
        decided = score >= threshold
        assert (found.tp[i], found.fp[i]) == ((decided & truth).sum(), (decided & ~truth).sum())
        assert found.at(threshold) == metrics.count(truth, decided)
    assert found.at(np.inf) == metrics.count(truth, score == np.inf)
    assert (found.tp[0], found.fp[0]) == (0, 0)
    ranks = np.searchsorted(np.unique(score), score).astype(float)  # finite, in the same order
    assert found.roc_auc == pytest.approx(oracle.roc_auc_score(truth, ranks))
    expected = oracle.average_precision_score(truth, ranks)
    assert found.average_precision == pytest.approx(expected)


def test_a_score_that_is_not_a_number_is_refused():
    with pytest.raises(StudioError, match="not a number"):
        metrics.curve(np.array([True, False, True]), np.array([0.1, np.nan, 0.2]))
