"""Images to features: the first step of every Pipeline."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from core import StudioError
from core.language import tr


class Pixels(TransformerMixin, BaseEstimator):
    """Flatten images (n, h, w) or (n, h, w, 3) uint8 to rows of float32 between 0 and 1.

    Raises
    ------
    StudioError
        If the images have another shape than those it was fitted on, or are not uint8.
    """

    def fit(self, images: np.ndarray, labels: Any = None) -> Self:
        """Remember the shape of an image; there is nothing else to learn."""
        self.shape_ = check_images(images).shape[1:]
        return self

    def transform(self, images: np.ndarray) -> np.ndarray:
        """Return one row of pixels per image."""
        images = check_images(images, self.shape_)
        return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)


def check_images(images: np.ndarray, shape: tuple[int, ...] | None = None) -> np.ndarray:
    """Return the images if they are uint8 and each of them is (h, w) or (h, w, 3).

    Parameters
    ----------
    images : (n, h, w) or (n, h, w, 3)
    shape : what each image must be; None for any size

    Raises
    ------
    StudioError
        If they are not.
    """
    images = np.asarray(images)
    known = images.ndim == 3 or (images.ndim == 4 and images.shape[3] == 3)
    if not known or images.dtype != np.uint8 or (shape and images.shape[1:] != shape):
        wanted = ", ".join(map(str, ("n", *(shape or ("h", "w")))))
        raise StudioError(
            tr(
                "Images must be ({wanted}) uint8, not {shape} {dtype}; "
                "`core.data.inks.to_mnist` prepares a drawing.",
                wanted=wanted,
                shape=images.shape,
                dtype=images.dtype,
            )
        )
    return images
