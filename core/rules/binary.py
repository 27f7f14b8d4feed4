"""The decision rules: what turns scores into answers. A threshold is reached by score >= threshold.

Every rule has `predicted(scores)`, (n,) classes where `scores.n_classes` stands for a rejected
image; `scale`, the scale of the scores it takes; `text()`, which `core.rules.notation.parse` reads
back; and a name, `str`.
The rules for all classes at once (offsets, costs, reject) are in `core.rules.multiclass`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from core import StudioError
from core.evaluation.scores import Scale, Scores
from core.language import either, mark, tr

REJECTED = mark("rejected")


class Rule(Protocol):
    """What all rules have in common."""

    @property
    def scale(self) -> Scale:
        """The scale of the scores that the rule takes."""

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the answer of each image, (n,); `scores.n_classes` means rejected."""

    def text(self) -> str:
        """Return the rule as a few characters that need no escape in an address."""

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, with these names of the classes; `str` has their indices."""


class BinaryRule(Rule, Protocol):
    """A rule that asks yes or no of one score per image and still answers with all classes."""

    @property
    def threshold(self) -> float:
        """The lowest score that counts as yes."""

    def truth(self, scores: Scores) -> np.ndarray:
        """Return which images truly are positive, (n,) bool."""

    def asked(self, scores: Scores) -> np.ndarray:
        """Return which images the question is about, (n,) bool."""

    def score(self, scores: Scores) -> np.ndarray:
        """Return the score that the threshold cuts, (n,)."""

    def decided(self, scores: Scores) -> np.ndarray:
        """Return which images the rule calls positive, (n,) bool."""

    def at(self, threshold: float) -> BinaryRule:
        """Return the same question with another threshold."""


def decide(score: np.ndarray, threshold: float) -> np.ndarray:
    """Return True where score >= threshold, compared in the precision of the scores.

    A forest's stored 0.7 is the float32 next to 0.7: comparing it with a float64 0.7 would call
    it smaller, and a slider that shows 0.7 would lose the images that score exactly that.
    """
    score = np.asarray(score)
    return score >= score.dtype.type(threshold)


@dataclass(frozen=True)
class Argmax:
    """The class with the highest score."""

    scale: Scale = "own"

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the class with the highest score, (n,); the first at a tie."""
        return scores.predicted()

    def text(self) -> str:
        """Return the rule for an address."""
        return "argmax"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, which name no class."""
        return "argmax"

    def __str__(self) -> str:
        return "argmax"


@dataclass(frozen=True)
class OneVsRest:
    """Is it this class or not: positive where the class's own score reaches the threshold."""

    positive: int
    threshold: float
    scale: Scale = "own"

    def truth(self, scores: Scores) -> np.ndarray:
        """Return which images truly are of the class, (n,) bool."""
        return scores.labels == self.positive

    def asked(self, scores: Scores) -> np.ndarray:
        """Return True for every image: the rest is everything else."""
        return np.ones(len(scores), bool)

    def score(self, scores: Scores) -> np.ndarray:
        """Return the class's own score, (n,)."""
        return scores.values[:, self.positive]

    def decided(self, scores: Scores) -> np.ndarray:
        """Return which images the rule calls positive, (n,) bool."""
        return decide(self.score(scores), self.threshold)

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the class where it is positive, else the best of the other classes, (n,)."""
        return _either(scores, self.decided(scores), (self.positive,))

    def at(self, threshold: float) -> OneVsRest:
        """Return the same question with another threshold."""
        return replace(self, threshold=threshold)

    def text(self) -> str:
        """Return the rule for an address."""
        return f"vs*{self.positive}*{self.scale}*{number(self.threshold)}"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, with these names of the classes."""
        here = classes[self.positive]
        return tr(
            "{here} against the rest at {threshold:,.4g}", here=here, threshold=self.threshold
        ) + on_scale(self.scale)

    def __str__(self) -> str:
        return self.named([str(i) for i in range(self.positive + 1)])


