"""Figures and signs that teach nothing elsewhere."""

from __future__ import annotations

import numpy as np

from bench.drawing.unseen.hand import Lines, Rng, along, arc, stroke_out, then


def rays(n: int, inner: float, outer: float) -> Lines:
    """Return n lines that point away from the middle."""
    turns = 2 * np.pi * np.arange(n) / n
    ends = np.stack([np.cos(turns), np.sin(turns)], 1)
    return [0.5 + np.stack([inner * end, outer * end]) for end in ends]


ROUND = arc(0.5, 0.5, 0.5, 0.5, 0, 360)
FIGURES: dict[str, Lines] = {
    "sun": [arc(0.5, 0.5, 0.22, 0.22, 0, 360), *rays(8, 0.32, 0.5)],
    "flower": [arc(0.5 + 0.3 * np.cos(a), 0.5 + 0.3 * np.sin(a), 0.19, 0.19, 0, 360)
               for a in 2 * np.pi * np.arange(5) / 5],
    "target": [ROUND, arc(0.5, 0.5, 0.28, 0.28, 0, 360)],
    "cloud": [then(arc(0.25, 0.6, 0.25, 0.22, 90, 280), arc(0.5, 0.4, 0.25, 0.28, 200, 340),
                   arc(0.78, 0.6, 0.22, 0.22, -80, 90), along((0.78, 0.82), (0.25, 0.82)))],
    "moon": [then(arc(0.5, 0.5, 0.5, 0.5, 60, 300), arc(0.75, 0.5, 0.42, 0.44, 260, 100))],
    "lightning": [along((0.6, 0), (0.15, 0.55), (0.5, 0.55), (0.3, 1), (0.85, 0.4), (0.5, 0.4),
                        (0.6, 0))],
    "hourglass": [along((0, 0), (1, 0), (0, 1), (1, 1), (0, 0))],
    "kite": [along((0.5, 0), (0.9, 0.35), (0.5, 1), (0.1, 0.35), (0.5, 0)),
             along((0.1, 0.35), (0.9, 0.35)), along((0.5, 0), (0.5, 1))],
    "ladder": [along((0.2, 0), (0.2, 1)), along((0.8, 0), (0.8, 1)),
               *(along((0.2, y), (0.8, y)) for y in (0.2, 0.4, 0.6, 0.8))],
    "umbrella": [then(arc(0.5, 0.5, 0.5, 0.5, 180, 360), along((0, 0.5))),
                 then(along((0.5, 0.5), (0.5, 0.9)), arc(0.4, 0.9, 0.1, 0.1, 0, 180))],
    "fish": [then(arc(0.4, 0.5, 0.4, 0.3, 0, 360), along((0.8, 0.5), (1, 0.2), (1, 0.8),
                                                        (0.8, 0.5)))],
    "tick": [along((0, 0.6), (0.3, 1), (1, 0))],
    "grid": [along((0.33, 0), (0.33, 1)), along((0.67, 0), (0.67, 1)), along((0, 0.33), (1, 0.33)),
             along((0, 0.67), (1, 0.67)), along((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))],
    "arrow down": [along((0.5, 0), (0.5, 1)), along((0.1, 0.6), (0.5, 1), (0.9, 0.6))],
    "both ways": [along((0, 0.5), (1, 0.5)), along((0.2, 0.3), (0, 0.5), (0.2, 0.7)),
                  along((0.8, 0.3), (1, 0.5), (0.8, 0.7))],
    "cup": [along((0.1, 0.1), (0.2, 1), (0.65, 1), (0.75, 0.1), (0.1, 0.1)),
            arc(0.75, 0.45, 0.22, 0.2, -80, 90)],
    "flag": [along((0.15, 1), (0.15, 0), (0.9, 0), (0.9, 0.5), (0.15, 0.5))],
    "cat": [ROUND, along((0.1, 0.2), (0.15, -0.2), (0.4, 0.02)),
            along((0.6, 0.02), (0.85, -0.2), (0.9, 0.2)),
            along((0.35, 0.45), (0.36, 0.48)), along((0.65, 0.45), (0.66, 0.48))],
    "asterisk": [0.5 + along((-0.5, 0), (0.5, 0)), 0.5 + along((-0.25, -0.43), (0.25, 0.43)),
                 0.5 + along((0.25, -0.43), (-0.25, 0.43))],
    "pentagram": [0.5 + 0.5 * np.array([(np.sin(a), -np.cos(a))
                                        for a in 4 * np.pi * np.arange(6) / 5])],
}  # fmt: skip


def figure(rng: Rng) -> np.ndarray:
    """A figure or sign that is not a digit."""
    return stroke_out(rng, FIGURES[str(rng.choice(list(FIGURES)))], 0.015)
