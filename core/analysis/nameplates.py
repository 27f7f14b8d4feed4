"""Small pictures of names: what stands in a gallery where there are no images to show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

#: Letters of one size each, so that plates are put together from pictures of letters at once.
LETTER_HEIGHT, LETTER_WIDTH, SIZE = 15, 7, 12
#: Lines of a plate, letters on a line, and pixels around them.
LINES, LETTERS, EDGE = 2, 11, 2
HEIGHT, WIDTH = LINES * LETTER_HEIGHT + EDGE, LETTERS * LETTER_WIDTH + EDGE
DARK, LIGHT = 38, 235


def nameplates(names: Sequence[str]) -> np.ndarray:
    """Return a plate per name, light letters on dark, (n, HEIGHT, WIDTH) uint8.

    A long name keeps its end, by which file names are told apart.
    """
    plates = np.full((len(names), HEIGHT, WIDTH), DARK, np.uint8)
    if not len(names):
        return plates
    text = "".join(_laid_out(str(name)) for name in names)
    letters, which = np.unique(np.array(list(text)), return_inverse=True)
    drawn = np.stack([_letter(str(letter)) for letter in letters])[which]
    shape = (len(names), LINES, LETTERS, LETTER_HEIGHT, LETTER_WIDTH)
    lines = drawn.reshape(shape).transpose(0, 1, 3, 2, 4)
    inside = (
        slice(None),
        slice(EDGE // 2, HEIGHT - EDGE // 2),
        slice(EDGE // 2, WIDTH - EDGE // 2),
    )
    plates[inside] = lines.reshape(len(names), LINES * LETTER_HEIGHT, LETTERS * LETTER_WIDTH)
    return plates


def _laid_out(name: str) -> str:
    """Return a name in the middle of its lines, padded to as many letters as a plate has."""
    most = LINES * LETTERS
    shown = name if len(name) <= most else "…" + name[1 - most :]
    if len(shown) <= LETTERS:
        return shown.center(LETTERS) + " " * LETTERS
    half = -(-len(shown) // 2)
    return shown[:half].center(LETTERS) + shown[half:].center(LETTERS)


@lru_cache(maxsize=4096)
def _letter(letter: str) -> np.ndarray:
    """Return the picture of one letter, (LETTER_HEIGHT, LETTER_WIDTH) uint8."""
    place = Image.new("L", (LETTER_WIDTH, LETTER_HEIGHT), DARK)
    if letter.isprintable():
        middle = (LETTER_WIDTH / 2, LETTER_HEIGHT - 4)
        ImageDraw.Draw(place).text(middle, letter, fill=LIGHT, font=_font(), anchor="ms")
    return np.asarray(place)


@lru_cache(maxsize=1)
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(SIZE)
