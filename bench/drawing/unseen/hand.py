"""A hand that leans, stretches and trembles, and the strokes it is given."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from bench.drawing.nondigits import SIDE, sheet

Rng = np.random.Generator
Lines = list[np.ndarray]


def stroke_out(rng: Rng, lines: Lines, wobble: float = 0.02) -> np.ndarray:
    """Draw lines (points in 0..1, y down) somewhere on the canvas with a round pen, (280, 280).

    The hand leans, stretches and trembles: its error drifts along the line.
    """
    image, pen = sheet()
    wide, high = rng.uniform(85, 190, 2)
    high = min(max(high, 0.75 * wide), 1.9 * wide)
    lean, width = rng.normal(0, 0.12), int(rng.integers(7, 26))
    left, top = (rng.uniform(20, max(SIDE - 20 - side, 21)) for side in (wide, high))
    for line in lines:
        dense = np.concatenate([np.linspace(a, b, 7)[:-1] for a, b in pairwise(line)] + [line[-1:]])
        drift = np.cumsum(rng.normal(0, wobble / 3, dense.shape), axis=0)
        x, y = (dense + drift - drift.mean(0)).T
        xy = list(zip(left + (x + lean * (0.5 - y)) * wide, top + y * high, strict=True))
        pen.line(xy, fill=255, width=width, joint="curve")
        for px, py in (xy[0], xy[-1]):
            r = width / 2
            pen.ellipse((px - r, py - r, px + r, py + r), fill=255)
    return np.asarray(image)


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float) -> np.ndarray:
    """Return points of an ellipse around (x, y), angles in degrees clockwise from the right."""
    t = np.radians(np.linspace(start, end, 25))
    return np.stack([x + rx * np.cos(t), y + ry * np.sin(t)], 1)


def along(*points: tuple[float, float]) -> np.ndarray:
    """Return straight lines from point to point."""
    return np.array(points, float)


def then(*parts: np.ndarray) -> np.ndarray:
    """Return parts drawn without lifting the pen."""
    return np.concatenate(parts)
