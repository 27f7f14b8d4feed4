"""The images nearest to a threshold: what a browser needs to show who changes sides as it moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.evaluation.scores import Scores
from core.rules.binary import BinaryRule

#: A window that reaches less far than this many images of a kind to one side is due for a new one.
FEW = 60


@dataclass(frozen=True, eq=False)
class Ranked:
    """Images of one truth in the order of their scores, lowest first; both arrays are (n,)."""

    scores: np.ndarray
    indices: np.ndarray

    def below(self, threshold: float) -> int:
        """Return how many scores do not reach a threshold, in the precision of the scores."""
        return int(np.searchsorted(self.scores, self.scores.dtype.type(threshold)))


@dataclass(frozen=True)
class Window:
    """Which places of the positives and of the negatives are sent, from and up to but without."""

    positives: tuple[int, int]
    negatives: tuple[int, int]

    def __len__(self) -> int:
        return sum(end - begin for begin, end in (self.positives, self.negatives))


def ranked(rule: BinaryRule, scores: Scores) -> tuple[Ranked, Ranked]:
    """Return the positives and the negatives that a question is about; O(n log n)."""
    values, truth, asked = rule.score(scores), rule.truth(scores), rule.asked(scores)
    sides = []
    for side in (truth, ~truth):
        of_it = np.flatnonzero(side & asked).astype(np.int32)
        order = of_it[np.argsort(values[of_it], kind="stable")]
        sides.append(Ranked(values[order], order))
    return sides[0], sides[1]


def window(sides: tuple[Ranked, Ranked], threshold: float, most: int) -> Window:
    """Return which images to send, at most `most`: the nearest to the threshold; O(log n).

    The four kinds (positives and negatives, above and below) share the room equally, so that a
    rare class is seen as far as a frequent one; what a kind does not need goes to the others.
    """
    cuts = [side.below(threshold) for side in sides]
    there = [
        many
        for cut, side in zip(cuts, sides, strict=True)
        for many in (cut, len(side.scores) - cut)
    ]
    below_yes, above_yes, below_no, above_no = shared(there, most)
    yes, no = cuts
    return Window((yes - below_yes, yes + above_yes), (no - below_no, no + above_no))


def shared(wanted: list[int], most: int) -> list[int]:
    """Return shares of `most`, none above what is wanted and none smaller than need be."""
    given, left = [0] * len(wanted), most
    smallest_first = sorted(range(len(wanted)), key=wanted.__getitem__)
    for position, which in enumerate(smallest_first):
        given[which] = min(wanted[which], left // (len(wanted) - position))
        left -= given[which]
    return given


def reaches(sides: tuple[Ranked, Ranked], sent: Window, threshold: float) -> bool:
    """Return whether a window still has images on every side of a threshold, where there are."""
    ends = (sent.positives, sent.negatives)
    for side, (begin, end) in zip(sides, ends, strict=True):
        cut = side.below(threshold)
        if (begin > 0 and cut - begin < FEW) or (end < len(side.scores) and end - cut < FEW):
            return False
    return True
