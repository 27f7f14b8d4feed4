"""Two models on the same images: who is right where the other is wrong, and is that luck?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from core.evaluation.metrics import joined, wilson


@dataclass(frozen=True)
class Paired:
    """Counts of images by which of two models reads them correctly.

    Parameters
    ----------
    both, first, second, neither : images that both, only the first, only the second or neither of
        the models reads correctly
    """

    both: int
    first: int
    second: int
    neither: int

    @property
    def n(self) -> int:
        """Number of images."""
        return self.both + self.first + self.second + self.neither

    @property
    def difference(self) -> float:
        """Accuracy of the second model minus that of the first, -1 to 1."""
        return (self.second - self.first) / max(self.n, 1)

    @property
    def p(self) -> float:
        """Two-sided p of McNemar's exact test that both are equally often right.

        McNemar, "Note on the sampling error of the difference between correlated proportions",
        Psychometrika 1947; the tail of a binomial distribution over the images on which they
        differ.
        """
        differing = self.first + self.second
        return float(stats.binomtest(self.first, differing).pvalue) if differing else 1.0

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """Return the interval of the difference for images of which these are a sample.

        Newcombe, "Improved confidence intervals for the difference between binomial proportions
        based on paired data", Statistics in Medicine 1998, method 10: Wilson's intervals of both
        accuracies, joined by their correlation.
        """
        n = self.n
        if not n:
            return -1.0, 1.0
        z = float(stats.norm.ppf((1 + level) / 2))
        a, b = self.both + self.first, self.both + self.second
        first, second = (a / n, *wilson(a, n, z)), (b / n, *wilson(b, n, z))
        return joined(first, second, self._correlation(a, b))

    def _correlation(self, a: int, b: int) -> float:
        """Return the phi coefficient of being right, corrected for continuity where positive."""
        product = a * (self.n - a) * b * (self.n - b)
        if not product:
            return 0.0
        excess: float = self.both * self.neither - self.first * self.second
        if excess > 0:
            excess = max(excess - self.n / 2, 0.0)
        return excess / math.sqrt(product)


def compare(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> Paired:
    """Count the images (n,) by which of two models' answers are the labels."""
    a, b = np.asarray(first) == labels, np.asarray(second) == labels
    return Paired(
        int(np.count_nonzero(a & b)),
        int(np.count_nonzero(a & ~b)),
        int(np.count_nonzero(~a & b)),
        int(np.count_nonzero(~a & ~b)),
    )


def holm(p: Sequence[float] | np.ndarray) -> np.ndarray:
    """Return p-values (m,) corrected for being m questions at once, in the order given.

    Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of
    Statistics 1979: it keeps the chance of any false finding at the level, whatever the
    dependence.
    """
    p = np.asarray(p, float)
    order = np.argsort(p, kind="stable")
    corrected = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    result = np.empty(len(p))
    result[order] = np.minimum(corrected, 1.0)
    return result
