"""From a digit's image to its pen stroke, and from the stroke to an image by a pen of any width.

A digit is thinned to a line one pixel wide on a grid twice as fine; what is kept is each grid
point's distance to that line. A round pen of radius r then inks all that is nearer than r.
"""

from __future__ import annotations

import numpy as np

GRID = 56  # points a side, two a pixel
STEPS = 23  # a stored distance of STEPS is one grid point, half a pixel
REACH = 11  # distances are known up to this many grid points
BATCH = 4096  # digits worked on at once: 64 of them share a machine word


def strokes(images: np.ndarray) -> np.ndarray:
    """Thin images (n, 28, 28) uint8 to lines: (n, 56, 56) bool."""
    lines = np.empty((len(images), GRID, GRID), bool)
    for start in range(0, len(images), BATCH):
        part = images[start : start + BATCH].astype(np.float32)
        fine = _twice_as_fine(_twice_as_fine(part, 1), 2)
        # Half of the digit's own brightest ink: faint digits keep their line.
        level = fine.max(axis=(1, 2), keepdims=True) / 2
        lines[start : start + BATCH] = thin(fine > np.maximum(level, 1))
    return lines


def _twice_as_fine(images: np.ndarray, axis: int) -> np.ndarray:
    before = np.concatenate([images.take([0], axis), images.take(range(27), axis)], axis)
    after = np.concatenate([images.take(range(1, 28), axis), images.take([27], axis)], axis)
    pair = np.stack([0.75 * images + 0.25 * before, 0.75 * images + 0.25 * after], axis + 1)
    shape = list(images.shape)
    shape[axis] *= 2
    return pair.reshape(shape)


def thin(masks: np.ndarray) -> np.ndarray:
    """Thin masks (n, h, w) bool to lines one pixel wide (Zhang & Suen 1984).

    One bit of a word belongs to one mask, so 64 masks are thinned by each logical operation.
    """
    n, h, w = masks.shape
    words = -(-n // 64)
    bits = np.zeros((h, w, words * 64), bool)
    bits[:, :, :n] = masks.transpose(1, 2, 0)
    plane = np.zeros((h + 2, w + 2, words), np.uint64)
    plane[1:-1, 1:-1] = np.packbits(bits, axis=2, bitorder="little").view(np.uint64)
    while _peel(plane, 0) | _peel(plane, 1):
        pass
    inner = np.ascontiguousarray(plane[1:-1, 1:-1]).view(np.uint8)
    return np.unpackbits(inner, axis=2, bitorder="little")[:, :, :n].astype(bool).transpose(2, 0, 1)


def _peel(plane: np.ndarray, half: int) -> bool:
    """Remove one layer of the outline, from two of its four sides, in place."""
    h, w = plane.shape[0] - 2, plane.shape[1] - 2
    clockwise = ((0, 1), (0, 2), (1, 2), (2, 2), (2, 1), (2, 0), (1, 0), (0, 0))
    ring = [plane[y : y + h, x : x + w] for y, x in clockwise]
    ones, twos, fours, eights, once, twice = (np.zeros_like(ring[0]) for _ in range(6))
    for here, following in zip(ring, [*ring[1:], ring[0]], strict=True):
        carry = ones & here
        ones = ones ^ here
        carry, twos = twos & carry, twos ^ carry
        carry, fours = fours & carry, fours ^ carry
        eights = eights | carry
        rise = ~here & following
        twice = twice | (once & rise)
        once = once | rise
    north, east, south, west = ring[::2]
    neighbours = ~eights & (twos | fours) & ~(ones & twos & fours)  # two to six
    first, second = east & south & (north | west), north & west & (east | south)
    open_side = ~(second if half else first)
    removed = plane[1:-1, 1:-1] & neighbours & once & ~twice & open_side
    plane[1:-1, 1:-1] ^= removed
    return bool(removed.any())


def distance_maps(lines: np.ndarray) -> np.ndarray:
    """Return each grid point's distance to the line in 1/STEPS of a grid point, uint8."""
    maps = np.empty(lines.shape, np.uint8)
    steps = np.round(np.sqrt(np.arange(256)) * STEPS).clip(0, REACH * STEPS).astype(np.uint8)
    for start in range(0, len(lines), 512):
        maps[start : start + 512] = steps[_squared_distance(lines[start : start + 512])]
    return maps


def _squared_distance(lines: np.ndarray) -> np.ndarray:
    """Exact up to REACH: along the rows first, then down the columns."""
    row = np.where(lines, np.uint8(0), np.uint8(REACH))
    for x in range(1, row.shape[2]):
        np.minimum(row[:, :, x], row[:, :, x - 1] + 1, out=row[:, :, x])
    for x in range(row.shape[2] - 2, -1, -1):
        np.minimum(row[:, :, x], row[:, :, x + 1] + 1, out=row[:, :, x])
    row *= row
    both = row.copy()
    for k in range(1, REACH):
        far = row + np.uint8(k * k)
        np.minimum(both[:, k:], far[:, :-k], out=both[:, k:])
        np.minimum(both[:, :-k], far[:, k:], out=both[:, :-k])
    return both


def points_on(lines: np.ndarray, count: int = 64) -> np.ndarray:
    """Pick points of each line, evenly from its top row to its bottom row.

    Returns (n, count, 2) float32: x and y from the middle of the image, in pixels of 28.
    """
    which, y, x = np.nonzero(lines)
    sizes = np.bincount(which, minlength=len(lines))
    starts = np.cumsum(sizes) - sizes
    picks = np.arange(count) / (count - 1) * np.maximum(sizes - 1, 0)[:, None]
    picks = np.minimum(starts[:, None] + np.round(picks).astype(np.int64), max(len(x) - 1, 0))
    if not len(x):
        return np.zeros((len(lines), count, 2), np.float32)
    middle = (GRID - 1) / 2
    points = np.stack([x[picks] - middle, y[picks] - middle], axis=-1) / 2
    points[sizes == 0] = 0
    return points.astype(np.float32)
