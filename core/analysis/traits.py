"""What can be measured of an image without knowing its class: slant, strokes, place, edges.

Each takes images (n, h, w) or (n, h, w, 3) uint8, bright ink on dark, and returns (n,) float64. An
image without ink has no slant, no stroke and lies in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import ndimage

#: Images worked on at once, so that memory stays small.
CHUNK = 4096


def slant(images: np.ndarray) -> np.ndarray:
    """Return the slant in degrees, positive to the right, by the second moments of the ink."""
    found = np.zeros(len(images))
    for rows, ink in _chunks(images):
        mass, x, y = _centre(ink)
        dx = np.arange(ink.shape[2])[None, None, :] - x[:, None, None]
        dy = np.arange(ink.shape[1])[None, :, None] - y[:, None, None]
        mixed, upright = (ink * dx * dy).sum(axis=(1, 2)), (ink * dy * dy).sum(axis=(1, 2))
        known = (mass > 0) & (upright > 0)
        # Rows count downwards, so what leans to the right has a negative mixed moment.
        ratio = np.divide(-mixed, upright, out=np.zeros(len(ink)), where=known)
        found[rows] = np.degrees(np.arctan(ratio))
    return found


def stroke_width(images: np.ndarray) -> np.ndarray:
    """Return the strokes' width in pixels: twice the area of the ink by the length of its edge."""
    found = np.zeros(len(images))
    for rows, ink in _chunks(images):
        inked = np.pad(ink > ink.max(axis=(1, 2), keepdims=True) / 2, ((0, 0), (1, 1), (1, 1)))
        edge = sum(np.diff(inked, axis=axis).sum(axis=(1, 2)) for axis in (1, 2))
        area = inked.sum(axis=(1, 2))
        found[rows] = np.divide(2.0 * area, edge, out=np.zeros(len(ink)), where=edge > 0)
    return found


def off_centre(images: np.ndarray) -> np.ndarray:
    """Return the distance in pixels of the ink's centre of mass from the middle of the image."""
    found = np.zeros(len(images))
    for rows, ink in _chunks(images):
        mass, x, y = _centre(ink)
        middle = (np.array(ink.shape[1:]) - 1) / 2
        away = np.hypot(y - middle[0], x - middle[1])
        found[rows] = np.where(mass > 0, away, 0.0)
    return found


def sharpness(images: np.ndarray) -> np.ndarray:
    """Return how steep the edges are as a share of the range of grey, 0 to about 1.4.


    The gradient (Sobel) that 2 % of the pixels exceed, by brightest less darkest pixel.
    """
    found = np.zeros(len(images))
    for rows, ink in _chunks(images):
        steep = np.hypot(_slope(ink, 1, 2), _slope(ink, 2, 1))
        span = np.ptp(ink, axis=(1, 2))
        top = np.quantile(steep.reshape(len(ink), -1), 0.98, axis=1)
        found[rows] = np.divide(top, span, out=np.zeros(len(ink)), where=span > 0)
    return found


def _slope(ink: np.ndarray, along: int, across: int) -> np.ndarray:
    """Return Sobel's derivative along an axis; SciPy's own would mix neighbouring images."""
    smooth = ndimage.correlate1d(ink, [0.25, 0.5, 0.25], across)
    return ndimage.correlate1d(smooth, [-1, 0, 1], along)


def _chunks(images: np.ndarray) -> Iterator[tuple[slice, np.ndarray]]:
    """Yield slices and their images as (m, h, w) float64 in grey."""
    for start in range(0, len(images), CHUNK):
        rows = slice(start, min(start + CHUNK, len(images)))
        part = images[rows].astype(np.float64)
        yield rows, part if part.ndim == 3 else part.mean(axis=3)


def _centre(ink: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mass and the centre of mass (x, y) of images (m, h, w); the middle without ink."""
    mass = ink.sum(axis=(1, 2))
    h, w = ink.shape[1:]
    x = np.divide((ink.sum(axis=1) * np.arange(w)).sum(axis=1), mass,
                  out=np.full(len(ink), (w - 1) / 2), where=mass > 0)  # fmt: skip
    y = np.divide((ink.sum(axis=2) * np.arange(h)).sum(axis=1), mass,
                  out=np.full(len(ink), (h - 1) / 2), where=mass > 0)  # fmt: skip
    return mass, x, y
