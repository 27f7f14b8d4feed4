"""The drawings that the refusals are developed on: other code and fonts than those that fit them.

Everything is drawn on the pad's own 280×280 canvas. The fonts are Pillow's own and the Source
family that ships with Streamlit. The drawings that judge are in bench/drawing/unseen.py.
"""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.data import sets
from core.drawing.nondigits.printed import DIGIT_SHAPED

SIDE = 280
LETTERS = [
    c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" if c not in DIGIT_SHAPED
]
FONTS = ("SourceSans*", "SourceSerif*", "SourceCode*")


@cache
def fonts() -> list[ImageFont.FreeTypeFont]:
    """Return Pillow's own font and the text fonts that ship with Streamlit."""
    found = importlib.util.find_spec("streamlit")
    folder = Path(next(iter(found.submodule_search_locations))) / "static/static/media"
    files = sorted(file for pattern in FONTS for file in folder.glob(f"{pattern}.woff2"))
    return [ImageFont.load_default(170), *(ImageFont.truetype(str(file), 170) for file in files)]


def sheet() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    """Return an empty canvas and the pen on it."""
    image = Image.new("L", (SIDE, SIDE), 0)
    return image, ImageDraw.Draw(image)


def printed(rng: np.random.Generator, letter: str) -> np.ndarray | None:
    """Print a letter in one of the fonts, slightly turned; None if the font lacks it."""
    face = fonts()[rng.integers(len(fonts()))]
    image, pen = sheet()
    pen.text((140, 140), letter, 255, face, anchor="mm")
    missing, other = sheet()
    other.text((140, 140), "\uffff", 255, face, anchor="mm")
    if not image.getbbox() or image.tobytes() == missing.tobytes():
        return None
    return np.asarray(image.rotate(float(rng.uniform(-8, 8)), Image.Resampling.BICUBIC))


def letter(rng: np.random.Generator) -> np.ndarray:
    """A printed letter that has no digit's shape."""
    while (ink := printed(rng, LETTERS[rng.integers(len(LETTERS))])) is None:
        pass
    return ink


def outline(rng: np.random.Generator, paths: list[list[tuple[float, float]]]) -> np.ndarray:
    """Draw paths (coordinates in -1..1) at a random place, size, turn and pen."""
    image, pen = sheet()
    size, turn = rng.uniform(50, 105), rng.normal(0, 0.08)
    middle = rng.uniform(size + 15, SIDE - size - 15, 2)
    c, s = np.cos(turn), np.sin(turn)
    width = int(rng.integers(8, 25))
    for path in paths:
        points = np.array(path) @ np.array([[c, s], [-s, c]]) * size
        xy = [tuple(p) for p in points + middle + rng.normal(0, 2, points.shape)]
        pen.line(xy, fill=255, width=width, joint="curve")
        for x, y in (xy[0], xy[-1]):
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=255)
    return np.asarray(image)


def points_around(n: int, radii: tuple[float, ...]) -> list[tuple[float, float]]:
    """Return n corners around the middle from the top on, their radii taken in turn, closed."""
    angles = -np.pi / 2 + 2 * np.pi * np.arange(n + 1) / n
    return [
        (radii[i % len(radii)] * np.cos(a), radii[i % len(radii)] * np.sin(a))
        for i, a in enumerate(angles)
    ]


