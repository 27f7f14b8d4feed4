"""The champion's and its members' answers to labelled images, for the measurements of it."""

from __future__ import annotations

import numpy as np

from core.training import artifacts


class Reading:
    """What the champion and each of its members say of labelled images."""

    def __init__(self, images: np.ndarray, labels: np.ndarray) -> None:
        ensemble = artifacts.open_model("champion")[-1]
        self.images, self.labels = images, labels
        self.members = ensemble.member_scores(images)
        self.predicted = self.members.mean(axis=0).argmax(axis=1)
        self.right = self.predicted == labels
        self.members_right = self.members.argmax(axis=2) == labels

    def vote(self, size: int) -> float:
        """Return the accuracy of the first `size` members' vote."""
        voted = self.members[:size].mean(axis=0).argmax(axis=1)
        return float((voted == self.labels).mean())
