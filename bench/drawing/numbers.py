"""Numbers: digits of MNIST pasted side by side, apart or touching."""

from __future__ import annotations

import numpy as np

#: Sides of a pasted picture: room for digits that stand higher or lower than others.
HEIGHT, MARGIN, UNEVEN = 40, 8, 2
#: Pixels of paper between two digits; negative where they overlap.
APART, TOUCHING = (2, 12), (-4, 0)


def pasted(
    digits: list[np.ndarray], rng: np.random.Generator, gap: tuple[int, int] = APART
) -> np.ndarray:
    """Return a (40, w) uint8 picture of (28, 28) digits with gaps from `gap`, ends included."""
    boxed = [_boxed(digit) for digit in digits]
    gaps = [int(rng.integers(gap[0], gap[1] + 1)) for _ in digits]
    width = sum(digit.shape[1] for digit in boxed) + sum(map(abs, gaps)) + 2 * MARGIN
    sheet = np.zeros((HEIGHT, width), np.uint8)
    left = MARGIN
    for digit, between in zip(boxed, gaps, strict=True):
        top = (HEIGHT - digit.shape[0]) // 2 + int(rng.integers(-UNEVEN, UNEVEN + 1))
        at = sheet[top : top + digit.shape[0], left : left + digit.shape[1]]
        np.maximum(at, digit, out=at)
        left += digit.shape[1] + between
    return sheet


def _boxed(digit: np.ndarray) -> np.ndarray:
    rows, columns = np.flatnonzero(digit.any(axis=1)), np.flatnonzero(digit.any(axis=0))
    return digit[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
