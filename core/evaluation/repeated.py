"""A difference measured again and again, over seeds and folds whose training sets overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats


@dataclass(frozen=True)
class Repeated:
    """Differences of accuracy over seeds and folds.

    Parameters
    ----------
    seeds, n : number of seeds and of differences that counted
    mean : their mean, a share
    deviation : their standard deviation
    low, high : 95 % interval of the difference
    p : two-sided p that there is none
    """

    seeds: int
    n: int
    mean: float
    deviation: float
    low: float
    high: float
    p: float


def over(differences: np.ndarray, ratio: float, level: float = 0.95) -> Repeated | None:
    """Return mean, interval and p of differences (seeds, folds); None where they tell nothing.

    Training sets that overlap make differences alike, so their plain variance is too small: it is
    multiplied by 1/m + ratio for m differences. Nadeau and Bengio, "Inference for the
    generalization error", Machine Learning 2003; a t distribution of m - 1 degrees of freedom.

    Seeds that all gave the same are one run repeated, as of a model without random numbers, and
    count once. Where nothing varies at all, nothing is known of how it would.

    Parameters
    ----------
    differences : (seeds, folds), shares
    ratio : images judged by images learned from, such as 1/2 for three folds
    level : of the interval
    """
    by_seed = np.asarray(differences, float)
    counted = by_seed[:1] if (by_seed == by_seed[0]).all() else by_seed
    values = counted.ravel()
    m = len(values)
    if (values == values[0]).all():  # one value, or nothing that varies
        return None
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    error = deviation * math.sqrt(1 / m + ratio)
    reach = float(stats.t.ppf((1 + level) / 2, m - 1)) * error
    p = 2 * float(stats.t.sf(abs(mean) / error, m - 1))
    return Repeated(len(counted), m, mean, deviation, mean - reach, mean + reach, p)
