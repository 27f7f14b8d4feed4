"""Which images change sides between two models: fixed, broken, and wrong in another way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd


@dataclass(frozen=True, eq=False)
class Flips:
    """What changed from one model's answers to another's, on the same images.

    Parameters
    ----------
    labels, before, after : (n,) true classes and both models' answers
    n_classes : number of classes, k
    """

    labels: np.ndarray
    before: np.ndarray
    after: np.ndarray
    n_classes: int

    @property
    def fixed(self) -> np.ndarray:
        """Indices of images that only the second model answers correctly."""
        return np.flatnonzero((self.before != self.labels) & (self.after == self.labels))

    @property
    def broken(self) -> np.ndarray:
        """Indices of images that only the first model answers correctly."""
        return np.flatnonzero((self.before == self.labels) & (self.after != self.labels))

    @property
    def moved(self) -> np.ndarray:
        """Indices of images that both get wrong, each in its own way."""
        wrong = (self.before != self.labels) & (self.after != self.labels)
        return np.flatnonzero(wrong & (self.before != self.after))

    @property
    def negative_flip_rate(self) -> float:
        """Share of all images that are broken, 0 to 1.

        Yan et al., "Positive-congruent training: towards regression-free model updates", CVPR 2021.
        """
        return len(self.broken) / max(len(self.labels), 1)

    def left(self, true: int | None, answer: int | None) -> np.ndarray:
        """Return indices of errors of a cell (true, answer) that the second model does not make.

        None stands for any class.
        """
        return np.flatnonzero(self._in(self.before, true, answer) & (self.before != self.after))

    def entered(self, true: int | None, answer: int | None) -> np.ndarray:
        """Return indices of errors of a cell that only the second model makes."""
        return np.flatnonzero(self._in(self.after, true, answer) & (self.before != self.after))

    def _in(self, answers: np.ndarray, true: int | None, answer: int | None) -> np.ndarray:
        found: np.ndarray = answers != self.labels
        if true is not None:
            found = found & (self.labels == true)
        return found if answer is None else found & (answers == answer)

    @property
    def net(self) -> np.ndarray:
        """Errors that are gone less errors that are new, (k, k): rows true, columns answered.

        The diagonal is 0. The sum of a row is fixed less broken of that class, and the sum of all
        is n times the difference of the accuracies.
        """
        result = np.zeros((self.n_classes, self.n_classes), np.int64)
        for answers, sign in ((self.before, 1), (self.after, -1)):
            wrong = answers != self.labels
            np.add.at(result, (self.labels[wrong], answers[wrong]), sign)
        return result

    def per_class(self, indices: np.ndarray) -> np.ndarray:
        """Return how many of some images are of each class, (k,)."""
        return np.bincount(self.labels[indices], minlength=self.n_classes)

    def by_group(self, groups: np.ndarray, names: tuple[str, ...]) -> pd.DataFrame:
        """Return one row per kind of group (n,): images, fixed, broken and net."""
        kinds = np.arange(len(names))
        fixed, broken = (
            (groups[part][:, None] == kinds).sum(axis=0) for part in (self.fixed, self.broken)
        )
        images = (groups[:, None] == kinds).sum(axis=0)
        return pd.DataFrame(
            {
                "group": list(names),
                "images": images,
                "fixed": fixed,
                "broken": broken,
                "net": fixed - broken,
            }
        )


def changes(labels: np.ndarray, before: np.ndarray, after: np.ndarray, n_classes: int) -> Flips:
    """Return what changed from answers before to answers after, all (n,) integer."""
    return Flips(np.asarray(labels), np.asarray(before), np.asarray(after), n_classes)
