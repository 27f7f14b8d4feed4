"""Two models on the same images: counts, the exact test, the interval, many questions at once."""

import numpy as np
import pytest
from scipy import stats

from core.evaluation.paired import Paired, compare, holm


def test_counts_that_can_be_checked_in_the_head():
    labels = np.array([0, 1, 2, 3, 4])
    first = np.array([0, 1, 0, 0, 4])
    second = np.array([0, 0, 2, 3, 4])
    found = compare(labels, first, second)
    assert found == Paired(both=2, first=1, second=2, neither=0)
    assert (found.n, found.difference) == (5, pytest.approx(0.2))


def test_the_difference_is_that_of_the_accuracies():
    rng = np.random.default_rng(0)
    labels, a, b = (rng.integers(0, 3, 500) for _ in range(3))
    found = compare(labels, a, b)
    assert found.difference == pytest.approx((b == labels).mean() - (a == labels).mean())


@pytest.mark.parametrize(("first", "second"), [(0, 0), (5, 5), (31, 24), (2, 11), (0, 6)])
def test_p_is_the_two_sided_tail_of_a_fair_coin(first, second):
    n, k = first + second, min(first, second)
    tail = sum(stats.binom.pmf(i, n, 0.5) for i in range(k + 1))
    expected = 1.0 if first == second else 2 * tail
    assert Paired(100, first, second, 3).p == pytest.approx(expected)


def test_nothing_differs_is_p_1_and_an_interval_around_0():
    low, high = Paired(90, 0, 0, 10).interval()
    assert Paired(90, 0, 0, 10).p == 1
    assert low <= 0 <= high
    assert Paired(0, 0, 0, 0).interval() == (-1, 1)


def test_without_correlation_it_is_the_interval_of_two_independent_shares():
    # The first model is always right, so that the answers cannot be correlated.
    low, high = Paired(both=36, first=14, second=0, neither=0).interval()
    (a_low, _), (b_low, b_high) = (
        stats.binomtest(k, 50).proportion_ci(method="wilson") for k in (50, 36)
    )
    a, b = 1.0, 36 / 50
    assert low == pytest.approx(b - a - np.hypot(b - b_low, 0))
    assert high == pytest.approx(b - a + np.hypot(b_high - b, a - a_low))


@pytest.mark.parametrize("gain", [0.0, 0.01, 0.03])
def test_the_interval_holds_the_truth_as_often_as_it_says(gain):
    rng = np.random.default_rng(1)
    shares = [0.9, 0.03, 0.03 + gain, 0.04 - gain]
    draws = rng.multinomial(800, shares, size=2000)
    held = 0
    for counts in draws:
        low, high = Paired(*map(int, counts)).interval()
        held += low <= gain <= high
    assert 0.935 <= held / len(draws) <= 0.98


def test_swapping_the_models_mirrors_everything():
    one, other = Paired(80, 12, 5, 3), Paired(80, 5, 12, 3)
    low, high = one.interval()
    assert other.interval() == (pytest.approx(-high), pytest.approx(-low))
    assert one.p == other.p


def test_holm_equals_its_definition_on_a_small_case():
    assert holm([0.01, 0.04, 0.03]).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]).tolist() == []


def test_holm_finds_something_in_pure_noise_at_most_as_often_as_it_says():
    rng = np.random.default_rng(2)
    found = [(holm(rng.random(20)) < 0.05).any() for _ in range(2000)]
    assert np.mean(found) <= 0.065
