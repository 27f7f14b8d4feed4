"""Small pictures of names: what stands in a gallery where there are no images to show."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

HEIGHT, WIDTH, SIZE = 32, 84, 13
#: Letters of a name that fit on two lines.
LETTERS = 22


def nameplates(names: Sequence[str]) -> np.ndarray:
    """Return a plate per name, light letters on dark, (n, HEIGHT, WIDTH) uint8.

    A long name keeps its end, by which file names are told apart.
    """
    if not len(names):
        return np.zeros((0, HEIGHT, WIDTH), np.uint8)
    return np.stack([_plate(str(name)) for name in names])


@lru_cache(maxsize=10_000)
def _plate(name: str) -> np.ndarray:
    shown = name if len(name) <= LETTERS else "…" + name[-(LETTERS - 1) :]
    half = -(-len(shown) // 2) if len(shown) > LETTERS // 2 else len(shown)
    plate = Image.new("L", (WIDTH, HEIGHT), 38)
    ImageDraw.Draw(plate).multiline_text(
        (WIDTH / 2, HEIGHT / 2),
        "\n".join(filter(None, (shown[:half], shown[half:]))),
        fill=235,
        font=ImageFont.load_default(SIZE),
        anchor="mm",
        align="center",
        spacing=1,
    )
    return np.asarray(plate)
