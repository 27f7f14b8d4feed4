"""Sets of answers that hold the true class at a chosen rate, by split-conformal prediction."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core import StudioError
from core.evaluation.metrics import wilson
from core.evaluation.scores import Scores


@dataclass(frozen=True)
class Conformal:
    """Prediction sets: all classes that trail the best other class by no more than `reach`.

    Fitted with Papadopoulos et al. (ECML 2002): the reach is the ceil((n + 1)(1 - rate))-th
    smallest of n out-of-fold nonconformities, here the best other score minus the class's own
    (Johansson et al., 2017). It needs no probabilities. Sets can be empty: then even the best
    class leads by less than nearly every true class does.
    """

    rate: float
    reach: float

    def sets(self, scores: Scores) -> np.ndarray:
        """Return which classes are in each image's set, (n, k) bool."""
        return nonconformity(scores.values) <= np.float32(self.reach)


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


def fit(scores: Scores, rate: float) -> Conformal:
    """Return sets that miss the true class at most at this rate of errors, 0 to 1.

    The promise holds for images exchangeable with these ones and scores made alike; scores of
    the model fitted on everything are a little better than the out-of-fold ones used here.
    """
    if scores.split != "oof":
        raise StudioError("Prediction sets are fitted on out-of-fold scores only; give those.")
    if not 0 < rate < 1:
        raise StudioError("The error rate of prediction sets lies between 0 and 1.")
    own = nonconformity(scores.values)[np.arange(len(scores)), scores.labels]
    rank = math.ceil((len(own) + 1) * (1 - rate))
    reach = math.inf if rank > len(own) else float(np.partition(own, rank - 1)[rank - 1])
    return Conformal(rate, reach)


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