SHAPES = {
    "square": [[(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]],
    "triangle": [points_around(3, (1.0,))],
    "star": [points_around(10, (1.0, 0.42))],
    "hexagon": [points_around(6, (1.0,))],
    "plus": [[(-1, 0), (1, 0)], [(0, -1), (0, 1)]],
    "cross": [[(-0.9, -0.9), (0.9, 0.9)], [(0.9, -0.9), (-0.9, 0.9)]],
    "arrow right": [[(-1, 0), (1, 0)], [(0.4, -0.5), (1, 0), (0.4, 0.5)]],
    "arrow up": [[(0, 1), (0, -1)], [(-0.6, -0.3), (0, -1), (0.6, -0.3)]],
    "house": [[(-0.8, 1), (-0.8, 0), (0, -1), (0.8, 0), (0.8, 1), (-0.8, 1)]],
    "envelope": [[(-1, -0.7), (1, -0.7), (1, 0.7), (-1, 0.7), (-1, -0.7), (0, 0.1), (1, -0.7)]],
    "hash": [[(-0.4, -1), (-0.4, 1)], [(0.4, -1), (0.4, 1)], [(-1, -0.4), (1, -0.4)],
             [(-1, 0.4), (1, 0.4)]],
    "equals": [[(-1, -0.4), (1, -0.4)], [(-1, 0.4), (1, 0.4)]],
    "lying line": [[(-1, 0), (1, 0.1)]],
    "zigzag": [[(-1, 0.4), (-0.6, -0.4), (-0.2, 0.4), (0.2, -0.4), (0.6, 0.4), (1, -0.4)]],
    "face": [points_around(24, (1.0,)), [(-0.4, -0.3), (-0.4, -0.2)], [(0.4, -0.3), (0.4, -0.2)],
             [(-0.5, 0.3), (-0.2, 0.55), (0.2, 0.55), (0.5, 0.3)]],
    "spiral": [[(t / 60 * np.cos(t / 4.2), t / 60 * np.sin(t / 4.2)) for t in range(6, 61)]],
    "tree": [[(0, 1), (0, 0.4)], [(-0.8, 0.4), (0, -1), (0.8, 0.4), (-0.8, 0.4)]],
}  # fmt: skip


def shape(rng: np.random.Generator) -> np.ndarray:
    """A figure that is not a digit."""
    return outline(rng, SHAPES[str(rng.choice(list(SHAPES)))])


def scribble(rng: np.random.Generator) -> np.ndarray:
    """A long line of a hand that swings at two changing speeds, as one tries out a pen."""
    t = np.linspace(0, 1, 220)
    fast = rng.uniform(5, 12, 2) * 2 * np.pi
    phase = rng.uniform(0, 2 * np.pi, 4)
    drift = rng.uniform(0.3, 1.0, 2)
    x = np.sin(fast[0] * t + phase[0]) * rng.uniform(0.4, 1) + drift[0] * np.sin(7 * t + phase[1])
    y = np.sin(fast[1] * t + phase[2]) * rng.uniform(0.4, 1) + drift[1] * np.cos(5 * t + phase[3])
    path = np.stack([x, y], 1) / max(np.abs(x).max(), np.abs(y).max())
    return outline(rng, [[tuple(p) for p in path]])


def two_digits(rng: np.random.Generator) -> np.ndarray:
    """Two of MNIST's test digits side by side with a gap."""
    digits = sets.load().test.images
    made = np.zeros((SIDE, SIDE), np.uint8)
    for middle in (75, 205):
        image = Image.fromarray(digits[rng.integers(len(digits))])
        side = int(rng.integers(110, 150))
        big = np.asarray(image.resize((side, side), Image.Resampling.BICUBIC))
        big = np.where(big > 100, 255, 0).astype(np.uint8)
        top, left = 140 - side // 2 + int(rng.integers(-15, 16)), middle - side // 2
        place = made[top : top + side, left : left + side]
        np.maximum(place, big[:, : place.shape[1]], out=place)
    return made


def filled(rng: np.random.Generator) -> np.ndarray:
    """A canvas or a patch of it filled with ink."""
    image, pen = sheet()
    kind = rng.integers(3)
    if kind == 0:
        return np.full((SIDE, SIDE), 255, np.uint8)
    w, h = rng.uniform(50, 130, 2)
    w = max(w, 0.6 * h)
    frame = (140 - w, 140 - h, 140 + w, 140 + h)
    (pen.ellipse if kind == 1 else pen.rectangle)(frame, fill=255)
    return np.asarray(image)


def dot(rng: np.random.Generator) -> np.ndarray:
    """What a tap leaves."""
    image, pen = sheet()
    x, y = rng.uniform(30, 250, 2)
    r = rng.uniform(1, 20)
    pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(image)


def blank(rng: np.random.Generator) -> np.ndarray:
    """An empty canvas."""
    return np.zeros((SIDE, SIDE), np.uint8)


SUITE = {
    "blank": blank,
    "dot": dot,
    "scribble": scribble,
    "filled": filled,
    "two digits": two_digits,
    "letter": letter,
    "shape": shape,
}
