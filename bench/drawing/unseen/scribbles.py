"""Scribbles: a steered point, curls, crossed strokes, rubbing."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bench.drawing.unseen.hand import Lines, Rng, stroke_out


def steered(rng: Rng) -> Lines:
    """Return the way of a point that keeps moving, steered at random, turned back at the edges."""
    place, heading, turn, way = rng.random(2), rng.uniform(0, 2 * np.pi), 0.0, []
    for _ in range(int(rng.integers(90, 220))):
        turn = 0.85 * turn + rng.normal(0, 0.16)
        heading += turn
        step = 0.06 * np.array([np.cos(heading), np.sin(heading)])
        if not (place + step >= 0).all() or not (place + step <= 1).all():
            heading += np.pi / 2 + rng.normal(0, 0.4)
            continue
        place = place + step
        way.append(place)
    return [np.array(way)]


def curls(rng: Rng) -> Lines:
    """Return a row of curls, one line under another, as one pretends to write."""
    rows = int(rng.integers(1, 4))
    t = np.linspace(0, 1, 60 * rows)
    turns = 2 * np.pi * rng.uniform(3, 7) * t
    return [
        np.stack(
            [0.85 * t + 0.12 * np.cos(turns), row / rows + (0.35 / rows) * (1 + np.sin(turns))], 1
        )
        for row in range(rows)
    ]


def crossed(rng: Rng) -> Lines:
    """Return many short strokes in two directions, the pen lifted between them."""
    middle, angle = rng.uniform(0.2, 0.8, (int(rng.integers(9, 22)), 2)), rng.uniform(0, np.pi)
    lines = []
    for number, point in enumerate(middle):
        a = angle + (number % 2) * rng.uniform(1, 2) + rng.normal(0, 0.15)
        half = rng.uniform(0.15, 0.4) * np.array([np.cos(a), np.sin(a)])
        lines.append(np.stack([point - half, point + half]))
    return lines


def rubbed(rng: Rng) -> Lines:
    """Return a line that goes to and fro around a slowly turning direction, as one crosses out."""
    n = int(rng.integers(10, 26))
    angle = rng.uniform(0, np.pi) + np.cumsum(rng.normal(0, 0.25, n))
    reach = rng.uniform(0.25, 0.5, n) * np.where(np.arange(n) % 2, 1, -1)
    centre = 0.5 + np.cumsum(rng.normal(0, 0.05, (n, 2)), axis=0)
    return [centre + reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], 1)]


SCRIBBLES: list[Callable[[Rng], Lines]] = [steered, curls, crossed, rubbed]


def scribble(rng: Rng) -> np.ndarray:
    """A wild line or a heap of them."""
    return stroke_out(rng, SCRIBBLES[rng.integers(len(SCRIBBLES))](rng))
