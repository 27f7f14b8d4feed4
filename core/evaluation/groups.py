"""Accuracy where images come in groups, such as writers: intervals, spread, series.

Images by one writer resemble each other, so ten thousand digits by three hundred writers say less
than ten thousand by as many. What resamples here resamples whole groups. All of it needs only each
group's number of images and of correct ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from core.evaluation.metrics import cross_table, wilson
from core.language import tr

DRAWS, SEED = 2000, 0
#: Draws that are made at once; more only takes more memory.
AT_ONCE = 250


@dataclass(frozen=True)
class Groups:
    """Each group's images and correct ones: all that is needed of them.

    Parameters
    ----------
    names : (g,) integer, the groups
    n : (g,) integer, images of each
    hits : (g,) integer, how many of them are correct
    series : (g,) integer, the kind of each group, or None where that is not known
    """

    names: np.ndarray
    n: np.ndarray
    hits: np.ndarray
    series: np.ndarray | None = None

    @property
    def accuracy(self) -> float:
        """Accuracy over all images, 0 to 1."""
        return float(self.hits.sum() / max(self.n.sum(), 1))

    @property
    def accuracies(self) -> np.ndarray:
        """Accuracy of each group, (g,)."""
        return self.hits / self.n

    def of(self, series: int) -> Groups:
        """Return the groups of one series."""
        assert self.series is not None
        chosen = self.series == series
        return Groups(self.names[chosen], self.n[chosen], self.hits[chosen], self.series[chosen])

    def interval(self, level: float = 0.95, draws: int = DRAWS, seed: int = SEED) -> Interval:
        """Return the interval of the accuracy for further writers, of whom these are a sample.

        The cluster bootstrap: as many groups as there are, drawn with replacement, all images of
        each (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8;
        Field and Welsh, Journal of the Royal Statistical Society B 2007), its percentiles.
        """
        drawn = self.resampled(draws, seed)
        low, high = np.quantile(drawn, [(1 - level) / 2, (1 + level) / 2])
        return Interval(float(low), float(high))

    def resampled(self, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
        """Return the accuracy in each of many draws of groups with replacement, (draws,)."""
        hits, n = resampled_sums(np.stack([self.hits, self.n], axis=1), draws, seed).T
        return hits / n

    def wilson(self) -> Interval:
        """Return Wilson's interval, which takes the images for independent of each other."""
        return Interval(*wilson(int(self.hits.sum()), int(self.n.sum())))

    def design_effect(self) -> float:
        """Return how many times larger the accuracy's variance is than with independent images.

        The variance of a ratio of group totals (Kish, "Survey Sampling", 1965, sections 6.3 and
        8.2) over that of a proportion; nan where everything is correct or nothing is.
        """
        g, total, p = len(self.n), self.n.sum(), self.accuracy
        if g < 2 or p in (0.0, 1.0):
            return float("nan")
        residuals = self.hits - p * self.n
        variance = g / (g - 1) * float((residuals**2).sum()) / total**2
        return float(variance / (p * (1 - p) / total))


@dataclass(frozen=True)
class Interval:
    """A lower and an upper end, 0 to 1."""

    low: float
    high: float

    def __str__(self) -> str:
        return tr("{low:.2%} to {high:.2%}", low=self.low, high=self.high)


def grouped(right: np.ndarray, groups: np.ndarray, series: np.ndarray | None = None) -> Groups:
    """Count each group's images and correct ones.

    Parameters
    ----------
    right : (n,) bool, whether each image is correct
    groups : (n,) integer, whose it is
    series : (n,) integer, the kind of its group
    """
    names, first, inverse = np.unique(groups, return_index=True, return_inverse=True)
    return Groups(
        names,
        np.bincount(inverse, minlength=len(names)),
        np.bincount(inverse, weights=right, minlength=len(names)).astype(np.int64),
        None if series is None else series[first],
    )


def counted(truth: np.ndarray, decided: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Return true and false positives, false and true negatives of each group, (g, 4)."""
    names, inverse = np.unique(groups, return_inverse=True)
    kind = np.where(truth, np.where(decided, 0, 2), np.where(decided, 1, 3))
    return cross_table((len(names), 4), inverse, kind)


def resampled_sums(counts: np.ndarray, draws: int = DRAWS, seed: int = SEED) -> np.ndarray:
    """Return the sums of counts (g, c) over many draws of groups with replacement, (draws, c)."""
    return _weights(len(counts), draws, seed) @ counts


@lru_cache(maxsize=4)  # some MB each; a slider asks again and again for the same ones
def _weights(g: int, draws: int, seed: int) -> np.ndarray:
    """Return how often each of g groups is drawn in each of many draws, (draws, g)."""
    rng, weights = np.random.default_rng(seed), np.empty((draws, g))
    for first in range(0, draws, AT_ONCE):
        part = weights[first : first + AT_ONCE]
        which = rng.integers(0, g, part.shape)
        drawn = np.repeat(np.arange(len(part)), g)
        part[...] = cross_table(part.shape, drawn, which.ravel())
    return weights


@dataclass(frozen=True)
class Difference:
    """Error rate of the second series minus that of the first, and what chance would do.

    Parameters
    ----------
    errors, n : of each of the two series
    difference : of the error rates, -1 to 1
    low, high : its 95 % interval, groups resampled within each series
    p : share of the permutations of the series among the groups with at least such a difference
    """

    errors: tuple[int, int]
    n: tuple[int, int]
    difference: float
    low: float
    high: float
    p: float

    @property
    def verdict(self) -> str:
        """What this says: "conclusive", "suggestive" or "no more than chance"."""
        if self.p < 0.01:
            return tr("conclusive")
        return tr("only suggestive") if self.p < 0.1 else tr("no more than chance would do")


def difference(
    found: Groups, first: int, second: int, draws: int = DRAWS * 5, seed: int = SEED
) -> Difference:
    """Compare the error rates of two series by permuting the series among whole groups.

    A two-sided permutation test (Good, "Permutation, Parametric and Bootstrap Tests of
    Hypotheses", 2005); the observed division counts as one of the permutations, so p is never 0.
    """
    a, b = found.of(first), found.of(second)
    errors = np.concatenate([a.n - a.hits, b.n - b.hits])
    n = np.concatenate([a.n, b.n])
    observed = _rates(errors, n, len(a.n))
    rng, extreme = np.random.default_rng(seed), 0
    for start in range(0, draws, AT_ONCE):
        rows = min(AT_ONCE, draws - start)
        order = rng.permuted(np.tile(np.arange(len(n)), (rows, 1)), axis=1)
        extreme += int(
            (np.abs(_rates(errors[order], n[order], len(a.n))) >= abs(observed) - 1e-12).sum()
        )
    drawn = a.resampled(seed=seed) - b.resampled(seed=seed + 1)
    low, high = np.quantile(drawn, [0.025, 0.975])
    return Difference(
        (int((a.n - a.hits).sum()), int((b.n - b.hits).sum())),
        (int(a.n.sum()), int(b.n.sum())),
        float(observed),
        float(low),
        float(high),
        (extreme + 1) / (draws + 1),
    )


def _rates(errors: np.ndarray, n: np.ndarray, first: int) -> np.ndarray:
    """Return the error rate of the groups from `first` on minus that of those before."""
    before = errors[..., :first].sum(axis=-1) / n[..., :first].sum(axis=-1)
    after = errors[..., first:].sum(axis=-1) / n[..., first:].sum(axis=-1)
    return np.asarray(after - before)
