"""Deskew, and crop and centre: each image's ink put where the others have theirs.

Ink is what is bright. A colour image's ink is the sum of its channels.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from core.improvement.filters import as_pixels

#: The steepest slant that is straightened, in pixels across per pixel down: 45°.
STEEPEST = 1.0
#: The side of the box that holds a digit of MNIST, as a share of its image's.
BOX = 20 / 28


def deskew(images: np.ndarray) -> np.ndarray:
    """Shear images so that their ink leans neither left nor right; its centre stays in place.

    Notes
    -----
    The slant is that of the line x(y) through the ink by least squares, the second moment of
    x and y by that of y. Every row moves by its part of a pixel, interpolated linearly.
    """
    n, height, width, *channels = images.shape
    slant, centre = slants(images)
    moves = slant[:, None] * (np.arange(height) - centre[:, None])
    whole = np.floor(moves)
    share = (moves - whole).astype(np.float32).reshape(n * height, 1)
    room = int(np.abs(whole).max(initial=0)) + 1
    depth = channels[0] if channels else 1
    rows = np.pad(images.reshape(n * height, -1), ((0, 0), (room * depth, room * depth)))
    start = np.arange(n * height) * rows.shape[1] + (whole.ravel().astype(np.intp) + room) * depth
    # A row and the pixel after it, read from where it comes from: n·h short copies.
    windows = sliding_window_view(rows.ravel(), (width + 1) * depth)[start]
    values = windows[:, :-depth].astype(np.float32)
    values += (windows[:, depth:] - values) * share
    return as_pixels(values).reshape(images.shape)


def slants(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return each image's slant, in pixels to the right per pixel down, and its ink's centre y.

    Both (n,) float64; no slant is steeper than 45°, and that of blank images is 0.
    """
    mass, along = _rows(images)
    y = np.arange(mass.shape[1])
    total = np.maximum(mass.sum(axis=1), 1)
    centre_y, centre_x = (mass @ y) / total, along.sum(axis=1) / total
    spread = (mass @ (y * y)) / total - centre_y**2
    together = (along @ y) / total - centre_y * centre_x
    level = spread < 1e-6  # ink in one row only leans nowhere
    slant = np.where(level, 0, together / np.where(level, 1, spread))
    return np.clip(slant, -STEEPEST, STEEPEST), centre_y


def crop(images: np.ndarray, level: float) -> np.ndarray:
    """Bring the ink's box to 20/28 of the image and its centre of mass to the middle.

    Pixels brighter than `level` are ink. The box keeps its proportions and never leaves the
    image; blank images stay as they are. A digit of MNIST is where it should be already.
    """
    if not images.size:
        return images.copy()
    ink: np.ndarray = (images.max(axis=3) if images.ndim == 4 else images) > np.uint8(level)
    mass, along = _rows(images * (ink[..., None] if images.ndim == 4 else ink))
    total = np.maximum(mass.sum(axis=1), 1)
    centres = (mass @ np.arange(mass.shape[1])) / total, along.sum(axis=1) / total
    inked: list[np.ndarray] = [np.asarray(ink.any(axis=axis)) for axis in (2, 1)]
    starts = [part.argmax(axis=1) for part in inked]
    lengths = [
        part.shape[1] - part[:, ::-1].argmax(axis=1) - start
        for part, start in zip(inked, starts, strict=True)
    ]
    scale = np.min(
        [BOX * part.shape[1] / length for part, length in zip(inked, lengths, strict=True)], axis=0
    )
    values = images
    for start, length, centre in zip(starts, lengths, centres, strict=True):
        values = _fitted(values, start, length, centre, scale).swapaxes(1, 2)
    blank = ~ink.any(axis=(1, 2))
    result = as_pixels(np.ascontiguousarray(values))
    result[blank] = images[blank]
    return result


def _fitted(
    values: np.ndarray, start: np.ndarray, length: np.ndarray, centre: np.ndarray, scale: np.ndarray
) -> np.ndarray:
    """Scale the rows that hold ink, and move them so that the centre is in the middle; float32."""
    n, height = values.shape[:2]
    small = np.maximum(np.rint(length * scale), 1)
    ratio = small / length
    middle = (centre - start + 0.5) * ratio - 0.5
    top = np.clip(np.floor(height // 2 + 0.5 - middle), 0, height - small)
    at = np.arange(height) - top[:, None]
    outside = (at < 0) | (at >= small[:, None])
    source = (at + 0.5) / ratio[:, None] - 0.5
    source = np.clip(source, 0, length[:, None] - 1.0)
    first = source.astype(np.intp)
    share = (source - first).astype(np.float32)
    second = np.minimum(first + 1, length[:, None] - 1)
    every = np.arange(n)[:, None]
    shape = (n, height) + (1,) * (values.ndim - 2)
    result = values[every, first + start[:, None]].astype(np.float32)
    result += (values[every, second + start[:, None]] - result) * share.reshape(shape)
    result[outside] = 0
    return result


def _rows(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the sum of each row's ink, and the sum of its ink times x: whole numbers, (n, h)."""
    width = images.shape[2]
    columns = np.stack([np.ones(width), np.arange(width)], axis=1)
    if images.ndim == 4:
        columns = np.repeat(columns, images.shape[3], axis=0)
    # Whole numbers below 2^53 are added without rounding, in whatever order.
    sums = images.reshape(-1, len(columns)).astype(np.float64) @ columns
    shape = images.shape[:2]
    return sums[:, 0].reshape(shape), sums[:, 1].reshape(shape)
