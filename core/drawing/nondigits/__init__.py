"""Generated drawings that teach the refusals: letters, shapes, scribbles, pairs, filled patches.

Pen-like digits are drawn by the same hand (the same strokes, pens and distortions), so that the
rule learns what a digit is and not how a picture was made. What the rule is improved on and what it
is judged by are made by other code with other fonts, in bench/drawing/ and bench/drawing/unseen/.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from core.drawing.nondigits.hand import (
    SHEET,
    Rng,
    distorted,
    from_mnist,
    parsed,
    pen_lines,
    smooth,
    written,
)
from core.drawing.nondigits.printed import DIGIT_SHAPED, FONT_LETTERS, some_printed
from core.drawing.nondigits.scribbles import scribble
from core.drawing.nondigits.shapes import shape
from core.drawing.nondigits.templates import DIGITS, LETTERS

#: Pixels of paper between touching digits that are about 80 pixels high.
TOUCHING = (-18.0, 1.0)


def letter(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A letter, by hand or from a font."""
    if rng.random() < 0.45:
        return written(LETTERS[str(rng.choice(list(LETTERS)))], rng)
    taught = [c for c in FONT_LETTERS if c not in DIGIT_SHAPED]
    return some_printed(rng, taught)


def pair(rng: Rng, digits: np.ndarray, apart: tuple[float, float] = (-2, 22)) -> Image.Image:
    """Two or three digits side by side, of MNIST or by one hand, so many pixels apart."""
    n = 2 if rng.random() < 0.8 else 3
    sheet = Image.new("L", (SHEET * 3, SHEET), 0)
    at = 4
    pen = rng.uniform(5, 13)
    for _ in range(n):
        if rng.random() < 0.6:
            one = from_mnist(digits[rng.integers(len(digits))])
        else:
            template = parsed(DIGITS[str(rng.choice(list(DIGITS)))])
            one = pen_lines([smooth(p) if c else p for c, p in template], rng, pen)
        one = Image.fromarray(distorted(one, rng))
        one = one.crop(one.getbbox())
        scale = rng.uniform(0.75, 1.1)
        one = one.resize((max(3, round(one.width * scale)), max(3, round(one.height * scale))))
        sheet.paste(one, (at, round((SHEET - one.height) / 2 + rng.normal(0, 4))), one)
        at += one.width + round(rng.uniform(*apart))
    return sheet  # distorted digit by digit already


def filled(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A filled patch or dot."""
    image = Image.new("L", (SHEET, SHEET), 0)
    draw = ImageDraw.Draw(image)
    w, h = rng.uniform(26, 40, 2) if rng.random() < 0.7 else rng.uniform(14, 40, 2)
    if min(w, h) / max(w, h) < 0.5:
        w = h = max(w, h)  # a slim upright patch is how a thick pen writes a one
    frame = (SHEET / 2 - w, SHEET / 2 - h, SHEET / 2 + w, SHEET / 2 + h)
    (draw.ellipse if rng.random() < 0.6 else draw.rectangle)(frame, fill=255)
    if rng.random() < 0.3:
        hole = rng.uniform(2, 6)
        x, y = rng.uniform(35, 60, 2)
        draw.ellipse((x - hole, y - hole, x + hole, y + hole), fill=0)
    return image


KINDS: dict[str, Callable[[Rng, np.ndarray], Image.Image]] = {
    "letter": letter,
    "shape": shape,
    "scribble": scribble,
    "two digits": pair,
    "filled": filled,
}

#: What is drawn to teach them: digits that touch or overlap are two digits, too, and one that is
#: crossed out is a scribble.
DRAWN = KINDS | {
    "touching": lambda rng, digits: pair(rng, digits, TOUCHING),
    "struck": lambda rng, digits: struck(rng),
}
#: The kind of what is drawn, where it has another name.
MEANT = {"touching": "two digits", "struck": "scribble"}


def struck(rng: Rng) -> Image.Image:
    """A digit that is crossed out by two lines; no 0, 1 or 7, which many hands cross or bar.

    One line through a digit often leaves it a digit: it is not taught.
    """
    style = str(rng.choice([style for style in DIGITS if style[0] not in "017"]))
    lines = [
        smooth(points + rng.normal(0, 0.03, points.shape)) for _, points in parsed(DIGITS[style])
    ]
    points = np.vstack(lines)
    middle, reach = (points.min(0) + points.max(0)) / 2, np.ptp(points, axis=0).max() / 2
    first = rng.choice([0, 45, -45])
    for side in (-1, 1):
        crossing = side * first if first > 0 else first
        angle = np.radians(crossing + rng.normal(0, 6))
        way = np.array([np.cos(angle), np.sin(angle)])
        apart = 0 if first > 0 else side * rng.uniform(0.08, 0.18)
        at = middle + apart * np.array([-way[1], way[0]])
        way *= reach * rng.uniform(1.0, 1.4)
        lines.append(np.stack([at - way, at + way]))
    return pen_lines(lines, rng)


def digit(rng: Rng, digits: np.ndarray, labels: np.ndarray) -> tuple[int, Image.Image]:
    """A digit's class and its sheet to be distorted; some are underlined or have a point."""
    label, sheet = plain_digit(rng, digits, labels)
    chance, box = rng.random(), sheet.getbbox()
    if chance > 0.08 or box is None:
        return label, sheet
    left, _, right, bottom = box
    draw, width = ImageDraw.Draw(sheet), int(rng.integers(2, 9))
    y = bottom + rng.uniform(4, 9) + width / 2
    if chance < 0.04:
        ends = left - rng.uniform(-4, 10), right + rng.uniform(-4, 10)
        draw.line((ends[0], y, ends[1], y + rng.normal(0, 2)), fill=255, width=width)
    else:
        x, y = right + rng.uniform(3, 10), bottom - rng.uniform(0, 6)
        draw.ellipse((x, y - width, x + width, y), fill=255)
    return label, sheet


def plain_digit(rng: Rng, digits: np.ndarray, labels: np.ndarray) -> tuple[int, Image.Image]:
    """A digit's class and its sheet: of MNIST, by hand or from a font."""
    chance = rng.random()
    if chance < 0.55:
        i = rng.integers(len(digits))
        return int(labels[i]), from_mnist(digits[i])
    if chance < 0.93:
        style = str(rng.choice(list(DIGITS)))
        return int(style[0]), written(DIGITS[style], rng)
    label = int(rng.integers(10))
    return label, some_printed(rng, [str(label)])
