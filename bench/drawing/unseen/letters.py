"""Letters by another hand and in other fonts: DejaVu and Liberation, as Debian has them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageFont

from bench.drawing.nondigits import LETTERS, SIDE, sheet
from bench.drawing.unseen.hand import Lines, Rng, along, arc, stroke_out, then
from core import StudioError

FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "~/.local/share/fonts")
PATTERNS = ("DejaVuSans*.ttf", "DejaVuSerif*.ttf", "Liberation*.ttf")
STEM = along((0.15, 0), (0.15, 1))
HAND: dict[str, Lines] = {
    "A": [along((0, 1), (0.5, 0), (1, 1)), along((0.2, 0.62), (0.8, 0.62))],
    "C": [arc(0.55, 0.5, 0.5, 0.5, -45, -315)],
    "D": [STEM, arc(0.15, 0.5, 0.8, 0.5, -90, 90)],
    "E": [along((0.85, 0), (0.1, 0), (0.1, 1), (0.9, 1)), along((0.1, 0.48), (0.7, 0.48))],
    "F": [along((0.9, 0), (0.1, 0), (0.1, 1)), along((0.1, 0.45), (0.7, 0.45))],
    "G": [then(arc(0.5, 0.5, 0.48, 0.5, -40, -345), along((0.97, 0.55), (0.6, 0.55)))],
    "H": [along((0.1, 0), (0.1, 1)), along((0.9, 0), (0.9, 1)), along((0.1, 0.5), (0.9, 0.5))],
    "J": [then(along((0.75, 0), (0.75, 0.7)), arc(0.42, 0.7, 0.33, 0.3, 0, 170))],
    "K": [STEM, along((0.9, 0), (0.17, 0.55)), along((0.35, 0.42), (0.95, 1))],
    "L": [along((0.15, 0), (0.15, 1), (0.9, 1))],
    "M": [along((0, 1), (0.08, 0), (0.5, 0.65), (0.92, 0), (1, 1))],
    "N": [along((0.05, 1), (0.05, 0), (0.95, 1), (0.95, 0))],
    "P": [STEM, arc(0.15, 0.26, 0.7, 0.26, -90, 90)],
    "Q": [arc(0.5, 0.48, 0.48, 0.48, -90, 270), along((0.6, 0.7), (1, 1.05))],
    "R": [STEM, then(arc(0.15, 0.25, 0.7, 0.25, -90, 90), along((0.2, 0.52), (0.95, 1)))],
    "T": [along((0, 0), (1, 0)), along((0.5, 0), (0.5, 1))],
    "U": [then(along((0.08, 0), (0.08, 0.6)), arc(0.5, 0.6, 0.42, 0.4, 180, 0),
               along((0.92, 0.6), (0.92, 0)))],
    "V": [along((0, 0), (0.5, 1), (1, 0))],
    "W": [along((0, 0), (0.25, 1), (0.5, 0.3), (0.75, 1), (1, 0))],
    "X": [along((0, 0), (1, 1)), along((1, 0), (0, 1))],
    "Y": [along((0, 0), (0.5, 0.5)), along((1, 0), (0.5, 0.5), (0.5, 1))],
    "a": [arc(0.42, 0.62, 0.36, 0.36, -30, -390), along((0.8, 0.25), (0.8, 0.85), (0.95, 1))],
    "c": [arc(0.5, 0.5, 0.42, 0.4, -50, -310)],
    "d": [arc(0.4, 0.68, 0.33, 0.31, -20, -380), along((0.75, 0), (0.75, 1))],
    "e": [then(along((0.12, 0.5), (0.88, 0.5)), arc(0.5, 0.5, 0.4, 0.42, 0, -310))],
    "f": [then(arc(0.7, 0.25, 0.25, 0.25, -20, -180), along((0.45, 0.25), (0.45, 1))),
          along((0.15, 0.42), (0.8, 0.42))],
    "h": [STEM, then(arc(0.47, 0.66, 0.32, 0.24, 180, 360), along((0.79, 0.66), (0.79, 1)))],
    "j": [then(along((0.6, 0.3), (0.6, 0.85)), arc(0.35, 0.85, 0.25, 0.15, 0, 150)),
          along((0.6, 0.05), (0.62, 0.08))],
    "k": [STEM, along((0.75, 0.35), (0.17, 0.7)), along((0.35, 0.58), (0.85, 1))],
    "m": [along((0.05, 0.3), (0.05, 1)),
          then(arc(0.28, 0.5, 0.22, 0.2, 180, 360), along((0.5, 0.5), (0.5, 1))),
          then(arc(0.73, 0.5, 0.22, 0.2, 180, 360), along((0.95, 0.5), (0.95, 1)))],
    "n": [along((0.15, 0.2), (0.15, 1)),
          then(arc(0.48, 0.52, 0.33, 0.3, 180, 360), along((0.81, 0.52), (0.81, 1)))],
    "p": [along((0.15, 0.1), (0.15, 1)), arc(0.42, 0.33, 0.3, 0.26, -150, 150)],
    "r": [along((0.2, 0.1), (0.2, 1)), arc(0.6, 0.5, 0.4, 0.38, 180, 300)],
    "t": [then(along((0.45, 0), (0.45, 0.8)), arc(0.65, 0.8, 0.2, 0.18, 180, 60)),
          along((0.1, 0.3), (0.85, 0.3))],
    "u": [then(along((0.12, 0.1), (0.12, 0.65)), arc(0.46, 0.65, 0.34, 0.33, 180, 0)),
          along((0.82, 0.1), (0.82, 1))],
    "v": [along((0.05, 0.1), (0.5, 1), (0.95, 0.1))],
    "w": [along((0, 0.1), (0.25, 1), (0.5, 0.25), (0.75, 1), (1, 0.1))],
    "x": [along((0.05, 0.1), (0.95, 1)), along((0.95, 0.1), (0.05, 1))],
    "y": [along((0.05, 0), (0.5, 0.55)), along((0.95, 0), (0.25, 1))],
}  # fmt: skip


@cache
def fonts() -> list[ImageFont.FreeTypeFont]:
    """Return the DejaVu and Liberation fonts of this system.

    Raises
    ------
    StudioError
        If there are none.
    """
    folders = [Path(folder).expanduser() for folder in FOLDERS]
    files = {file.name: file for f in folders for p in PATTERNS for file in f.rglob(p)}
    if not files:
        raise StudioError(
            "The DejaVu and Liberation fonts that judge the refusals are missing; on Debian: "
            "apt-get install fonts-dejavu-core fonts-liberation."
        )
    return [ImageFont.truetype(str(files[name]), 160) for name in sorted(files)]


def letter_by_hand(rng: Rng) -> np.ndarray:
    """A letter drawn with a pen that has no digit's shape."""
    return stroke_out(rng, HAND[str(rng.choice(list(HAND)))])


def letter_in_print(rng: Rng) -> np.ndarray:
    """A printed letter that has no digit's shape, turned and leaning a little."""
    image, pen = sheet()
    face = fonts()[rng.integers(len(fonts()))]
    pen.text((SIDE / 2, SIDE / 2), str(rng.choice(LETTERS)), 255, face, anchor="mm")
    lean = float(rng.normal(0, 0.08))
    leaning = image.transform(
        image.size,
        Image.Transform.AFFINE,
        (1, lean, -lean * SIDE / 2, 0, 1, 0),
        Image.Resampling.BICUBIC,
    )
    return np.asarray(leaning.rotate(float(rng.uniform(-7, 7)), Image.Resampling.BICUBIC))
