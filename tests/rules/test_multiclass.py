"""The decision desk: reject, coverage, costs, offsets and prediction sets."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
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


def test_risk_and_coverage_on_five_images():
    right = np.array([True, True, False, True, False])
    curve = risk_coverage(right, np.array([0.9, 0.8, 0.7, 0.7, 0.1]))
    assert curve.coverage.tolist() == [0.2, 0.4, 0.8, 1.0]
    assert curve.risk.tolist() == [0, 0, 0.25, 0.4]
    assert curve.area == pytest.approx((0 + 0 + 0.25 * 2 + 0.4) / 5)
    assert curve.level_for(0.25) == 0.7
    assert curve.level_for(0) == 0.8
    with pytest.raises(StudioError, match="allow more"):
        risk_coverage(np.array([False]), np.array([1.0])).level_for(0.1)


@pytest.mark.parametrize("by", ["margin", "top"])
def test_a_target_keeps_its_promise_where_it_is_chosen_and_reads_all_it_can(real, by):
    scores = real["oof"]
    right, sure = scores.predicted() == scores.labels, Offsets().confidence(scores, by)
    level = risk_coverage(right, sure).level_for(0.005)
    answers = Offsets(reject=Reject(level, by)).predicted(scores)
    found = outcome(decision_matrix(scores.labels, answers, 10), 1 - np.eye(10), 1)
    assert found.risk <= 0.005
    for lower in np.unique(sure)[np.unique(sure) < level][-50:]:
        assert (~right[sure >= lower]).mean() > 0.005


def test_a_target_that_the_last_level_meets_exactly_rejects_nothing():
    """29 of 7,073 are 0.410010 %: typed as 0.41 % / 100, a float next to it called that a miss."""
    right = np.arange(7073) >= 29
    curve = risk_coverage(right, np.linspace(0, 1, 7073))
    assert curve.level_for(0.0042) == 0.0
    assert risk_coverage(np.arange(10_000) >= 41, np.arange(10_000.0)).level_for(0.41 / 100) == 0
    assert risk_coverage(np.arange(100) >= 29, np.arange(100.0)).level_for(29 / 100) == 0


@settings(max_examples=300, deadline=None)
@given(st.lists(st.booleans(), min_size=1, max_size=60), st.integers(1, 9999))
def test_targets_are_met_as_fractions_say(right, hundredths):
    right, levels = np.array(right), np.arange(len(right), dtype=float)[::-1]
    curve, target = risk_coverage(right, levels), Fraction(hundredths, 10_000)
    errors = np.cumsum(~right).tolist()
    allowed = [i for i, e in enumerate(errors) if Fraction(e, i + 1) <= target]
    if allowed:
        assert curve.level_for(hundredths / 100 / 100) == levels[allowed[-1]]
    else:
        with pytest.raises(StudioError, match="allow more"):
            curve.level_for(hundredths / 100 / 100)
    covering = [i for i in range(len(right)) if Fraction(i + 1, len(right)) >= target]
    assert curve.level_covering(hundredths / 100 / 100) == levels[covering[0]]


def test_a_promised_target_holds_for_new_images():
    """Of 100 samples the level chosen with 90 % confidence may break its promise in about 10."""
    rng, target, broken, broken_plainly = np.random.default_rng(0), 0.05, 0, 0

    def true_risk(
        level,
    ):  # confidence u is uniform; an answer is right with probability 0.7 + 0.3 u
        return 0.3 * (1 - (level + 1) / 2)

    for _ in range(100):
        sure = rng.random(20_000)
        curve = risk_coverage(rng.random(20_000) < 0.7 + 0.3 * sure, sure)
        broken += true_risk(curve.level_for(target, 0.9)) > target
        broken_plainly += true_risk(curve.level_for(target)) > target
    assert broken <= 10
    assert broken_plainly > 30  # what holds on the images at hand holds of new ones half the time


def test_the_bound_is_scipys_exact_one():
    right = np.arange(1000) >= 3
    curve = risk_coverage(right, np.zeros(1000))  # one level: everything or nothing
    bound = stats.binomtest(3, 1000).proportion_ci(0.9, "exact").high  # two-sided: 5 % above
    assert curve.level_for(bound + 1e-6, 0.95) == 0
    with pytest.raises(StudioError, match="95% confidence"):
        curve.level_for(bound - 1e-6, 0.95)


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
    offsets = costs.search_offsets(scores, prices, told.append, evaluations=300)

    def cost(rule):
        return outcome(decision_matrix(scores.labels, rule.predicted(scores), 10), prices, 1).cost

    assert cost(Offsets(offsets)) <= cost(Offsets())
    if cells:
        assert cost(Offsets(offsets)) < cost(Offsets())
    assert told == sorted(told)
    assert told[-1] == 1


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


def test_sets_cover_what_they_promise_on_the_real_scores(real):
    for rate in (0.1, 0.05, 0.01):
        fitted = conformal.fit(real["oof"], rate)
        here = conformal.coverage(fitted.sets(real["oof"]), real["oof"].labels)
        judged = conformal.coverage(fitted.sets(real["test"]), real["test"].labels)
        assert here.share >= 1 - rate
        assert judged.interval[1] >= 1 - rate
        assert sum(judged.sizes) == 10_000
        assert judged.mean_size == pytest.approx(np.dot(range(11), judged.sizes) / 10_000)


def test_sets_by_hand():
    values = np.array([[5, 1, 0], [2, 3, 0], [0, 4, 3], [1, 0, 9]], np.float32)
    scores = Scores(np.array([0, 0, 1, 2]), values, "decision", "oof")
    # The true classes trail the best other one by -4, 1, -1, -8.
    assert conformal.fit(scores, 0.5).quantile.tolist() == [-1] * 3  # ceil(5 × 0.5) = 3rd smallest
    assert conformal.fit(scores, 0.2).quantile.tolist() == [1] * 3
    assert conformal.fit(scores, 0.1).quantile.tolist() == [np.inf] * 3
    sets = conformal.fit(scores, 0.2).sets(scores)
    assert sets.tolist() == [
        [True, False, False],
        [True, True, False],
        [False, True, True],
        [False, False, True],
    ]
    few = conformal.fit(scores, 0.5).sets(scores)  # the second leads by 1 only: still its top class
    assert few.tolist() == [
        [True, False, False],
        [False, True, False],
        [False, True, False],
        [False, False, True],
    ]
    by_class = conformal.fit(scores, 0.5, by_class=True).quantile.tolist()
    assert by_class == [1, -1, -8]  # of two images the 2nd, of one image the 1st smallest


@pytest.mark.parametrize("rate", [0.1, 0.05, 0.01])
def test_no_set_is_empty_and_each_class_is_held_as_often(real, rate):
    whole = conformal.fit(real["oof"], rate, by_class=True).sets(real["test"])
    assert whole.any(axis=1).all()
    assert whole[np.arange(10_000), real["test"].predicted()].all()
    for c in range(10):
        of_class = real["test"].labels == c
        held = int(whole[of_class, c].sum())
        assert stats.binomtest(held, int(of_class.sum()), 1 - rate).pvalue > 1e-4 or (
            held / of_class.sum() > 1 - rate
        )
