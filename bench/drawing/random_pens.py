"""Real pen strokes drawn at random width, size and place, and prepared like the canvas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.drawing import pen
from core import StudioError
from core.data.inks import BOX, to_mnist

SEED = 7
WIDTH, EXTENT, PLACE = (8, 28), (90, 220), 25  # pixels on a canvas of 280


@dataclass(frozen=True, eq=False)
class Drawings:
    """Images (n, 28, 28) uint8 as the canvas app makes them, their labels and how they were drawn.

    strokes counts the strokes of each; line is its pen's width in pixels of 28.
    """

    images: np.ndarray
    labels: np.ndarray
    strokes: np.ndarray
    line: np.ndarray


def load(path: Path = pen.DEFAULT) -> Drawings:
    """Draw every digit with random pen width, size and place, and prepare it like the canvas.

    Raises
    ------
    StudioError
        If the strokes are not there: they measure the project and are not part of it.
    """
    digits = pen.load(path)
    if not digits:
        raise StudioError(
            f"The pen strokes are not here: put {path.name} into {path.parent.parent.name}/"
            f"{path.parent.name} beside the project, or name the file with --strokes."
        )
    rng = np.random.default_rng(SEED)
    images, line = [], []
    for digit in digits:
        brush, extent = rng.uniform(*WIDTH), rng.uniform(*EXTENT)
        x, y = 140 + rng.uniform(-PLACE, PLACE, 2)
        image = to_mnist(pen.render(digit.strokes, brush, extent, (x, y)))
        assert image is not None
        images.append(image)
        line.append(BOX * brush / (brush + extent))
    return Drawings(
        np.array(images),
        np.array([digit.label for digit in digits]),
        np.array([len(digit.strokes) for digit in digits]),
        np.array(line),
    )
