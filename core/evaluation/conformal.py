"""Sets of answers that hold the true class at a chosen rate, by cross-conformal prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core import StudioError
from core.evaluation import shares
from core.evaluation.metrics import wilson
from core.evaluation.scores import Scores
from core.language import tr


@dataclass(frozen=True, eq=False)
class Conformal:
    """Prediction sets: the top class, and all that trail the best other by at most a quantile.

    The quantile is the ceil((n + 1)(1 - alpha))-th smallest of n out-of-fold nonconformities, here
    the best other score minus the class's own (Johansson et al., 2017), which needs no
    probabilities; of one class's images each, if sets are to hold each class as often (Vovk,
    "Conditional validity of inductive conformal predictors", 2012).

    Scores of several folds' models are pooled, so the sets are cross-conformal (Vovk, 2015): what
    is guaranteed is to hold the true class at a rate of 1 - 2 alpha (Barber et al., "Predictive
    inference with the jackknife+", Annals of Statistics 2021); it is about 1 - alpha in practice.

    Parameters
    ----------
    alpha : the rate at which sets may miss the true class, 0 to 1
    quantile : (k,) one for each class, all the same unless fitted by class
    """

    alpha: float
    quantile: np.ndarray

    def sets(self, scores: Scores) -> np.ndarray:
        """Return which classes are in each image's set, (n, k) bool; none is empty."""
        inside = nonconformity(scores.values) <= self.quantile.astype(np.float32)
        inside[np.arange(len(scores)), scores.predicted()] = True
        return inside


@dataclass(frozen=True)
class Coverage:
    """How sets did on labelled images."""

    n: int
    covered: int
    mean_size: float
    sizes: tuple[int, ...]

    @property
    def share(self) -> float:
        """Share of the images whose set holds the true class."""
        return self.covered / max(self.n, 1)

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the share (Wilson)."""
        return wilson(self.covered, self.n)


def fit(scores: Scores, alpha: float, by_class: bool = False) -> Conformal:
    """Return sets that miss the true class at most at this rate, overall or of every class.

    That holds for images exchangeable with these ones and scores made alike; scores of the model
    fitted on everything are a little better than the out-of-fold ones used here.
    """
    if scores.split != "oof":
        raise StudioError(tr("Prediction sets are fitted on out-of-fold scores only; give those."))
    if not 0 < alpha < 1:
        raise StudioError(tr("The error rate of prediction sets lies between 0 and 1."))
    own = nonconformity(scores.values)[np.arange(len(scores)), scores.labels]
    k = scores.n_classes
    parts = [own[scores.labels == c] for c in range(k)] if by_class else [own] * k
    return Conformal(alpha, np.array([_quantile(part, alpha) for part in parts]))


def coverage(sets: np.ndarray, labels: np.ndarray) -> Coverage:
    """Return how often sets (n, k) hold the true class, and how large they are."""
    size = sets.sum(axis=1)
    covered = int(sets[np.arange(len(labels)), labels].sum())
    sizes = np.bincount(size, minlength=sets.shape[1] + 1)
    return Coverage(len(labels), covered, float(size.mean()), tuple(map(int, sizes)))


def nonconformity(values: np.ndarray) -> np.ndarray:
    """Return the best other class's score minus each class's own, (n, k)."""
    rows = np.arange(len(values))
    first = values.argmax(axis=1)
    ranked = np.partition(values, -2, axis=1)[:, -2:]
    best_other = np.repeat(ranked[:, 1:], values.shape[1], axis=1)
    best_other[rows, first] = ranked[:, 0]
    return best_other - values


def _quantile(values: np.ndarray, alpha: float) -> float:
    """Return the ceil((n + 1)(1 - alpha))-th smallest value; infinite where there are too few."""
    rank = math.ceil((len(values) + 1) * (1 - shares.exact(alpha)))
    return math.inf if rank > len(values) else float(np.partition(values, rank - 1)[rank - 1])
