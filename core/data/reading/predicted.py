"""What a model that stays elsewhere said of images, whatever file it came in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

Kind = Literal["decision", "probability"]


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model said of n images.

    Parameters
    ----------
    labels : (n,) integers from 0, indices of `classes`, or None where the file has no labels
    values : (n, k) float32
    kind : "probability" or "decision"
    classes : names of the classes
    ids : (n,) what the images are called, or None
    groups : (n,) who made each image, or None
    images : (n, h, w[, 3]) uint8, or None
    notes : sentences about what was taken for what
    alone : whether there are answers without scores, which stand as 0 and 1
    """

    labels: np.ndarray | None
    values: np.ndarray
    kind: Kind
    classes: tuple[str, ...]
    ids: np.ndarray | None = None
    groups: np.ndarray | None = None
    images: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    alone: bool = False

    def __len__(self) -> int:
        return len(self.values)

    def take(self, indices: np.ndarray) -> Predictions:
        """Return the predictions of the images at these places."""

        def taken(values: np.ndarray | None) -> np.ndarray | None:
            return None if values is None else values[indices]

        return replace(
            self,
            labels=taken(self.labels),
            values=self.values[indices],
            ids=taken(self.ids),
            groups=taken(self.groups),
            images=taken(self.images),
        )
