"""Why an image is worth a look: filters with names, which compose by intersection, and orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.analysis import errors
from core.analysis.disputed import DISPUTED
from core.evaluation.scores import Scores
from core.language import mark, tr

LOW = 0.02  # share of all images that count as near ties
EDGE = 0.01  # share of a class's images at each end whose ink is unusual


@dataclass(frozen=True, eq=False)
class SplitView:
    """What is known of the images of a split.

    Parameters
    ----------
    scores : of the model looked at
    predicted : (n,) its answers under the chosen rule
    images : (n, h, w) or (n, h, w, 3) uint8
    answers : (m, n) what all trained models answer
    """

    scores: Scores
    predicted: np.ndarray
    images: np.ndarray
    answers: np.ndarray

    @cached_property
    def ink(self) -> np.ndarray:
        """Mean pixel value, (n,) 0 to 255."""
        flat = self.images.reshape(len(self.images), -1)
        return flat.sum(axis=1, dtype=np.int64) / flat.shape[1]

    @cached_property
    def margin(self) -> np.ndarray:
        """How far the highest score lies above the second, (n,)."""
        return self.scores.margin()

    @cached_property
    def wrong(self) -> np.ndarray:
        """Which images are misread, (n,) bool; a rejected one is not misread."""
        read = self.predicted < self.scores.n_classes
        return read & (self.predicted != self.scores.labels)

    @cached_property
    def differing(self) -> np.ndarray:
        """How many different answers the models give, (n,).

        A model that always gives the same answer, such as the baseline, does not count.
        """
        voters = [row for row in self.answers if row.min() != row.max()]
        ordered = np.sort(np.array(voters), axis=0) if voters else np.zeros((1, len(self.scores)))
        return 1 + (np.diff(ordered, axis=0) != 0).sum(axis=0)


@dataclass(frozen=True)
class Reason:
    """A filter: its title, what it means in one sentence, and which images it keeps."""

    title: str
    about: str
    keeps: Callable[[SplitView], np.ndarray]


def _confidently_wrong(case: SplitView) -> np.ndarray:
    right = case.margin[case.scores.labels == case.predicted]
    return case.wrong & (case.margin >= (np.median(right) if len(right) else -np.inf))


def _near_tie(case: SplitView) -> np.ndarray:
    return case.margin <= np.quantile(case.margin, LOW)


def _disagreement(case: SplitView) -> np.ndarray:
    return case.differing > 1


def _disputed(case: SplitView) -> np.ndarray:
    # the voters saw images of MNIST's test set; out-of-fold scores are of the training set
    found = np.zeros(len(case.scores), bool)
    if case.scores.split == "test":
        found[[index for index in DISPUTED if index < len(found)]] = True
    return found


def _unusual_ink(case: SplitView) -> np.ndarray:
    found = np.zeros(len(case.scores), bool)
    for label in np.unique(case.scores.labels):
        of_class = case.scores.labels == label
        low, high = np.quantile(case.ink[of_class], [EDGE, 1 - EDGE])
        found |= of_class & ((case.ink < low) | (case.ink > high))
    return found


REASONS: dict[str, Reason] = {
    "confident": Reason(
        mark("Confidently wrong"),
        mark("Misread with a margin at least as large as the median one of the right answers."),
        _confidently_wrong,
    ),
    "tie": Reason(
        mark("Near tie"),
        mark("The margin is among the smallest {low:.0%} of the split."),
        _near_tie,
    ),
    "disagree": Reason(
        mark("Models disagree"),
        mark("The trained models (without the baseline) do not all give the same answer."),
        _disagreement,
    ),
    "disputed": Reason(
        mark("Disputed label"),
        mark("Fewer than three of five people voted for the given label (test set only)."),
        _disputed,
    ),
    "ink": Reason(
        mark("Unusual ink"),
        mark("Among the {edge:.0%} of its class with the least or the most ink."),
        _unusual_ink,
    ),
}


def about(reason: Reason) -> str:
    """Return in the reader's language which images a reason keeps."""
    return tr(reason.about, low=LOW, edge=EDGE)


def offered(disputed: bool) -> dict[str, Reason]:
    """Return the reasons to filter by; disputed labels are known of MNIST's test set only."""
    return {name: reason for name, reason in REASONS.items() if disputed or name != "disputed"}


def kept(case: SplitView, names: Iterable[str]) -> np.ndarray:
    """Return the images that every one of the named reasons keeps, (n,) bool."""
    found = np.ones(len(case.scores), bool)
    for name in names:
        found &= REASONS[name].keeps(case)
    return found


#: What to sort by: title, and a key of which the lowest comes first.
ORDERS: dict[str, tuple[str, Callable[[SplitView], np.ndarray]]] = {
    "shortfall": (
        mark("Most confidently wrong"),
        lambda split: -errors.shortfall(split.scores, split.predicted),
    ),
    "margin": (mark("Smallest margin"), lambda case: case.margin),
    "true": (
        mark("Lowest score of the true class"),
        lambda case: case.scores.values[np.arange(len(case.scores)), case.scores.labels],
    ),
    "disagree": (mark("Most answers among the models"), lambda case: -case.differing),
    "light": (mark("Least ink"), lambda case: case.ink),
    "bold": (mark("Most ink"), lambda case: -case.ink),
    "index": (mark("Index"), lambda case: np.arange(len(case.scores))),
}


def ordered(case: SplitView, indices: np.ndarray, by: str) -> np.ndarray:
    """Return indices in one of the ORDERS; at a tie the lower index first."""
    indices = np.sort(indices)
    return indices[np.argsort(ORDERS[by][1](case)[indices], kind="stable")]


def another_like(case: SplitView, index: int, passed: Iterable[int] = ()) -> int | None:
    """Return another image with the same true class and answer, the nearest in margin.

    Those in `passed` are left out, so that asking again and again shows all of them.
    """
    same = (case.scores.labels == case.scores.labels[index]) & (
        case.predicted == case.predicted[index]
    )
    same[[index, *passed]] = False
    others = np.flatnonzero(same)
    if not len(others):
        return None
    return int(others[np.argmin(np.abs(case.margin[others] - case.margin[index]))])
