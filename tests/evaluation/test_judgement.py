"""Whether a difference is more than luck: exact where it can be, simulated where it cannot."""

from math import comb

import numpy as np
import pytest

from core.evaluation import paired
from core.evaluation.judgement import images_needed, judge
from core.evaluation.paired import Paired


def answers(both=0, first=0, second=0, neither=0):
    """Return labels and two models' answers with these counts of images."""
    before = np.repeat([1, 1, 0, 0], [both, first, second, neither])
    after = np.repeat([1, 0, 1, 0], [both, first, second, neither])
    return np.ones(len(before), int), before, after


def drawn(rng, n, fixed, broken, right=0.9):
    """Return counts (both, first, second, neither) of n independent images."""
    shares = [right - broken, broken, fixed, 1 - right - fixed]
    return [int(c) for c in rng.multinomial(n, shares)]


@pytest.mark.parametrize(("broken", "fixed"), [(24, 31), (3, 0), (12, 40), (7, 7)])
def test_p_is_the_tail_of_a_binomial_distribution(broken, fixed):
    n = broken + fixed
    tail = sum(comb(n, k) for k in range(min(broken, fixed) + 1)) / 2**n
    found = judge(*answers(900, broken, fixed, 60))
    assert found.p == pytest.approx(min(1.0, 2 * tail))


def test_no_change_is_no_difference_with_p_1():
    found = judge(*answers(both=59_000, neither=1_000))
    assert (found.difference, found.p, found.verdict) == (0, 1, "same")
    assert found.sentence == (
        "No difference that matters: of 60,000 images both answer the same ones correctly."
    )
    assert judge(*answers(both=9, neither=1)).sentence == (
        "10 images cannot tell: of them both answer the same ones correctly."
    )


def test_the_four_sentences():
    assert judge(*answers(9_000, 100, 250, 650)).sentence.startswith("Better: +1.50 points (95 %")
    assert judge(*answers(9_000, 250, 100, 650)).sentence.startswith("Worse: −1.50 points (95 %")
    few = judge(*answers(9_645, 24, 31, 300))
    assert few.verdict == "cannot tell"
    assert few.sentence.startswith("10,000 images cannot tell: +0.07 points")
    assert f"about {few.needed:,} would be needed" in few.sentence
    assert judge(*answers(999_000, 60, 70, 870)).verdict == "same"


def test_a_difference_that_does_not_matter_is_none_even_if_it_is_more_than_luck():
    found = judge(*answers(999_000, 10, 90, 900), margin=0.001)
    assert found.p < 0.001
    assert found.verdict == "same"
    assert judge(*answers(999_000, 10, 90, 900), margin=0.00001).verdict == "better"


def test_no_images_one_group_and_nothing_right():
    nothing = np.zeros(0, int)
    assert judge(nothing, nothing, nothing).verdict == "cannot tell"
    one = judge(*answers(5, 1, 2, 1), groups=np.zeros(9, int))
    assert one.verdict == "cannot tell"
    assert judge(*answers(neither=50)).difference == 0


def test_null_experiments_are_called_better_at_most_5_percent_of_the_time_after_holm():
    """A hundred families of ten experiments without effect: a family errs if one is found."""
    rng = np.random.default_rng(1)
    erring = 0
    for _ in range(100):
        found = [Paired(*drawn(rng, 10_000, 0.004, 0.004)) for _ in range(10)]
        erring += int((paired.holm([each.p for each in found]) <= 0.05).any())
    assert erring <= 9  # 5 expected at most; 10 or more have a chance below 3 %


@pytest.mark.parametrize(
    ("n", "fixed", "broken"), [(10_000, 0.004, 0.003), (10_000, 0.01, 0.01), (60_000, 0.002, 0.001)]
)
def test_the_interval_holds_the_true_difference_as_often_as_it_says(n, fixed, broken):
    rng, runs = np.random.default_rng(2), 4_000
    inside = 0
    for _ in range(runs):
        low, high = Paired(*drawn(rng, n, fixed, broken)).interval()
        inside += low <= fixed - broken <= high
    assert 0.935 <= inside / runs <= 0.965


def grouped(rng, writers, each, effect):
    """Return answers of writers whose images are fixed together or broken together."""
    leaning = rng.normal(effect, 0.06, writers)
    chance = np.repeat(np.clip(np.abs(leaning), 0, 1), each)
    sign = np.repeat(np.sign(leaning), each)
    moved = (rng.random(writers * each) < chance) * sign
    before, after = (moved <= 0).astype(int), (moved >= 0).astype(int)
    return np.ones(len(moved), int), before, after, np.repeat(np.arange(writers), each)


def test_with_groups_the_interval_and_p_are_those_of_groups():
    rng, runs = np.random.default_rng(3), 400
    held, found, alone = 0, 0, 0
    for _ in range(runs):
        labels, before, after, groups = grouped(rng, 60, 50, 0.0)
        by_group = judge(labels, before, after, groups=groups)
        held += by_group.low <= 0 <= by_group.high
        found += by_group.p <= 0.05
        alone += judge(labels, before, after).p <= 0.05
    assert 0.925 <= held / runs <= 0.98
    assert found / runs <= 0.08
    assert alone / runs > 0.12  # as if images were independent, luck is called better too often


def test_about_the_images_needed_are_needed():
    rng = np.random.default_rng(4)
    counts = Paired(9_645, 24, 31, 300)
    needed = images_needed(counts, margin=0.0001)
    runs = [Paired(*drawn(rng, needed, 0.0031, 0.0024, 0.9669)).p <= 0.05 for _ in range(600)]
    assert 0.72 <= np.mean(runs) <= 0.88
    half = [Paired(*drawn(rng, needed // 4, 0.0031, 0.0024, 0.9669)).p <= 0.05 for _ in range(600)]
    assert np.mean(half) < 0.5
