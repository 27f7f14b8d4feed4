"""The images whose answer changes when a threshold moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.scores import Scores
from core.rules.binary import BinaryRule, decide


@dataclass(frozen=True, eq=False)
class Flips:
    """Indices of the images that changed sides, highest score first.

    Downwards, `right` are the positives gained and `wrong` the false positives paid; upwards,
    `wrong` are the positives lost and `right` the false positives saved.
    """

    right: np.ndarray
    wrong: np.ndarray
    down: bool

    @property
    def positives(self) -> np.ndarray:
        """Indices of true positives gained or lost."""
        return self.right if self.down else self.wrong

    @property
    def negatives(self) -> np.ndarray:
        """Indices of false positives paid or saved."""
        return self.wrong if self.down else self.right


def flips(rule: BinaryRule, scores: Scores, before: float) -> Flips:
    """Return which images changed sides from the threshold `before` to the rule's."""
    score, down = rule.score(scores), rule.threshold < before
    changed = (decide(score, before) != rule.decided(scores)) & rule.asked(scores)
    order = np.flatnonzero(changed)
    order = order[np.argsort(-score[order], kind="stable")]
    truly = rule.truth(scores)[order]
    return Flips(order[truly == down], order[truly != down], down)
