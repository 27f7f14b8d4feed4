"""Rules for all classes at once: offsets, costs and a level below which images are rejected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core import StudioError
from core.evaluation.scores import Scale, Scores, margin
from core.language import tr
from core.rules.binary import decide, number, on_scale
from core.rules.costs import Cell, matrix

Confidence = Literal["margin", "top", "cost"]
#: How confident an answer is: top score minus second, the top score, or minus its expected cost.
CONFIDENCES: tuple[Confidence, ...] = ("margin", "top", "cost")


#: Classes above which a rule's text names those that have an offset.
MANY = 30


@dataclass(frozen=True)
class Reject:
    """Reject an image unless the confidence of its answer reaches the level."""

    level: float
    by: Confidence = "margin"


@dataclass(frozen=True)
class Offsets:
    """The class whose score plus its offset is highest; no offsets are zero offsets."""

    offsets: tuple[float, ...] = ()
    reject: Reject | None = None
    scale: Scale = "own"

    def answers(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,), as if nothing were rejected."""
        return self._ranked(scores).argmax(axis=1)

    def confidence(self, scores: Scores, by: Confidence) -> np.ndarray:
        """Return how confident each answer is, (n,), from the scores plus the offsets.

        Raises
        ------
        StudioError
            If `by` is "cost", which only expected costs have.
        """
        return _confidence(self._ranked(scores), by)

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,); `scores.n_classes` where the confidence is too low."""
        return _rejecting(self, scores)

    def text(self) -> str:
        """Return the rule for an address."""
        body = offsets_text(self.offsets) if any(self.offsets) else ""
        return f"offsets*{body}*{self.scale}{_reject_text(self.reject)}"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, which name no class."""
        return str(self)

    def __str__(self) -> str:
        return (
            ("offsets" if any(self.offsets) else "argmax")
            + _and(self.reject)
            + on_scale(self.scale)
        )

    def _ranked(self, scores: Scores) -> np.ndarray:
        """Return the scores plus the offsets, (n, k) float32."""
        if not any(self.offsets):
            return scores.values
        if len(self.offsets) != scores.n_classes:
            raise StudioError(
                tr(
                    "There are {n} offsets for {n_classes} classes; give one for each.",
                    n=len(self.offsets),
                    n_classes=scores.n_classes,
                )
            )
        return scores.values + np.asarray(self.offsets, np.float32)


@dataclass(frozen=True)
class LeastCost:
    """The class with the least expected cost under probabilities (Elkan, IJCAI 2001).

    `costs` are the cells that differ from 1 off the diagonal and 0 on it: (true, predicted, cost).
    Rejected by "cost", with minus the cost of rejecting as the level, it is Chow's rule (IEEE
    Transactions on Information Theory 1970): reject where every answer is expected to cost more.
    """

    costs: tuple[Cell, ...] = ()
    reject: Reject | None = None
    scale: Scale = "temperature"

    def answers(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,), as if nothing were rejected."""
        return self._expected(scores).argmin(axis=1)

    def confidence(self, scores: Scores, by: Confidence) -> np.ndarray:
        """Return how confident each answer is, (n,).

        It is the probabilities' margin or highest, whatever the costs, or minus the answer's
        expected cost.
        """
        if by == "cost":
            return -self._expected(scores).min(axis=1)
        return _confidence(scores.values, by)

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,); `scores.n_classes` where the confidence is too low."""
        return _rejecting(self, scores)

    def text(self) -> str:
        """Return the rule for an address."""
        body = "_".join(f"{i}.{j}.{number(cost)}" for i, j, cost in self.costs)
        return f"costs*{body}*{self.scale}{_reject_text(self.reject)}"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, which name no class."""
        return str(self)

    def __str__(self) -> str:
        return tr("least cost") + _and(self.reject) + on_scale(self.scale)

    def _expected(self, scores: Scores) -> np.ndarray:
        """Return what each answer is expected to cost, (n, k) float32."""
        if scores.kind != "probability":
            raise StudioError(tr("Least cost needs probabilities: calibrate these scores first."))
        return scores.values @ matrix(self.costs, scores.n_classes).astype(np.float32)


def offsets_text(offsets: Sequence[float]) -> str:
    """Write one offset per class; of many classes only those that have one, with their index."""
    if len(offsets) <= MANY:
        return "_".join(map(number, offsets))
    return "_".join(f"{i}x{number(value)}" for i, value in enumerate(offsets) if value)


def _confidence(ranked: np.ndarray, by: Confidence) -> np.ndarray:
    """Return the margin or the top score of each row of scores (n, k), (n,)."""
    if by == "cost":
        raise StudioError(tr("Only the rule of least expected cost rejects by cost."))
    return ranked.max(axis=1) if by == "top" else margin(ranked)


def _rejecting(rule: Offsets | LeastCost, scores: Scores) -> np.ndarray:
    answers = rule.answers(scores)
    if rule.reject is not None:
        kept = decide(rule.confidence(scores, rule.reject.by), rule.reject.level)
        answers[~kept] = scores.n_classes
    return answers


def _reject_text(reject: Reject | None) -> str:
    return f"*{reject.by}_{number(reject.level)}" if reject else ""


def _and(reject: Reject | None) -> str:
    return tr(" + reject") if reject else ""
