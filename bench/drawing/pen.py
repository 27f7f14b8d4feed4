"""Real pen strokes of digits, for measuring only: they are not part of this repository.

The file is made from UNIPEN train_r01_v07 (CC BY 4.0, doi 10.5281/zenodo.1195803).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

DEFAULT = Path(__file__).resolve().parents[3] / "shared/data/pen_digits_dev.npz"


@dataclass(frozen=True)
class PenDigit:
    """One drawn digit: its strokes (n, 2), x right, y down, longest side 1, and its label."""

    strokes: tuple[np.ndarray, ...]
    label: int


def load(path: Path = DEFAULT) -> list[PenDigit]:
    """Return the digits of a file of strokes, none if there is no such file."""
    if not path.exists():
        return []
    with np.load(path, allow_pickle=False) as stored:
        points = stored["points"].astype(np.float32)
        strokes = np.split(points, np.cumsum(stored["stroke_lengths"])[:-1])
        ends = np.cumsum(stored["strokes_per_digit"])
        starts = ends - stored["strokes_per_digit"]
        return [
            PenDigit(tuple(strokes[start:end]), int(label))
            for start, end, label in zip(starts, ends, stored["labels"], strict=True)
        ]


def render(
    strokes: tuple[np.ndarray, ...],
    brush: float = 18,
    extent: float = 200,
    middle: tuple[float, float] = (140, 140),
) -> np.ndarray:
    """Draw strokes on the pad's (280, 280) uint8 canvas, smooth as a browser draws them.

    brush is the pen's width, extent the length of the longer side, both in pixels.
    """
    finer = 4
    points = np.concatenate(strokes)
    centre = (points.min(0) + points.max(0)) / 2
    image = Image.new("L", (280 * finer, 280 * finer), 0)
    pen = ImageDraw.Draw(image)
    r = brush * finer / 2
    for stroke in strokes:
        xy = [tuple(p) for p in ((stroke - centre) * extent + np.array(middle)) * finer]
        if len(xy) > 1:
            pen.line(xy, fill=255, width=round(2 * r), joint="curve")
        for x, y in (xy[0], xy[-1]):
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(image.resize((280, 280), Image.Resampling.BOX))
