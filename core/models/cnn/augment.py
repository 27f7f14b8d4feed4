"""Distortions of training digits: other hands, other pens, other styles; new ones every epoch."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.models.cnn.strokes import GRID, STEPS, distance_maps, points_on, strokes
from core.models.cnn.styles import restyled, written

SIDE = 28
BATCH = 512
# A digit's box of 20 pixels in an image of 28, and the pixel of its centre of mass, as MNIST has.
BOX, MIDDLE = 20.0, 14.0


@dataclass(frozen=True)
class Shares:
    """Which part of an epoch is redrawn by a round pen instead of warped as pixels.

    drawn: the digit's own line; restyled: with a slash, flag, foot, bar or hook (0, 1 and 7
    only); written: from a template, with its label. Of those that are warped, `coarse` come as from
    a scanner of fewer pixels.
    """

    drawn: float = 0.12
    restyled: float = 0.12
    written: float = 0.06
    coarse: float = 0.06


@dataclass
class Distorter:
    """Makes distorted epochs of images (n, 28, 28) uint8 whose labels are indices of classes."""

    images: np.ndarray
    labels: np.ndarray
    classes: np.ndarray
    shares: Shares
    rng: np.random.Generator
    maps: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        n = len(self.images)
        shares = self.shares
        # What nobody has drawn has no line that a pen could follow.
        pens = bool(shares.drawn or shares.restyled or shares.written)
        lines = strokes(self.images if pens else self.images[:0])
        styled = (0, 1, 7) if self.shares.restyled else ()
        stylish = np.flatnonzero(np.isin(self.labels, styled))
        extra = restyled(lines[stylish], self.labels[stylish], self.rng)
        template, digits = written(n // 5 if self.shares.written else 0, self.rng)
        every = np.concatenate([lines, extra, template])
        self.maps = distance_maps(every)
        self.points = points_on(every)
        self.stylish = np.full(n, -1)
        self.stylish[stylish] = n + np.arange(len(stylish))
        self.template_start = n + len(stylish)
        self.template_labels = digits

    def epoch(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return every digit once, distorted, in random order: float32 in 0..1, and labels."""
        n = len(self.images)
        order = rng.permutation(n)
        labels = self.labels[order].copy()
        dice = rng.random(n)
        source = np.full(n, -1)
        stylish = self.stylish[order] >= 0
        own = dice < self.shares.drawn + self.shares.restyled * stylish
        source[own] = order[own]
        style = stylish & (dice < self.shares.restyled)
        source[style] = self.stylish[order[style]]
        made = dice >= 1 - self.shares.written
        pick = rng.integers(0, len(self.template_labels), int(made.sum()))
        source[made] = self.template_start + pick
        labels[made] = self.template_labels[pick]
        result = np.empty((n, SIDE, SIDE), np.float32)
        for start in range(0, n, BATCH):
            part = slice(start, min(start + BATCH, n))
            warp = np.flatnonzero(source[part] < 0) + start
            draw = np.flatnonzero(source[part] >= 0) + start
            result[warp] = warped(self.images[order[warp]], rng)
            rough = warp[rng.random(len(warp)) < self.shares.coarse]
            result[rough] = coarse(result[rough], rng)
            if len(draw):
                at = source[draw]
                result[draw] = drawn(self.maps[at], self.points[at], rng)
        return result, labels


