"""Geometric figures and signs, drawn with a pen."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from core.drawing.nondigits.figures import FIGURES
from core.drawing.nondigits.glyphs import glyph
from core.drawing.nondigits.hand import Rng, pen_lines, smooth, written
from core.drawing.nondigits.icons import icon
from core.drawing.nondigits.printed import SYMBOLS, some_printed
from core.drawing.nondigits.scripts import SCRIPTS
from core.drawing.nondigits.signs import SIGNS
from core.drawing.nondigits.things import THINGS

TEMPLATES = list((SIGNS | SCRIPTS | THINGS).values())


def shape(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A geometric figure or a sign, by hand or printed, known or made up."""
    chance = rng.random()
    if chance < 0.05:
        return some_printed(rng, list(SYMBOLS))
    if chance < 0.24:
        return icon(rng)
    if chance < 0.62:
        return written(TEMPLATES[rng.integers(len(TEMPLATES))], rng)
    if chance < 0.76:
        return pen_lines(glyph(rng), rng)
    known = FIGURES if chance < 0.92 else SHAPES
    lines = known[rng.integers(len(known))](rng)
    shaking = 0.01 if known is FIGURES else 0.02
    return pen_lines([line + rng.normal(0, shaking, line.shape) for line in lines], rng)


def ring(n: int, radius: float = 0.5, turn: float = 0.0) -> np.ndarray:
    """Return the n corners of a regular polygon, closed."""
    angles = np.linspace(0, 2 * np.pi, n + 1) + turn
    return np.stack([np.cos(angles), np.sin(angles)], 1) * radius


def box(rng: Rng) -> np.ndarray:
    """Return the outline of a rectangle that is about as wide as high."""
    w = rng.uniform(0.75, 1.8)
    return np.array([[0, 0], [w, 0], [w, 1], [0, 1], [0, 0]])


def star(rng: Rng) -> list[np.ndarray]:
    """Return the star that is drawn in one go."""
    return [ring(5, 0.5, rng.uniform(0, 6.3))[[0, 2, 4, 1, 3, 0]]]


def arrow(rng: Rng) -> list[np.ndarray]:
    """Return a horizontal or vertical arrow."""
    lines = [np.array([[0, 0], [1, 0.0]]), np.array([[0.65, -0.3], [1, 0], [0.65, 0.3]])]
    turns = rng.integers(4)
    turn = np.array([[0, -1], [1, 0]]) if turns else np.eye(2)
    return [line @ np.linalg.matrix_power(turn.astype(int), int(turns)) for line in lines]


def waves(rng: Rng) -> list[np.ndarray]:
    """Return a zigzag or wave of several teeth."""
    n = int(rng.integers(5, 11))
    points = np.stack([np.linspace(0, 1, n), 0.25 * (np.arange(n) % 2)], 1)
    return [smooth(points) if rng.random() < 0.5 else points]


def spiral(rng: Rng) -> list[np.ndarray]:
    """Return a spiral of two to four turns."""
    t = np.linspace(0.2, 1, 60)
    angle = t * 2 * np.pi * rng.uniform(2.2, 4) + rng.uniform(0, 6.3)
    return [np.stack([np.cos(angle) * t, np.sin(angle) * t], 1)]


def strokes_beside(rng: Rng) -> list[np.ndarray]:
    """Return two or three lines side by side, upright or lying, sometimes crossed by as many."""
    n = int(rng.integers(2, 4))
    upright = [np.array([[x, 0.0], [x, 1.0]]) for x in np.linspace(0.2, 0.8, n)]
    lying = [line[:, ::-1] for line in upright]
    return [upright + lying, lying, upright][int(rng.integers(3))]


def polygon(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a pentagon, hexagon or heptagon, standing or turned."""
    return [ring(int(rng.integers(5, 8)), 0.5, rng.uniform(0, 6.3))]


def stemmed(rng: Rng) -> list[np.ndarray]:
    """Return a triangle on a stem."""
    top = rng.uniform(0.3, 0.7)
    outline = np.array([[0.5, 0], [1, top], [0, top], [0.5, 0]])
    return [outline, np.array([[0.5, top], [0.5, 1]])]


def hut(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a box with a roof."""
    w, eaves = rng.uniform(0.6, 1.1), rng.uniform(0.3, 0.55)
    return [np.array([[0, 1], [0, eaves], [w / 2, 0], [w, eaves], [w, 1], [0, 1]])]


def heart(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a heart."""
    t = np.linspace(0, 2 * np.pi, 40)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return [np.stack([16 * np.sin(t) ** 3, -y], 1) / 32]


def face(rng: Rng) -> list[np.ndarray]:
    """Return a round face with eyes and a mouth."""
    eye = ring(6, 0.03)
    mouth = ring(24, 0.28)[1:11] + np.array([0, 0.05])
    left, right = np.array([-0.18, -0.15]), np.array([0.18, -0.15])
    return [ring(30), eye + left, eye + right, mouth]


def flat_line(rng: Rng) -> list[np.ndarray]:
    """Return one lying line."""
    return [np.array([[0, 0], [1, rng.uniform(-0.25, 0.25)]])]


SHAPES: list[Callable[[Rng], list[np.ndarray]]] = [
    lambda rng: [box(rng)],
    lambda rng: [box(rng), np.array([[0, 0.5], [1, 0.5]]), np.array([[0.5, 0], [0.5, 1]])],
    lambda rng: [ring(3, 0.5, rng.uniform(0, 6.3))],
    lambda rng: [ring(4, 0.5)],
    lambda rng: [np.array([[0, 0.5], [1, 0.5]]), np.array([[0.5, 0], [0.5, 1]])],
    lambda rng: [np.array([[0, 0.0], [1, 1]]), np.array([[1, 0.0], [0, 1]])],
    lambda rng: [box(rng), np.array([[-0.1, 0], [0.5, -0.6], [1.1, 0]])],
    star, arrow, waves, spiral, strokes_beside, heart, face, flat_line,
    polygon, polygon, stemmed, hut,
]  # fmt: skip
