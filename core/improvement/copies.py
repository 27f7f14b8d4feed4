"""What is learned from: copies of training images, moved, turned or bent, or a share of them.

Copies keep the label, the group (writer), the series and the id of the image that they are of.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from core.data.labelled import LabelledImages
from core.data.shifting import shifted
from core.improvement.filters import as_pixels, smoothed

#: Pixels that are warped at once: so many fit into a processor's cache.
AT_ONCE = 2**17


def shifts(images: LabelledImages, rng: np.random.Generator, pixels: float) -> LabelledImages:
    """Add four copies of every image: moved left, right, down and up."""
    step = int(pixels)
    moves = ((-step, 0), (step, 0), (0, step), (0, -step))
    return _with_copies(images, [_moved(images.images, dx, dy) for dx, dy in moves])


def rotations(images: LabelledImages, rng: np.random.Generator, degrees: float) -> LabelledImages:
    """Add one copy of every image, turned by a random angle of up to `degrees` either way."""
    angles = rng.uniform(-degrees, degrees, len(images))
    return _with_copies(images, [turned(images.images, angles)])


def elastic(
    images: LabelledImages, rng: np.random.Generator, alpha: float, sigma: float
) -> LabelledImages:
    """Add one copy of every image, bent by a random field: Simard, Steinkraus and Platt (2003).

    Every pixel moves by a random number of -1 to 1 in both directions; the field is smoothed by a
    Gaussian of `sigma` pixels and multiplied by `alpha`.
    """
    height, width = images.images.shape[1:3]

    def fields() -> Iterator[np.ndarray]:
        for part in _parts(images.images):
            noise = rng.uniform(-1, 1, (len(part), 2, height, width)).astype(np.float32)
            smooth = smoothed(np.ascontiguousarray(noise.transpose(2, 3, 1, 0)), sigma)
            yield np.float32(alpha) * smooth.transpose(3, 2, 0, 1)

    bent = np.empty_like(images.images)
    start = 0
    for field in fields():
        part = slice(start, start + len(field))
        bent[part] = displaced(images.images[part], field)
        start += len(field)
    return _with_copies(images, [bent])


def data(images: LabelledImages, rng: np.random.Generator, share: float) -> LabelledImages:
    """Keep a random share of each class's images, at least one of each, in their order.

    For one seed, a smaller share is part of a larger one: points of one learning curve.
    """
    kept = []
    for label in np.unique(images.labels):
        indices = rng.permutation(np.flatnonzero(images.labels == label))
        kept.append(indices[: max(1, round(share * len(indices)))])
    return images.take(np.sort(np.concatenate(kept))) if kept else images


def turned(images: np.ndarray, degrees: np.ndarray) -> np.ndarray:
    """Turn each image about its middle by its own angle, counter-clockwise; paper moves in."""
    height, width = images.shape[1:3]
    y = np.arange(height, dtype=np.float32)[:, None] - np.float32((height - 1) / 2)
    x = np.arange(width, dtype=np.float32) - np.float32((width - 1) / 2)
    result, start = np.empty_like(images), 0
    for part in _parts(images):
        angle = np.radians(degrees[start : start + len(part)])[:, None, None]
        sin, cos = np.sin(angle).astype(np.float32), np.cos(angle).astype(np.float32)
        field = np.stack([cos * y + sin * x - y, cos * x - sin * y - x], axis=1)
        result[start : start + len(part)] = displaced(part, field)
        start += len(part)
    return result


def displaced(images: np.ndarray, field: np.ndarray) -> np.ndarray:
    """Read every pixel of (n, h, w) or (n, h, w, 3) uint8 from a place nearby, linearly.

    Parameters
    ----------
    images : (n, h, w) or (n, h, w, 3) uint8
    field : (n, 2, h, w) float32, how far below and how far to the right each pixel comes from;
        outside of the image is paper
    """
    n, height, width, *channels = images.shape
    framed = np.pad(images, ((0, 0), (1, 1), (1, 1), *[(0, 0)] * len(channels)))
    y = np.clip(field[:, 0] + np.arange(1, height + 1, dtype=np.float32)[:, None], 0, height + 1)
    x = np.clip(field[:, 1] + np.arange(1, width + 1, dtype=np.float32), 0, width + 1)
    top, left = np.minimum(y.astype(np.intp), height), np.minimum(x.astype(np.intp), width)
    shape = (n, height, width) + (1,) * len(channels)
    down, right = ((y - top).reshape(shape), (x - left).reshape(shape))
    first = (np.arange(n)[:, None, None] * (height + 2) + top) * (width + 2) + left
    pixels = framed.reshape(-1, *channels)
    rows = []
    for index in (first, first + width + 2):
        row = pixels.take(index, axis=0).astype(np.float32)
        row += (pixels.take(index + 1, axis=0) - row) * right.astype(np.float32)
        rows.append(row)
    return as_pixels(rows[0] + (rows[1] - rows[0]) * down.astype(np.float32))


def _moved(images: np.ndarray, dx: int, dy: int) -> np.ndarray:
    if images.ndim == 4:
        return np.moveaxis(shifted(np.moveaxis(images, 3, 1), dx, dy), 1, 3)
    return shifted(images, dx, dy)


def _parts(images: np.ndarray) -> Iterator[np.ndarray]:
    step = max(1, AT_ONCE // max(1, images[:1].size))
    for start in range(0, len(images), step):
        yield images[start : start + step]


def _with_copies(images: LabelledImages, copies: list[np.ndarray]) -> LabelledImages:
    """Return the images followed by all copies of them."""
    times = 1 + len(copies)
    again = (
        None if part is None else np.tile(part, times)
        for part in (images.labels, images.groups, images.series, images.ids)
    )
    return LabelledImages(np.concatenate([images.images, *copies]), *again)  # type: ignore[arg-type]
