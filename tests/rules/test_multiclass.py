"""The decision desk: answers, rejecting, costs and offsets."""

import numpy as np
import pytest
from scipy.special import softmax

from core import StudioError
from core.evaluation import conformal
from core.evaluation.coverage import decision_matrix, outcome, rejected, risk_coverage
from core.evaluation.metrics import confusion_matrix
from core.evaluation.scores import Scores
from core.rules import costs, notation
from core.rules.multiclass import LeastCost, Offsets, Reject
from core.training import artifacts

CLASSES = tuple("0123456789")


@pytest.fixture(scope="module", params=["sgd", "forest"])
def real(request, trained):
    return {split: artifacts.open_scores(request.param, split) for split in ("oof", "test")}


def random_scores(n=400, k=10, seed=3):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, k, n)
    values = rng.normal(size=(n, k)).astype(np.float32)
    values[np.arange(n), labels] += 1.5
    return Scores(labels, values, "decision", "oof")


def test_zero_offsets_and_no_reject_are_argmax_bit_for_bit(real):
    for scores in real.values():
        wanted = scores.values.argmax(axis=1)
        assert np.array_equal(Offsets().predicted(scores), wanted)
        assert np.array_equal(Offsets((0.0,) * 10).predicted(scores), wanted)


@pytest.mark.parametrize("by", ["margin", "top"])
def test_coverage_never_rises_with_the_reject_level_and_rows_sum_to_support(real, by):
    scores = real["test"]
    support = np.bincount(scores.labels, minlength=10)
    levels = np.quantile(Offsets().confidence(scores, by), np.linspace(0, 1, 9))
    read = []
    for level in [*levels, levels[-1] + 1]:
        answers = Offsets(reject=Reject(float(level), by)).predicted(scores)
        matrix = decision_matrix(scores.labels, answers, 10)
        assert matrix.shape == (10, 11)
        assert np.array_equal(matrix.sum(axis=1), support)
        read.append(outcome(matrix, 1 - np.eye(10), 1).read)
    assert read[0] == len(scores)
    assert read[-1] == 0
    assert read == sorted(read, reverse=True)


def test_without_reject_the_eleventh_column_is_empty_and_the_rest_is_the_matrix(real):
    scores = real["test"]
    matrix = decision_matrix(scores.labels, scores.predicted(), 10)
    assert np.array_equal(matrix[:, :10], confusion_matrix(scores.labels, scores.predicted(), 10))
    assert not matrix[:, 10].any()


def test_cost_equals_an_einsum_over_every_image(real):
    scores, rng = real["test"], np.random.default_rng(1)
    prices = rng.uniform(0, 9, (10, 10))
    answers = Offsets(tuple(rng.normal(size=10)), Reject(0.2)).predicted(scores)
    found = outcome(decision_matrix(scores.labels, answers, 10), prices, 0.7)
    truth, answered = np.eye(10)[scores.labels], np.eye(11)[answers]
    whole = np.column_stack([prices, np.full(10, 0.7)])
    assert found.cost == pytest.approx(np.einsum("ni,ij,nj->", truth, whole, answered) / 10_000)
    read = answers < 10
    assert found.coverage == read.mean()
    assert found.accuracy == pytest.approx((answers == scores.labels)[read].mean())


def test_rejecting_by_cost_is_chows_rule():
    scores = random_scores()
    probabilities = softmax(scores.values, axis=1)
    scores = scores.with_values(probabilities.astype(np.float32), "probability")
    prices = costs.matrix(((1, 7, 10.0), (3, 5, 0.25)), 10)
    rule = LeastCost(((1, 7, 10.0), (3, 5, 0.25)), Reject(-0.4, "cost"), "own")
    expected = scores.values.astype(np.float64) @ prices
    wanted = np.where(expected.min(axis=1) <= 0.4, expected.argmin(axis=1), 10)
    close = np.abs(expected.min(axis=1) - 0.4) < 1e-5
    assert np.array_equal(rule.predicted(scores)[~close], wanted[~close])
    assert 0 < (wanted == 10).sum() < len(wanted)
    assert notation.parse(rule.text()) == rule
    with pytest.raises(StudioError, match="least expected cost"):
        Offsets(reject=Reject(-0.4, "cost")).predicted(scores)


def test_what_a_rejected_image_would_be_read_as_is_the_rules_answer():
    """A wrong 0 costs ten, so that 0.6 for it is too little: the rule answers 1."""
    values = np.array([[0.6, 0.4], [0.99, 0.01]], np.float32)
    scores = Scores(np.array([0, 0]), values, "probability", "test")
    rule = LeastCost(((1, 0, 10.0),), Reject(0.5, "margin"), "own")
    assert rule.predicted(scores).tolist() == [2, 0]
    assert rule.answers(scores).tolist() == [1, 0]


