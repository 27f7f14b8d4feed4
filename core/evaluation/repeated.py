"""A difference measured again and again, over seeds and folds whose training sets overlap."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core import StudioError


@dataclass(frozen=True)
class Repeated:
    """Differences of accuracy over seeds and folds.

    Parameters
    ----------
    n : number of differences
    mean : their mean, a share
    deviation : their standard deviation
    low, high : 95 % interval of the difference
    p : two-sided p that there is none
    """

    n: int
    mean: float
    deviation: float
    low: float
    high: float
    p: float


def over(differences: np.ndarray, ratio: float, level: float = 0.95) -> Repeated:
    """Return mean, interval and p of differences (seeds, folds).

    Training sets that overlap make differences alike, so their plain variance is too small: it is
    multiplied by 1/m + ratio for m differences. Nadeau and Bengio, "Inference for the
    generalization error", Machine Learning 2003; a t distribution of m - 1 degrees of freedom.

    Parameters
    ----------
    differences : any shape, shares
    ratio : images judged by images learned from, such as 1/2 for three folds
    level : of the interval

    Raises
    ------
    StudioError
        If there are fewer than two differences.
    """
    values = np.asarray(differences, float).ravel()
    m = len(values)
    if m < 2:
        raise StudioError("Luck of training shows in two runs or more; run more seeds.")
    mean, deviation = float(values.mean()), float(values.std(ddof=1))
    error = deviation * math.sqrt(1 / m + ratio)
    if error == 0:
        return Repeated(m, mean, 0.0, mean, mean, 1.0 if mean == 0 else 0.0)
    reach = float(stats.t.ppf((1 + level) / 2, m - 1)) * error
    p = 2 * float(stats.t.sf(abs(mean) / error, m - 1))
    return Repeated(m, mean, deviation, mean - reach, mean + reach, p)