@dataclass(frozen=True)
class Group:
    """Is it one of these classes or one of those; an empty `against` means all the others.

    The score of a probability is the share of the positive classes in the sum of both groups;
    of decision scores it is the best of the positive classes minus the best of the others, so
    that 0 is where argmax changes from one group to the other.
    """

    positive: tuple[int, ...]
    threshold: float
    against: tuple[int, ...] = ()
    scale: Scale = "own"

    def __post_init__(self) -> None:
        if not self.positive:
            raise StudioError(tr("Choose at least one class to look for."))
        if set(self.positive) & set(self.against):
            raise StudioError(tr("A class cannot be on both sides; take it off one of them."))

    def truth(self, scores: Scores) -> np.ndarray:
        """Return which images truly are of a positive class, (n,) bool."""
        return np.isin(scores.labels, self.positive)

    def asked(self, scores: Scores) -> np.ndarray:
        """Return which images truly are of either group, (n,) bool: the others are left out."""
        return np.isin(scores.labels, self.positive + self._against(scores.n_classes))

    def score(self, scores: Scores) -> np.ndarray:
        """Return the group's score, (n,) float32, as the class describes it."""
        here = scores.values[:, list(self.positive)]
        there = scores.values[:, list(self._against(scores.n_classes))]
        if scores.kind == "decision":
            return here.max(axis=1) - there.max(axis=1)
        part, rest = here.sum(axis=1), there.sum(axis=1)
        half = np.full(len(scores), 0.5, np.float32)
        return np.divide(part, part + rest, out=half, where=part + rest > 0)

    def decided(self, scores: Scores) -> np.ndarray:
        """Return which images the rule calls positive, (n,) bool."""
        return decide(self.score(scores), self.threshold)

    def predicted(self, scores: Scores) -> np.ndarray:
        """Return the best class of the group if positive, else of all the others, (n,)."""
        return _either(scores, self.decided(scores), self.positive)

    def at(self, threshold: float) -> Group:
        """Return the same question with another threshold."""
        return replace(self, threshold=threshold)

    def text(self) -> str:
        """Return the rule for an address."""
        sides = "-".join(".".join(map(str, side)) for side in (self.positive, self.against) if side)
        return f"vs*{sides}*{self.scale}*{number(self.threshold)}"

    def named(self, classes: Sequence[str]) -> str:
        """Return the rule in words, with these names of the classes."""
        here = either(classes[i] for i in self.positive)
        there = either(classes[i] for i in self.against) or tr("the rest")
        return tr(
            "{here} against {there} at {threshold:,.4g}",
            here=here,
            there=there,
            threshold=self.threshold,
        ) + on_scale(self.scale)

    def __str__(self) -> str:
        return self.named([str(i) for i in range(max(self.positive + self.against) + 1)])

    def _against(self, n_classes: int) -> tuple[int, ...]:
        others = tuple(i for i in range(n_classes) if i not in self.positive)
        if not others:
            raise StudioError(tr("All classes are on one side; take at least one off it."))
        return self.against or others


def _either(scores: Scores, decided: np.ndarray, positive: tuple[int, ...]) -> np.ndarray:
    """Answer with the best positive class where decided, else with the best other class."""
    inside = np.isin(np.arange(scores.n_classes), positive)
    allowed = np.where(decided[:, None], inside, ~inside)
    return np.where(allowed, scores.values, -np.inf).argmax(axis=1)


def number(value: float) -> str:
    """Return the shortest address text that reads back as the same float32."""
    return str(np.float32(value)).removesuffix(".0").replace("+", "")


def on_scale(scale: Scale) -> str:
    """Return what a rule's name says of a scale other than the model's own."""
    if scale == "own":
        return ""
    by = tr("temperature") if scale == "temperature" else tr("isotonic regression")
    return tr(" (calibrated by {scale})", scale=by)
