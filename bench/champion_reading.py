"""The champion's and its members' answers to labelled images, for the measurements of it."""

from __future__ import annotations

import numpy as np

from core.training import artifacts


class Reading:
    """What the champion and each of its members say of labelled images.

    Attributes
    ----------
    members : (m, n, k) each member's logarithms of probability
    predicted : (n,) the vote's answers
    confidence : (n,) the vote's probability of its answer
    right, members_right : (n,) and (m, n) bool
    """

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        ensemble = artifacts.open_model("champion")[-1]
        self.images, self.labels = images, labels
        self.members = ensemble.member_scores(images)
        voted = ensemble.vote(self.members)
        self.predicted, self.confidence = voted.argmax(axis=1), voted.max(axis=1)
        self.right = self.predicted == labels
        self.members_right = self.members.argmax(axis=2) == labels

    def vote(self, size: int) -> float:
        """Return the accuracy of the first `size` members' vote."""
        voted = self.members[:size].mean(axis=0).argmax(axis=1)
        return float((voted == self.labels).mean())

    def wrong_at(self, coverage: float) -> float:
        """Return the share that is misread among those of highest confidence (this share of n)."""
        surest = np.argsort(-self.confidence, kind="stable")[: round(coverage * len(self.labels))]
        return float((~self.right[surest]).mean())
