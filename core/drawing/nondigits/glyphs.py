"""Signs that mean nothing: a few strokes at chance, as the scripts of the world have them.

Templates end where their author's fancy does. These teach that ink can be some other drawing; most
are symmetric, as signs often and digits hardly ever are.
"""

from __future__ import annotations

import numpy as np

from core.drawing.nondigits.hand import Rng, smooth

#: Places where strokes of a sign begin and end: a grid of so many a side.
PLACES = 4


def glyph(rng: Rng) -> list[np.ndarray]:
    """Return two to six strokes, points (n, 2) in about 0..1, most of them mirrored or repeated."""
    strokes = [stroke(rng) for _ in range(int(rng.integers(1, 4)))]
    chance = rng.random()
    if chance < 0.35:  # left and right alike
        return [*strokes, *(line * (-1, 1) + (1, 0) for line in strokes)]
    if chance < 0.5:  # top and bottom alike
        return [*strokes, *(line * (1, -1) + (0, 1) for line in strokes)]
    if chance < 0.65:  # the same after half a turn
        return [*strokes, *(1 - line for line in strokes)]
    if chance < 0.8:  # around the middle
        n = int(rng.integers(3, 7))
        angles = 2 * np.pi * np.arange(n) / n
        turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
        return [(line - 0.5) @ turn + 0.5 for line in strokes[:1] for turn in turns]
    if chance < 0.9:  # beside itself
        return [*strokes, *(line + np.array([rng.uniform(0.7, 1.3), 0]) for line in strokes)]
    return [*strokes, *(stroke(rng) for _ in range(3))]


def stroke(rng: Rng) -> np.ndarray:
    """Return one stroke: straight, bent, curved, an arc, a ring or a polygon."""
    kind = rng.integers(6)
    if kind == 0:
        return places(rng, 2)
    if kind == 1:
        return places(rng, int(rng.integers(3, 5)))
    if kind == 2:
        return smooth(places(rng, int(rng.integers(3, 5))))
    middle, reach = rng.uniform(0.2, 0.8, 2), rng.uniform(0.12, 0.5, 2)
    if kind == 5:
        n, turn = int(rng.integers(3, 7)), rng.uniform(0, 2 * np.pi)
        angles = turn + 2 * np.pi * np.arange(n + 1) / n
    else:
        whole = 2 * np.pi if kind == 4 else rng.uniform(0.6, 1.7) * np.pi
        angles = rng.uniform(0, 2 * np.pi) + np.linspace(0, whole, 24)
    return middle + np.stack([np.cos(angles), np.sin(angles)], 1) * reach


def places(rng: Rng, n: int) -> np.ndarray:
    """Return n different places of the grid, somewhat moved."""
    chosen = rng.choice(PLACES * PLACES, n, replace=False)
    grid = np.stack([chosen % PLACES, chosen // PLACES], 1) / (PLACES - 1)
    return grid + rng.normal(0, 0.05, grid.shape)
