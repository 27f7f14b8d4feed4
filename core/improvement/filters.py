"""Blur, sharpen, denoise, thicken and thin: what looks at a pixel and its neighbours.

All work on a stack of images with the stack's axis last, so that a neighbour is a row further on
in memory and every operation runs over many images at once. Each pixel is computed by the same
operations in the same order however many images there are. Beyond the edge images are mirrored.
"""

from __future__ import annotations

import numpy as np


def as_pixels(values: np.ndarray) -> np.ndarray:
    """Round float values to the nearest of 0 to 255, as uint8; the values are overwritten."""
    np.rint(values, out=values)
    return np.clip(values, 0, 255, out=values).astype(np.uint8)


def blur(images: np.ndarray, sigma: float) -> np.ndarray:
    """Smooth images by a Gaussian of `sigma` pixels, cut off at four sigmas."""
    return _first(as_pixels(smoothed(_last(images), sigma)))


def sharpen(images: np.ndarray, amount: float, radius: float) -> np.ndarray:
    """Add `amount` times what a Gaussian of `radius` pixels takes away: an unsharp mask."""
    stack = _last(images).astype(np.float32)
    detail = stack - smoothed(stack, radius)
    detail *= np.float32(amount)
    stack += detail
    return _first(as_pixels(stack))


def denoise(images: np.ndarray) -> np.ndarray:
    """Replace each pixel by the median of the 3×3 pixels around it.

    Notes
    -----
    The three pixels of each column are sorted first; the median of nine is then the median of the
    largest of the low, the median of the middle and the smallest of the high ones.
    """
    stack = _last(images)
    above, here, below = _three(stack, 0)
    low, high = np.minimum(above, below), np.maximum(above, below)
    low, middle = np.minimum(low, here), np.maximum(low, here)
    middle, high = np.minimum(middle, high), np.maximum(middle, high)
    left, centre, right = _three(low, 1)
    low = np.maximum(np.maximum(left, centre), right)
    middle = _median(*_three(middle, 1))
    left, centre, right = _three(high, 1)
    high = np.minimum(np.minimum(left, centre), right)
    return _first(_median(low, middle, high))


def thicken(images: np.ndarray, pixels: float) -> np.ndarray:
    """Widen bright lines by `pixels` on each side: the brightest in a disc of that radius.

    Between two whole numbers the results of both are mixed.
    """
    return _morphed(images, pixels, np.maximum)


def thin(images: np.ndarray, pixels: float) -> np.ndarray:
    """Narrow bright lines by `pixels` on each side: the darkest in a disc of that radius."""
    return _morphed(images, pixels, np.minimum)


def smoothed(stack: np.ndarray, sigma: float) -> np.ndarray:
    """Return the Gaussian of a stack (h, w, …) of numbers along its first two axes, float32."""
    reach = int(4 * sigma + 0.5)
    weights = np.exp(-0.5 * (np.arange(reach + 1) / sigma) ** 2)
    weights /= weights[0] + 2 * weights[1:].sum()
    values = stack.astype(np.float32)
    for axis in (0, 1):
        values = _weighted(values, weights.astype(np.float32), axis)
    return values


def _weighted(values: np.ndarray, weights: np.ndarray, axis: int) -> np.ndarray:
    """Return each value times weights[0], plus its k-th neighbours on both sides times the k-th."""
    length, reach = values.shape[axis], len(weights) - 1
    mirrored = np.arange(-reach, length + reach) % (2 * length)
    padded = values.take(np.minimum(mirrored, 2 * length - 1 - mirrored), axis=axis)
    result = values * weights[0]
    for k in range(1, reach + 1):
        both = _part(padded, axis, reach - k, length) + _part(padded, axis, reach + k, length)
        both *= weights[k]
        result += both
    return result


def _morphed(images: np.ndarray, pixels: float, choose: np.ufunc) -> np.ndarray:
    stack = _last(images)
    whole, share = int(pixels), np.float32(pixels - int(pixels))
    result = _extremes(stack, whole, choose)
    if share:
        values = result.astype(np.float32)
        values += (_extremes(stack, whole + 1, choose) - values) * share
        result = as_pixels(values)
    return _first(result)


def _extremes(stack: np.ndarray, radius: int, choose: np.ufunc) -> np.ndarray:
    """Return the largest or smallest value in a disc around each pixel, as far as it is inside."""
    result = stack.copy()
    for dy in range(-radius, radius + 1):
        for dx in range(-radius, radius + 1):
            if 0 < dy * dy + dx * dx <= radius * radius:
                to = _overlap(stack.shape[0], -dy), _overlap(stack.shape[1], -dx)
                there = _overlap(stack.shape[0], dy), _overlap(stack.shape[1], dx)
                choose(result[to], stack[there], out=result[to])
    return result


def _overlap(length: int, step: int) -> slice:
    """Return the part of an axis that is still on it after `step` pixels backwards."""
    return slice(min(max(step, 0), length), max(length + min(step, 0), 0))


def _three(stack: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return for each pixel the one before it, itself and the one after it."""
    every = np.arange(stack.shape[axis])
    before, after = np.maximum(every - 1, 0), np.minimum(every + 1, len(every) - 1)
    return stack.take(before, axis=axis), stack, stack.take(after, axis=axis)


def _median(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> np.ndarray:
    return np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))


def _part(values: np.ndarray, axis: int, start: int, length: int) -> np.ndarray:
    where = slice(start, start + length)
    return values[where] if axis == 0 else values[:, where]


def _last(images: np.ndarray) -> np.ndarray:
    """Return images (n, h, w, …) as (h, w, …, n)."""
    return np.ascontiguousarray(np.moveaxis(images, 0, -1))


def _first(stack: np.ndarray) -> np.ndarray:
    """Return a stack (h, w, …, n) as images (n, h, w, …)."""
    return np.ascontiguousarray(np.moveaxis(stack, -1, 0))
