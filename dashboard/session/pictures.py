"""Pictures of images to look at, whether a data set has images or not."""

from __future__ import annotations

import numpy as np

from core.analysis.nameplates import HEIGHT, WIDTH, nameplates
from session import choice

#: Bytes of pixels that a gallery may hold: of large images it shows fewer.
ROOM = 100_000_000


def shape() -> tuple[int, ...]:
    """Return the shape of an image, or of the plate that stands in for one."""
    return tuple(choice.dataset().shape) if choice.dataset().pictured else (HEIGHT, WIDTH)


def pictures(indices: np.ndarray, which: str) -> np.ndarray:
    """Return images of a split; where there are none, plates with their ids or indices."""
    split = choice.images(which)
    if choice.dataset().pictured:
        return split.images[indices]
    return nameplates([str(i) if split.ids is None else str(split.ids[i]) for i in indices])
