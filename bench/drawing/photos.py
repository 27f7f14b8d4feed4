"""Photographs of a digit on paper, made: a digit of MNIST and everything that lies around it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image
from scipy import ndimage

SIDE = 560


def blown_up(digit: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a (28, 28) uint8 digit as ink (560, 560) from 0 to 1, somewhere in the middle."""
    size = int(rng.integers(160, 300))
    large = Image.fromarray(digit).resize((size, size), Image.Resampling.BICUBIC)
    ink = np.clip((np.asarray(large, float) - 90) / 60, 0, 1)
    placed = np.zeros((SIDE, SIDE))
    top, left = rng.integers(60, SIDE - 60 - size, 2)
    placed[top : top + size, left : left + size] = ink
    return placed


def paper(rng: np.random.Generator) -> np.ndarray:
    """Return light paper with its grain, greys of (560, 560)."""
    return rng.uniform(215, 245) + rng.normal(0, 1.5, (SIDE, SIDE))


def inked(page: np.ndarray, ink: np.ndarray, grey: float) -> np.ndarray:
    """Return the page with ink of a grey on it."""
    return page * (1 - ink) + grey * ink


def _shadow(page: np.ndarray, rng: np.random.Generator, depth: float, soft: float) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE] / SIDE
    angle = rng.uniform(0, 2 * np.pi)
    across = (x - 0.5) * np.cos(angle) + (y - 0.5) * np.sin(angle) + rng.uniform(-0.15, 0.15)
    return page * (1 - depth / 235 / (1 + np.exp(-across / soft)))


def _lines(page: np.ndarray, rng: np.random.Generator, both: bool, grey: float) -> np.ndarray:
    page, step = page.copy(), int(rng.integers(28, 70))
    width = int(rng.integers(1, 4))
    for start in range(int(rng.integers(5, step)), SIDE - 4, step):
        page[start : start + width] = np.minimum(page[start : start + width], grey)
        if both:
            page[:, start : start + width] = np.minimum(page[:, start : start + width], grey)
    return page


def _box(page: np.ndarray, rng: np.random.Generator, inset: int) -> np.ndarray:
    page, width, grey = page.copy(), int(rng.integers(3, 8)), rng.uniform(10, 90)
    low, high = inset, SIDE - inset
    page[low : low + width, low:high] = page[high - width : high, low:high] = grey
    page[low:high, low : low + width] = page[low:high, high - width : high] = grey
    return page


def _desk(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    page = page.copy()
    page[:, : int(rng.integers(15, 45))] = rng.uniform(20, 90)
    return np.rot90(page, int(rng.integers(4))).copy()


def _dust(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    page = page.copy()
    for y, x in rng.integers(10, SIDE - 10, (12, 2)):
        page[y : y + int(rng.integers(1, 5)), x : x + int(rng.integers(1, 5))] = 90
    return page


def _pen(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    page, width = page.copy(), int(rng.integers(12, 24))
    top = int(rng.choice([rng.integers(4, 25), SIDE - rng.integers(30, 50)]))
    left = int(rng.integers(20, 120))
    page[top : top + width, left : left + int(rng.integers(360, 420))] = rng.uniform(20, 90)
    return np.rot90(page, int(rng.integers(4))).copy()


def _punched(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[:SIDE, :SIDE]
    radius, left = rng.uniform(9, 16), rng.uniform(20, 32)
    for top in (SIDE * 0.22, SIDE * 0.78):
        page = np.where(np.hypot(y - top, x - left) < radius, rng.uniform(20, 90), page)
    return page


def _dim(page: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return a page with a tenth to a fifth of its contrast, in uneven light, with a grain."""
    paper = float(np.median(page))
    faint = paper + (page - paper) * rng.uniform(0.1, 0.2)
    return _shadow(faint, rng, 20, 0.3) + rng.normal(0, 4, page.shape)


Kind = Callable[[np.ndarray, np.random.Generator], np.ndarray]
#: What is done to a page with a digit in dark ink; a pencil is another ink.
KINDS: dict[str, Kind] = {
    "plain": lambda page, rng: page,
    "shadow of 60 greys": lambda page, rng: _shadow(page, rng, 60, 0.2),
    "shadow of 100 greys": lambda page, rng: _shadow(page, rng, 100, 0.2),
    "hard shadow": lambda page, rng: _shadow(page, rng, 80, 0.01),
    "ruled": lambda page, rng: _lines(page, rng, False, rng.uniform(150, 195)),
    "squared": lambda page, rng: _lines(page, rng, True, rng.uniform(160, 200)),
    "in a box": lambda page, rng: _box(page, rng, int(rng.integers(15, 50))),
    "frame at the edge": lambda page, rng: _box(page, rng, 0),
    "table's edge": _desk,
    "dust": _dust,
    "pencil": lambda page, rng: page,
    "noise": lambda page, rng: page + rng.normal(0, 9, page.shape),
    "a pen lies there": _pen,
    "punched": _punched,
    "faint": _dim,
}


#: What is on the page before somebody draws; all else is done to the drawn page.
PRINTED = (
    "ruled",
    "squared",
    "in a box",
    "frame at the edge",
    "table's edge",
    "a pen lies there",
    "punched",
)


def photograph(digit: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    """Return a photograph (560, 560) uint8 of a digit (28, 28) uint8."""
    ink = blown_up(digit, rng)
    page, grey = paper(rng), rng.uniform(150, 175) if kind == "pencil" else rng.uniform(25, 70)
    if kind in PRINTED:
        found = inked(KINDS[kind](page, rng), ink, grey)
    else:
        found = KINDS[kind](inked(page, ink, grey), rng)
    return np.clip(ndimage.gaussian_filter(found, 0.8), 0, 255).astype(np.uint8)
