"""Differences over seeds and folds, against a slow computation of the published formula."""

import numpy as np
import pytest
from scipy import integrate, stats

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


@pytest.mark.parametrize("value", [0.0, 0.01])
@pytest.mark.parametrize("shape", [(1, 1), (3, 1), (3, 3)])
def test_where_nothing_varies_nothing_is_known_of_luck(value, shape):
    assert over(np.full(shape, value), 0.5) is None


def test_seeds_of_a_model_without_random_numbers_count_once():
    folds = np.array([[0.01, 0.02, 0.03]])
    assert over(np.repeat(folds, 5, axis=0), 0.5) == over(folds, 0.5)
