"""What a rule that may leave images unread does: coverage, errors among those read, cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core import StudioError
from core.evaluation.scores import Scores


def decision_matrix(labels: np.ndarray, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """Return counts (k, k + 1): rows are true, columns predicted, the last one is not read."""
    cells = np.asarray(labels, np.int64) * (n_classes + 1) + np.asarray(predicted, np.int64)
    counts = np.bincount(cells, minlength=n_classes * (n_classes + 1))
    return counts.reshape(n_classes, n_classes + 1)


@dataclass(frozen=True)
class Outcome:
    """What a 10×11 matrix comes to."""

    read: int
    errors: int
    n: int
    cost: float

    @property
    def coverage(self) -> float:
        """Share of the images that are read."""
        return self.read / max(self.n, 1)

    @property
    def accuracy(self) -> float:
        """Share of those read that are read rightly; 1 when nothing is read."""
        return 1 - self.risk

    @property
    def risk(self) -> float:
        """Share of errors among those read; 0 when nothing is read."""
        return self.errors / self.read if self.read else 0.0


def outcome(matrix: np.ndarray, costs: np.ndarray, unread_cost: float) -> Outcome:
    """Return what a decision matrix (k, k + 1) comes to; the cost is a mean over all images.

    Parameters
    ----------
    matrix : (k, k + 1) counts from `decision_matrix`
    costs : (k, k), the cost of reading a true i as j
    unread_cost : the cost of one image that is not read
    """
    counts = matrix[:, :-1]
    read, n = int(counts.sum()), int(matrix.sum())
    total = float((counts * costs).sum()) + unread_cost * float(matrix[:, -1].sum())
    return Outcome(read, read - int(np.trace(counts)), n, total / max(n, 1))


@dataclass(frozen=True, eq=False)
class RiskCoverage:
    """All reject levels, from the highest to the lowest: coverage and risk, (m,) each."""

    levels: np.ndarray
    read: np.ndarray
    errors: np.ndarray
    n: int

    @property
    def coverage(self) -> np.ndarray:
        """Share of the images that are read at each level."""
        return self.read / self.n

    @property
    def risk(self) -> np.ndarray:
        """Share of errors among those read at each level."""
        return self.errors / self.read

    @property
    def area(self) -> float:
        """Mean risk over the images in the order of confidence (Geifman et al., ICLR 2019).

        Images of equal confidence enter together, each with the risk after all of them.
        """
        entered = np.diff(self.read, prepend=0)
        return float((self.risk * entered).sum() / self.n)

    def level_for(self, risk: float) -> float:
        """Return the lowest reject level at which at most this share of those read is wrong.

        Raises
        ------
        StudioError
            If even the most confident images hold more errors.
        """
        met = np.flatnonzero(self.errors <= risk * self.read)
        if not len(met):
            raise StudioError(
                f"Even the surest images hold more than {risk:.3%} errors; allow more."
            )
        return float(self.levels[met[-1]])


def risk_coverage(right: np.ndarray, confidence: np.ndarray) -> RiskCoverage:
    """Return the risk-coverage curve of answers that are right or not, (n,) bool; O(n log n)."""
    order = np.argsort(confidence, kind="stable")[::-1]
    level = np.asarray(confidence)[order]
    last = np.append(np.flatnonzero(np.diff(level)), len(level) - 1)
    return RiskCoverage(
        level[last], last + 1, np.cumsum(~np.asarray(right)[order])[last], len(level)
    )


def unread(scores: Scores, predicted: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Return the indices of the images that are not read, the least sure first."""
    left = np.flatnonzero(predicted == scores.n_classes)
    return left[np.argsort(confidence[left], kind="stable")]
