"""Differences over seeds and folds, against a slow computation of the published formula."""

import numpy as np
import pytest
from scipy import integrate, stats

from core import StudioError
from core.evaluation.repeated import over


def test_the_variance_is_corrected_as_nadeau_and_bengio_say():
    values = np.array([[0.01, 0.012, 0.008], [0.015, 0.009, 0.011]])
    mean = sum(values.ravel()) / 6
    variance = sum((v - mean) ** 2 for v in values.ravel()) / 5
    error = ((1 / 6 + 0.5) * variance) ** 0.5
    found = over(values, 0.5)
    assert found.mean == pytest.approx(mean)
    tail, _ = integrate.quad(lambda x: stats.t.pdf(x, 5), mean / error, np.inf)
    assert found.p == pytest.approx(2 * tail, rel=1e-4)
    assert found.high - found.low == pytest.approx(2 * 2.5706 * error, rel=1e-3)


def test_equal_differences_have_no_spread():
    assert over(np.zeros((3, 3)), 0.5).p == 1
    assert over(np.full(4, 0.01), 0.5).p == 0


def test_one_difference_says_nothing_of_luck():
    with pytest.raises(StudioError, match="two runs or more"):
        over(np.array([[0.01]]), 0.5)
