"""Contrast and equalisation: each image's brightness spread over the whole range."""

from __future__ import annotations

import numpy as np

from core.improvement.filters import as_pixels


def contrast(images: np.ndarray, cut: float) -> np.ndarray:
    """Stretch each image's brightness to 0 to 255; a colour image's channels together.

    `cut` per cent of its pixels may become quite dark, and as many quite bright. An image of one
    brightness stays as it is.
    """
    rows = images.reshape(len(images), -1)
    size = rows.shape[1]
    first = int(cut / 100 * (size - 1))
    ordered = np.partition(rows, (first, size - 1 - first), axis=1)
    low = ordered[:, first, None].astype(np.float32)
    spread = ordered[:, size - 1 - first, None] - low
    flat = spread == 0
    values = (rows - np.where(flat, 0, low)) * np.where(flat, 1, 255 / np.where(flat, 1, spread))
    return as_pixels(values).reshape(images.shape)


def equalise(images: np.ndarray) -> np.ndarray:
    """Make each image's histogram as even as it can be; a colour image's channels together.

    The darkest brightness there is becomes 0. An image of one brightness stays as it is.
    """
    rows = images.reshape(len(images), -1)
    n, size = rows.shape
    at = rows + np.arange(0, 256 * n, 256, dtype=np.int32)[:, None]
    counts = np.bincount(at.ravel(), minlength=256 * n).reshape(n, 256)
    upto = counts.cumsum(axis=1)
    darkest = np.take_along_axis(counts, (counts > 0).argmax(axis=1)[:, None], axis=1)
    flat = darkest == size
    levels = np.rint((upto - darkest) * 255 / np.where(flat, 1, size - darkest)).clip(0)
    levels = np.where(flat, np.arange(256), levels).astype(np.uint8)
    return levels.ravel().take(at).reshape(images.shape)
