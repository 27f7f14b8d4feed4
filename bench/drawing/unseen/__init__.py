"""The drawings that judge the refusals: nobody chose anything by them.

Other fonts, letters, figures and scribbles than those that fit the rule (core/nondigits/) and than
those it is developed on (bench/drawing/nondigits.py). All is drawn on the pad's 280×280 canvas.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from bench.drawing.nondigits import SIDE, blank, sheet
from bench.drawing.unseen.figures import figure
from bench.drawing.unseen.hand import Rng
from bench.drawing.unseen.letters import letter_by_hand, letter_in_print
from bench.drawing.unseen.scribbles import scribble
from core.data import sets


def digits_together(rng: Rng) -> np.ndarray:
    """Two or three of MNIST's test digits in a row, of different sizes, sometimes touching."""
    images, n = sets.load().test.images, int(rng.integers(2, 4))
    made, at = np.zeros((SIDE, SIDE), np.uint8), 6
    for _ in range(n):
        image = images[rng.integers(len(images))]
        columns = np.flatnonzero(image.any(0))
        part = Image.fromarray(image[:, columns[0] : columns[-1] + 1])
        high = int(rng.integers(90, 130))
        wide = max(8, round(part.width * high / 28))
        big = np.asarray(part.resize((wide, high), Image.Resampling.BILINEAR)) > 110
        wide, top = min(wide, SIDE - at), 75 + int(rng.integers(-20, 21))
        place = made[top : top + high, at : at + wide]
        place[big[:, :wide]] = 255
        at += wide + int(rng.integers(0, 20))
    return made


def smudge(rng: Rng) -> np.ndarray:
    """A patch filled with ink by many round dabs."""
    image, pen = sheet()
    middle, reach = rng.uniform(110, 170, 2), rng.uniform(30, 65)
    for _ in range(160):
        x, y = middle + rng.uniform(-reach, reach, 2)
        r = rng.uniform(14, 26)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(image)


def speck(rng: Rng) -> np.ndarray:
    """What a tap with a sliding finger leaves."""
    image, pen = sheet()
    x, y = rng.uniform(30, 250, 2)
    dx, dy = rng.normal(0, 3, 2)
    width = int(rng.integers(6, 30))
    pen.line((x, y, x + dx, y + dy), fill=255, width=width)
    r = width / 2
    for px, py in ((x, y), (x + dx, y + dy)):
        pen.ellipse((px - r, py - r, px + r, py + r), fill=255)
    return np.asarray(image)


#: What is drawn, and the names under which refusing it counts as named right.
SUITE: dict[str, tuple[Callable[[Rng], np.ndarray], str]] = {
    "blank": (blank, "blank"),
    "dot": (speck, "dot"),
    "scribble": (scribble, "scribble"),
    "filled": (smudge, "filled"),
    "two or three digits": (digits_together, "two digits"),
    "letter, by hand": (letter_by_hand, "letter"),
    "letter, in print": (letter_in_print, "letter"),
    "sign or shape": (figure, "shape"),
}
