"""Wild lines: hatching, loops, swings, walks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from core.drawing.nondigits.hand import Rng, pen_lines, smooth


def scribble(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A wild line, or two or three of them over one another."""
    lines = [WILD[rng.integers(len(WILD))](rng)]
    while len(lines) < 3 and rng.random() < 0.2:
        lines.append(WILD[rng.integers(len(WILD))](rng) + rng.normal(0, 0.2, 2))
    return pen_lines(lines, rng)


def hatching(rng: Rng) -> np.ndarray:
    """Return a line to and fro, as one fills a patch in."""
    n = int(rng.integers(8, 24))
    x = np.linspace(0, rng.uniform(0.7, 1.5), n) + rng.normal(0, 0.05, n)
    points = np.stack([x, np.arange(n) % 2 + rng.normal(0, 0.12, n)], 1)
    return points if rng.random() < 0.5 else smooth(points, 4)


def loops(rng: Rng) -> np.ndarray:
    """Return loops of a hand that wanders."""
    t = np.linspace(0, 1, 140)
    turns = rng.uniform(4, 11) * 2 * np.pi * t
    radius = rng.uniform(0.2, 0.7) * (1 + 0.6 * np.sin(rng.uniform(2, 9) * t))
    centre = np.stack([np.sin(rng.uniform(0, 6) * t), np.cos(rng.uniform(0, 6) * t)], 1)
    circle = np.stack([np.cos(turns), rng.uniform(0.4, 1) * np.sin(turns)], 1)
    return circle * radius[:, None] + centre * rng.uniform(0.1, 0.8)


def swings(rng: Rng) -> np.ndarray:
    """Return a line whose two coordinates swing at several speeds at once."""
    t = np.linspace(0, 2 * np.pi, 220)[:, None]
    n = int(rng.integers(2, 5))
    speeds = rng.uniform(1.5, rng.uniform(5, 13), (2, n))
    reach = rng.uniform(0.2, 1, (2, n)) / speeds ** rng.uniform(0, 0.8)
    phases = rng.uniform(0, 2 * np.pi, (2, n))
    return np.stack([(np.sin(speeds[i] * t + phases[i]) * reach[i]).sum(1) for i in (0, 1)], 1)


def walk(rng: Rng) -> np.ndarray:
    """Return a random walk."""
    n = int(rng.integers(16, 40))
    return smooth(np.cumsum(rng.normal(0, 1, (n, 2)) * rng.uniform(0.5, 1.2, 2), axis=0), 5)


def jumps(rng: Rng) -> np.ndarray:
    """Return a line from place to place."""
    places = rng.random((int(rng.integers(9, 24)), 2))
    return smooth(places, 5) if rng.random() < 0.7 else places


WILD: list[Callable[[Rng], np.ndarray]] = [hatching, loops, swings, swings, walk, jumps]