def test_the_curve_and_the_rule_agree_at_every_level():
    scores = random_scores()
    sure = scores.margin()
    curve = risk_coverage(scores.predicted() == scores.labels, sure)
    for i in range(0, len(curve.levels), 40):
        answers = Offsets(reject=Reject(float(curve.levels[i]))).predicted(scores)
        found = outcome(decision_matrix(scores.labels, answers, 10), 1 - np.eye(10), 0)
        assert (found.read, found.errors) == (curve.read[i], curve.errors[i])


def test_rejected_images_come_least_confident_first():
    scores = Scores(np.array([0, 1, 0]), np.array([[3, 0], [1, 2], [2.5, 2]]), "decision", "test")
    answers = Offsets(reject=Reject(2)).predicted(scores)
    assert rejected(scores, answers, scores.margin()).tolist() == [2, 1]


@pytest.mark.parametrize(
    "cells", [(), ((1, 7, 10.0),), tuple((i, 9, 5.0) for i in range(9))], ids=["plain", "1-7", "9"]
)
def test_searched_offsets_never_cost_more_than_none(cells):
    scores, prices = random_scores(), costs.matrix(cells, 10)
    told = []
    offsets = costs.search_offsets(
        scores, prices, lambda *progress: told.append(progress), evaluations=300
    )

    def cost(rule):
        return outcome(decision_matrix(scores.labels, rule.predicted(scores), 10), prices, 1).cost

    assert cost(Offsets(offsets)) <= cost(Offsets())
    if cells:
        assert cost(Offsets(offsets)) < cost(Offsets())
    fractions, least = zip(*told, strict=True)
    assert list(fractions) == sorted(fractions)
    assert fractions[-1] == 1
    assert list(least) == sorted(least, reverse=True)
    assert least[-1] == pytest.approx(cost(Offsets(offsets)))


def test_only_the_offsets_of_the_named_classes_are_searched():
    scores, prices = random_scores(), costs.matrix(tuple((i, 9, 5.0) for i in range(9)), 10)
    found = np.array(costs.search_offsets(scores, prices, evaluations=200, among=[3, 9]))
    assert set(np.flatnonzero(found)) <= {3, 9}
    assert found[9] < 0
    plain, moved = (
        prices[scores.labels, Offsets(tuple(offsets)).predicted(scores)].mean()
        for offsets in (np.zeros(10), found)
    )
    assert moved < plain


def test_of_many_classes_a_rule_names_those_that_have_an_offset():
    offsets = np.zeros(1000)
    offsets[[17, 999]] = 0.5, -2
    rule = Offsets(tuple(offsets))
    assert rule.text() == "offsets*17x0.5_999x-2*own"
    assert notation.parse(rule.text(), 1000) == rule
    for wrong in ("17x0.5_17x1", "1000x1", "17x", "x1", "17xnan", "17x1_2"):
        with pytest.raises(StudioError, match="no valid rule"):
            notation.parse(f"offsets*{wrong}*own", 1000)


def test_what_is_chosen_is_chosen_on_out_of_fold_scores_only():
    scores = random_scores()
    test = Scores(scores.labels, scores.values, "decision", "test")
    with pytest.raises(StudioError, match="out-of-fold"):
        costs.search_offsets(test, costs.matrix((), 10))
    with pytest.raises(StudioError, match="out-of-fold"):
        conformal.fit(test, 0.1)


def rows(**changed):
    table = [{c: 0 if c == true else 1 for c in CLASSES} for true in CLASSES]
    for cell, value in changed.items():
        table[int(cell[1])][cell[2]] = value
    return table


def test_a_typed_matrix_comes_back_as_it_was_typed():
    table = costs.checked(rows(x17="10"), CLASSES)
    assert table[1, 7] == 10
    assert costs.cells(table) == ((1, 7, 10.0),)
    assert np.array_equal(costs.matrix(costs.cells(table), 10), table)
    assert np.array_equal(costs.matrix(LeastCost(costs.cells(table)).costs, 10), table)


@pytest.mark.parametrize(
    ("value", "says"),
    [(-1, "negative"), (None, "missing"), (float("nan"), "missing"), ("dear", "'dear'"),
     (float("inf"), "too large"), (1e300, "too large")],
)  # fmt: skip
def test_a_bad_cell_is_named(value, says):
    with pytest.raises(StudioError, match=f"true 4, read as 9 .*{says}"):
        costs.checked(rows(x49=value), CLASSES)


def test_presets_are_valid_matrices():
    for cells in costs.presets(digits=True).values():
        assert (costs.matrix(cells, 10) >= 0).all()
