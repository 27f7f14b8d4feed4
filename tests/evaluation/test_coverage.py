"""Risk and coverage of rejecting: targets met as counts, and promised for new images."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from core import StudioError
from core.evaluation.coverage import decision_matrix, outcome, risk_coverage
from core.rules.multiclass import Offsets, Reject
from core.training import artifacts


@pytest.fixture(scope="module", params=["sgd", "forest"])
def real(request, trained):
    return {split: artifacts.open_scores(request.param, split) for split in ("oof", "test")}


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


@settings(max_examples=300)
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
    with pytest.raises(StudioError, match="95\u00a0% confidence"):
        curve.level_for(bound - 1e-6, 0.95)
