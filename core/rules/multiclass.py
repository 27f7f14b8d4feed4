"""Rules for all classes at once: offsets, costs and a level under which images stay unread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.evaluation.scores import Scale, Scores
from core.rules.binary import RuleError, decide, number, on_scale

Confidence = Literal["margin", "top"]
CONFIDENCES: tuple[Confidence, ...] = ("margin", "top")
"""How sure an answer is: top score minus second, or the top score itself."""


@dataclass(frozen=True)
class Reject:
    """Leave an image unread unless its confidence reaches the level."""

    level: float
    by: Confidence = "margin"

    def read(self, ranked: np.ndarray) -> np.ndarray:
        """Return which rows (n, k) are read, (n,) bool."""
        return decide(confidence(ranked, self.by), self.level)


@dataclass(frozen=True)
class Offsets:
    """The class whose score plus its offset is highest; no offsets are zero offsets."""

    offsets: tuple[float, ...] = ()
    reject: Reject | None = None
    scale: Scale = "own"

    def ranked(self, scores: Scores) -> np.ndarray:
        """Return the scores plus the offsets, (n, k) float32."""
        if not any(self.offsets):
            return scores.values
        if len(self.offsets) != scores.n_classes:
            raise RuleError(
                f"There are {len(self.offsets)} offsets for {scores.n_classes} classes; "
                "give one for each."
            )
        return scores.values + np.asarray(self.offsets, np.float32)

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,); `scores.n_classes` where the confidence is too low."""
        return _answers(self.ranked(scores), self.reject, scores.n_classes)

    def text(self) -> str:
        """Return the rule for an address."""
        body = "_".join(map(number, self.offsets)) if any(self.offsets) else ""
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


@dataclass(frozen=True)
class LeastCost:
    """The class with the least expected cost under probabilities (Elkan, IJCAI 2001).

    `costs` are the cells that differ from 1 off the diagonal and 0 on it: (true, predicted, cost).
    """

    costs: tuple[tuple[int, int, float], ...] = ()
    reject: Reject | None = None
    scale: Scale = "temperature"

    def matrix(self, n_classes: int) -> np.ndarray:
        """Return all costs, (k, k): rows are true, columns predicted."""
        matrix = 1.0 - np.eye(n_classes)
        for true, predicted, cost in self.costs:
            if max(true, predicted) >= n_classes:
                raise RuleError(f"There is no cell {true}→{predicted} among {n_classes} classes.")
            matrix[true, predicted] = cost
        return matrix

    def ranked(self, scores: Scores) -> np.ndarray:
        """Return the probabilities, which tell how sure an answer is, (n, k)."""
        return scores.values

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the answers, (n,); `scores.n_classes` where the confidence is too low.

        The confidence is that of the probabilities, whatever the costs.
        """
        if scores.kind != "probability":
            raise RuleError("Least cost needs probabilities: calibrate these scores first.")
        expected = scores.values @ self.matrix(scores.n_classes).astype(np.float32)
        answers = expected.argmin(axis=1)
        if self.reject is not None:
            answers[~self.reject.read(scores.values)] = scores.n_classes
        return answers

    def text(self) -> str:
        """Return the rule for an address."""
        body = "_".join(f"{i}.{j}.{number(cost)}" for i, j, cost in self.costs)
        return f"costs*{body}*{self.scale}{_reject_text(self.reject)}"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, which name no class."""
        return str(self)

    def __str__(self) -> str:
        return "least cost" + _and(self.reject) + on_scale(self.scale)


def confidence(ranked: np.ndarray, by: Confidence) -> np.ndarray:
    """Return how sure each row of scores (n, k) is, (n,): its margin or its top score."""
    if by == "top":
        return ranked.max(axis=1)
    top = np.partition(ranked, -2, axis=1)[:, -2:]
    return top[:, 1] - top[:, 0]


def _answers(ranked: np.ndarray, reject: Reject | None, n_classes: int) -> np.ndarray:
    answers = ranked.argmax(axis=1)
    if reject is not None:
        answers[~reject.read(ranked)] = n_classes
    return answers


def _reject_text(reject: Reject | None) -> str:
    return f"*{reject.by}_{number(reject.level)}" if reject else ""


def _and(reject: Reject | None) -> str:
    return " + reject" if reject else ""