def warped(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Turn, scale, shear, shift and bend images (n, 28, 28) uint8; return float32 in 0..1."""
    n = len(images)
    matrix = _matrices(n, rng, turn=10, shear=0.15, scale=0.1, aspect=0.08)
    shift = rng.uniform(-1, 1, (n, 2)).astype(np.float32)
    x, y = _grid(n, np.linalg.inv(matrix), shift)
    bend = _bends(n, rng, 0.7)
    middle = np.float32((SIDE - 1) / 2)
    return _sample(images, x + bend[0] + middle, y + bend[1] + middle) / np.float32(255)


def coarse(images: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Read images (n, 28, 28) in 0..1 with fewer pixels and enlarge them again, as scans are."""
    images = images.copy()
    which = rng.integers(0, len(_SCANS), len(images))
    for number, scan in enumerate(_SCANS):
        chosen = which == number
        images[chosen] = scan @ images[chosen] @ scan.T
    return images


def drawn(maps: np.ndarray, points: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw lines by a round pen as a canvas gives them, (n, 28, 28) float32 in 0..1.

    The pens are 6 to 30 pixels wide and the digits 90 to 220 high on the canvas; turned, sheared
    and stretched they are brought to a box of 20 and put by their centre of mass.
    """
    n = len(maps)
    matrix = _matrices(n, rng, turn=12, shear=0.3, scale=0, aspect=0.18)
    pen, extent = rng.uniform(6, 30, n), rng.uniform(90, 220, n)
    width = (BOX * pen / (pen + extent)).astype(np.float32)
    at = np.matmul(points, matrix.transpose(0, 2, 1))
    low, high = at.min(axis=1), at.max(axis=1)
    size = np.maximum((high - low).max(axis=1), 0.5)
    scale = (BOX - width) / size * np.exp(rng.normal(0, 0.02, n)).astype(np.float32)
    matrix *= scale[:, None, None]
    shift = MIDDLE - (SIDE - 1) / 2 - at.mean(axis=1) * scale[:, None]
    # The whole digit stays inside the image, as `core.data.inks` holds it.
    edge = (SIDE - width)[:, None] / 2
    shift = np.clip(shift, -edge - low * scale[:, None], edge - high * scale[:, None])
    shift = (shift + rng.normal(0, 0.4, (n, 2))).astype(np.float32)
    x, y = _grid(n, np.linalg.inv(matrix), shift)
    bend = _bends(n, rng, 0.8)
    middle = np.float32((GRID - 1) / 2)
    grid = _sample(maps, (x + bend[0]) * 2 + middle, (y + bend[1]) * 2 + middle)
    stretch = np.sqrt(np.abs(np.linalg.det(matrix))).astype(np.float32)
    distance = grid * (stretch / np.float32(2 * STEPS))[:, None, None]
    radius = (width / 2)[:, None, None]
    # How much of a pixel's width, across the line, is under the pen.
    half = np.float32(0.5)
    ink = np.minimum(distance + half, radius) - np.maximum(distance - half, -radius)
    return np.clip(ink, 0, 1)


def _matrices(
    n: int, rng: np.random.Generator, turn: float, shear: float, scale: float, aspect: float
) -> np.ndarray:
    angle = np.radians(rng.uniform(-turn, turn, n))
    slant = rng.uniform(-shear, shear, n)
    size = np.exp(rng.uniform(-scale, scale, n))
    wide = np.exp(rng.uniform(-aspect, aspect, n))
    cos, sin = np.cos(angle), np.sin(angle)
    turned = np.stack([np.stack([cos, -sin], -1), np.stack([sin, cos], -1)], axis=1)
    sheared = np.zeros((n, 2, 2))
    sheared[:, 0, 0], sheared[:, 1, 1] = size * wide, size / wide
    sheared[:, 0, 1] = slant * size / wide
    return np.matmul(turned, sheared).astype(np.float32)


def _grid(n: int, inverse: np.ndarray, shift: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each pixel comes from: x and y (n, 28, 28) from the middle, in pixels."""
    axis = np.arange(SIDE, dtype=np.float32) - np.float32((SIDE - 1) / 2)
    across = axis[None, None, :] - shift[:, 0, None, None]
    down = axis[None, :, None] - shift[:, 1, None, None]
    a, b, c, d = (inverse[:, i, j, None, None] for i in (0, 1) for j in (0, 1))
    return a * across + b * down, c * across + d * down


def _scan(pixels: int) -> np.ndarray:
    """Return the matrix (28, 28) that averages a line into fewer pixels and enlarges them again."""
    edges = np.linspace(0, SIDE, pixels + 1)
    low, high = edges[:-1, None], edges[1:, None]
    under = np.clip(np.minimum(high, np.arange(SIDE) + 1) - np.maximum(low, np.arange(SIDE)), 0, 1)
    mean = under / under.sum(axis=1, keepdims=True)
    middles, at = (edges[:-1] + edges[1:]) / 2, np.arange(SIDE) + 0.5
    between = np.stack([np.interp(at, middles, line) for line in np.eye(pixels)], axis=1)
    return (between @ mean).astype(np.float32)


#: A digit's 20 pixels of 28 become 13 to 18, as USPS's scans have.
_SCANS = [_scan(pixels) for pixels in (18, 20, 22, 25)]
_CENTRES = np.linspace(-2, SIDE + 1, 8)
_BUMPS = np.exp(-((np.arange(SIDE)[:, None] - _CENTRES) ** 2) / (2 * 4.0**2)).astype(np.float32)
_BUMPS /= np.sqrt((_BUMPS**2).sum(axis=1, keepdims=True))


def _bends(n: int, rng: np.random.Generator, size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return smooth random displacements in x and in y, (n, 28, 28), up to `size` pixels rms."""
    noise = rng.standard_normal((n, 2, len(_CENTRES), len(_CENTRES)), np.float32)
    noise *= (size * rng.random((n, 1, 1, 1), np.float32)) * np.float32(1.4)
    field = np.matmul(np.matmul(_BUMPS, noise), _BUMPS.T)
    return field[:, 0], field[:, 1]


def _sample(images: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Read images (n, s, s) uint8 between their pixels at x, y (n, 28, 28); float32."""
    n, side, _ = images.shape
    limit = np.float32(side - 1.001)
    x, y = np.clip(x, 0, limit), np.clip(y, 0, limit)
    left, top = x.astype(np.int32), y.astype(np.int32)
    x -= left
    y -= top
    index = (top * side + left) + (np.arange(n, dtype=np.int32) * side * side)[:, None, None]
    flat = images.reshape(-1)
    a, b = flat.take(index).astype(np.float32), flat.take(index + 1)
    c, d = flat.take(index + side).astype(np.float32), flat.take(index + side + 1)
    a += x * (b - a)
    c += x * (d - c)
    a += y * (c - a)
    return a
