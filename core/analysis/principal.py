"""Principal components of images' pixels, for the map and the index of neighbours."""

from __future__ import annotations

import numpy as np
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits


def principal(images: np.ndarray, components: int) -> PCA:
    """Return scikit-learn's PCA of images (n, h, w) or (n, h, w, 3) uint8, pixels from 0 to 1.

    Its solver "covariance_eigh" is made for many more images than pixels.
    """
    components = min(components, len(images), images[0].size)
    with threadpool_limits(1):  # on a busy machine its threads would wait for each other
        return PCA(components, svd_solver="covariance_eigh").fit(scaled(images))


def scaled(images: np.ndarray) -> np.ndarray:
    """Return the pixels (n, p) float32, from 0 to 1."""
    return images.reshape(len(images), -1).astype(np.float32) / np.float32(255)
