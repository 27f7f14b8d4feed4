"""Scores of labelled images, which keep their kind and where they come from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from core import StudioError
from core.language import tr

Kind = Literal["decision", "probability"]
KINDS: tuple[Kind, ...] = ("decision", "probability")
Scale = Literal["own", "temperature", "isotonic"]
#: The model's own scores, or probabilities calibrated in one of two ways (`calibration`).
SCALES: tuple[Scale, ...] = ("own", "temperature", "isotonic")


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model said of labelled images.

    Parameters
    ----------
    labels : (n,) integer, the true classes
    values : (n, k) float32, one column per class; higher means more of that class
    kind : "decision" for signed distances without a unit, "probability" for 0 to 1
    split : where the images come from: "oof" (out-of-fold on the training set) or "test"
    classes : k names of the classes; their numbers where none are given
    groups : (n,) integer, who made each image, or None where that is not known
    """

    labels: np.ndarray
    values: np.ndarray
    kind: Kind
    split: str
    classes: tuple[str, ...] = ()
    groups: np.ndarray | None = None

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.labels.shape != (len(self.values),):
            raise StudioError(
                tr(
                    "Scores must be (n, classes) beside n labels, not {shape} and {shape2}.",
                    shape=self.values.shape,
                    shape2=self.labels.shape,
                )
            )
        if self.kind not in KINDS:
            raise StudioError(
                tr(
                    "The kind of scores is one of {kinds}, not {kind!r}.",
                    kinds=KINDS,
                    kind=self.kind,
                )
            )
        if not np.isfinite(self.values).all():
            raise StudioError(tr("Scores must be finite numbers; train the model again."))
        if not self.classes:
            object.__setattr__(self, "classes", tuple(map(str, range(self.n_classes))))
        if len(self.classes) != self.n_classes:
            raise StudioError(
                tr(
                    "{n_classes} columns of scores need as many class names, not {n}.",
                    n_classes=self.n_classes,
                    n=len(self.classes),
                )
            )
        if self.groups is not None and self.groups.shape != self.labels.shape:
            raise StudioError(tr("{n} images need as many groups.", n=len(self)))
        self.labels.flags.writeable = False
        self.values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def n_classes(self) -> int:
        """Number of classes, k."""
        return self.values.shape[1]

    def with_values(self, values: np.ndarray, kind: Kind) -> Scores:
        """Return other scores (n, k) of the same images, such as calibrated ones."""
        return replace(self, values=values, kind=kind)

    def take(self, indices: np.ndarray) -> Scores:
        """Return the scores of the images at these indices."""
        groups = None if self.groups is None else self.groups[indices]
        labels, values = self.labels[indices], self.values[indices]
        return replace(self, labels=labels, values=values, groups=groups)

    def predicted(self) -> np.ndarray:
        """Return the class with the highest score of each image, (n,); the first at a tie."""
        return self.values.argmax(axis=1)

    def margin(self) -> np.ndarray:
        """Return how far the highest score lies above the second, (n,), in score units."""
        return margin(self.values)


def margin(values: np.ndarray) -> np.ndarray:
    """Return how far the highest of each row of scores (n, k) lies above the second, (n,); >= 0."""
    top = np.partition(values, -2, axis=1)[:, -2:]
    return top[:, 1] - top[:, 0]


def score_images(model: Any, images: np.ndarray) -> tuple[np.ndarray, Kind]:
    """Return a fitted model's scores (n, k) float32 of images, and their kind.

    Probabilities are taken where a model gives them; else its decision scores. A binary model's
    one decision score becomes two columns: its negative for class 0 and itself for class 1.
    """
    kind: Kind = "probability" if hasattr(model, "predict_proba") else "decision"
    score = model.predict_proba if kind == "probability" else model.decision_function
    values = np.ascontiguousarray(score(images), np.float32)
    if values.ndim == 1:
        values = np.stack([-values, values], axis=1)
    return values, kind
