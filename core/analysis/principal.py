"""Principal components of images' pixels, for the map and the index of neighbours."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits


def principal(pixels: np.ndarray, components: int) -> PCA:
    """Return scikit-learn's PCA of pixels (n, p) float32, of as many components as there can be.

    Its solver "covariance_eigh" is made for many more images than pixels.
    """
    with threadpool_limits(1):  # on a busy machine its threads would wait for each other
        return PCA(min(components, *pixels.shape), svd_solver="covariance_eigh").fit(pixels)


def scaled(images: np.ndarray) -> np.ndarray:
    """Return the pixels (n, p) float32, from 0 to 1, of images (n, h, w[, 3]) uint8."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
