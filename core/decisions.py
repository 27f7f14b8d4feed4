"""The decision rules. There is one for a threshold: score >= threshold, a tie is positive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.scores import Scores


def decide(score: np.ndarray, threshold: float) -> np.ndarray:
    """Return True where score >= threshold, compared in the precision of the scores.

    A forest's stored 0.7 is the float32 next to 0.7: comparing it with a float64 0.7 would call
    it smaller, and a slider that shows 0.7 would lose the images that score exactly that.
    """
    score = np.asarray(score)
    return score >= score.dtype.type(threshold)


@dataclass(frozen=True)
class OneVsRest:
    """Is it this class or not: positive where the class's own score reaches the threshold."""

    positive: int
    threshold: float

    def truth(self, scores: Scores) -> np.ndarray:
        """Return which images truly are of the class, (n,) bool."""
        return scores.labels == self.positive

    def score(self, scores: Scores) -> np.ndarray:
        """Return the class's own score, (n,)."""
        return scores.values[:, self.positive]

    def decided(self, scores: Scores) -> np.ndarray:
        """Return which images the rule calls positive, (n,) bool."""
        return decide(self.score(scores), self.threshold)

    def __str__(self) -> str:
        return f"{self.positive} against the rest at {self.threshold:,.4g}"
