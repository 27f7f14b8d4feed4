"""What a rule that may reject images does: coverage, errors among those read, cost."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from core import StudioError
from core.evaluation import shares
from core.evaluation.metrics import cross_table
from core.evaluation.scores import Scores
from core.language import ntr, number, tr


def decision_matrix(labels: np.ndarray, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """Return counts (k, k + 1): rows are true, columns predicted, the last one is rejected."""
    return cross_table((n_classes, n_classes + 1), labels, predicted)


@dataclass(frozen=True)
class Outcome:
    """What a decision matrix comes to."""

    read: int
    errors: int
    n: int
    cost: float

    @property
    def coverage(self) -> float:
        """Share of the images that are read."""
        return self.read / max(self.n, 1)

    @property
    def total(self) -> float:
        """What all the images cost together."""
        return self.cost * self.n

    @property
    def accuracy(self) -> float:
        """Share of those read that are read correctly; not a number when nothing is read."""
        return 1 - self.risk

    @property
    def risk(self) -> float:
        """Share of errors among those read; not a number when nothing is read."""
        return self.errors / self.read if self.read else math.nan


def in_words(now: Outcome, others: Mapping[str, Outcome]) -> str:
    """Return what a rule comes to as a sentence, with what others would cost, by their names."""
    left = now.n - now.read
    if now.read:
        wrong = tr("{errors:,} of them wrong ({risk:.2%})", errors=now.errors, risk=now.risk)
        read = (
            ntr("{n:,} is read, {wrong}", "{n:,} are read, {wrong}", now.read, wrong=wrong)
            if left
            else tr("all are read, {wrong}", wrong=wrong)
        )
    else:
        read = tr("none is read")
    person = ntr("; {n:,} goes to a person", "; {n:,} go to a person", left) if left else ""
    costs = "".join(f"; {name} {amount(other.total)}" for name, other in others.items())
    return tr(
        "Of {n:,}, {read}{person}. Cost {amount}{costs}.",
        n=now.n,
        read=read,
        person=person,
        amount=amount(now.total),
        costs=costs,
    )


def amount(cost: float) -> str:
    """Return a cost with two decimals at most, none where they are zeros."""
    decimals = next(n for n in range(3) if round(cost, n) == round(cost, 2))
    return number(cost, f",.{decimals}f")


def outcome(matrix: np.ndarray, costs: np.ndarray, reject_cost: float) -> Outcome:
    """Return what a decision matrix (k, k + 1) comes to; the cost is a mean over all images.

    Parameters
    ----------
    matrix : (k, k + 1) counts from `decision_matrix`
    costs : (k, k), the cost of reading a true i as j
    reject_cost : the cost of one rejected image
    """
    counts = matrix[:, :-1]
    read, n = int(counts.sum()), int(matrix.sum())
    total = float((counts * costs).sum()) + reject_cost * float(matrix[:, -1].sum())
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

    def level_for(self, risk: float, sure: float | None = None) -> float:
        """Return a low reject level at which at most this share of those read is wrong.

        With `sure` (0 to 1) the share holds, with this probability, for new images like these:
        Geifman and El-Yaniv, "Selective classification for deep neural networks", NeurIPS 2017,
        search by halves for the level, each step judged by the binomial bound of Clopper and
        Pearson at its part of the remaining probability. Without it, it holds for these images.

        Raises
        ------
        StudioError
            If even the most confident images hold more errors, as far as can be known.
        """
        if sure is None:
            met = np.flatnonzero(shares.at_most(self.errors, self.read, risk))
            found = int(met[-1]) if len(met) else None
        else:
            found = self._guaranteed(risk, 1 - sure)
        if found is None:
            known = "" if sure is None else tr(" with {sure:.0%} confidence", sure=sure)
            raise StudioError(
                tr(
                    "No level promises at most {risk:.6g} % errors{known}; allow more, or "
                    "bring more images.",
                    risk=risk * 100,
                    known=known,
                )
            )
        return float(self.levels[found])

    def level_covering(self, share: float) -> float:
        """Return the highest reject level at which at least this share of images is read."""
        return float(self.levels[np.flatnonzero(shares.at_least(self.read, self.n, share))[0]])

    def _guaranteed(self, risk: float, doubt: float) -> int | None:
        low, high, found = 0, len(self.levels), None
        steps = max(1, math.ceil(math.log2(len(self.levels) + 1)))
        while low < high:
            middle = (low + high) // 2
            read, errors = int(self.read[middle]), int(self.errors[middle])
            bound = (
                1.0 if errors == read else beta.ppf(1 - doubt / steps, errors + 1, read - errors)
            )
            if bound <= risk:
                found, low = middle, middle + 1
            else:
                high = middle
        return found


def risk_coverage(right: np.ndarray, confidence: np.ndarray) -> RiskCoverage:
    """Return the risk-coverage curve of answers that are right or not, (n,) bool; O(n log n)."""
    order = np.argsort(confidence, kind="stable")[::-1]
    level = np.asarray(confidence)[order]
    last = np.append(np.flatnonzero(level[1:] != level[:-1]), len(level) - 1)
    return RiskCoverage(
        level[last], last + 1, np.cumsum(~np.asarray(right)[order])[last], len(level)
    )


def rejected(scores: Scores, predicted: np.ndarray, confidence: np.ndarray) -> np.ndarray:
    """Return the indices of the rejected images, the least confident first."""
    left = np.flatnonzero(predicted == scores.n_classes)
    return left[np.argsort(confidence[left], kind="stable")]
