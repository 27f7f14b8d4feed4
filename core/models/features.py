"""Images to features: the first step of every Pipeline."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin

from core import StudioError


class Pixels(TransformerMixin, BaseEstimator):
    """Flatten images (n, 28, 28) uint8 to rows (n, 784) float32 between 0 and 1.

    Raises
    ------
    StudioError
        If the images have another shape or are not uint8.
    """

    def fit(self, images: np.ndarray, labels: Any = None) -> Self:
        """Check the images; there is nothing to learn."""
        self.n_features_out_ = check_images(images)[0].size if len(images) else 784
        return self

    def transform(self, images: np.ndarray) -> np.ndarray:
        """Return one row of pixels an image."""
        images = check_images(images)
        return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)

    def __sklearn_is_fitted__(self) -> bool:
        return True


def check_images(images: np.ndarray) -> np.ndarray:
    """Return the images if they are (n, 28, 28) uint8.

    Raises
    ------
    StudioError
        If they are not.
    """
    images = np.asarray(images)
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise StudioError(
            f"Images must be (n, 28, 28) uint8, not {images.shape} {images.dtype}; "
            "`core.data.inks.to_mnist` prepares a drawing."
        )
    return images
