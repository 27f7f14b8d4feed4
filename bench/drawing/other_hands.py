"""Real pen strokes with what other hands add: slashes, bars, feet, up-strokes, open loops, scans.

What is added is made here and not by the code that distorts training digits
(`core/models/cnn/styles.py`), so that it can measure what those learned.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from bench.drawing import pen
from bench.drawing.random_pens import EXTENT, SEED, WIDTH
from core.data.inks import to_mnist

Strokes = tuple[np.ndarray, ...]
#: The side of a scan, in pixels, as USPS's are.
SCAN = 16
#: How much larger the scan is sent.
SENT = 8


def measured(digits: list[pen.PenDigit]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return for each style images (n, 28, 28) uint8 as the canvas makes them, and labels."""
    found = {}
    for name, (digit, change) in STYLES.items():
        rng = np.random.default_rng(SEED)
        images = [
            _drawn(change(one.strokes, rng), rng)
            for one in digits
            if one.label == digit and len(one.strokes) == 1
        ]
        found[name] = (np.array(images), np.full(len(images), digit))
    rng = np.random.default_rng(SEED)
    scans = [_scanned(pen.render(one.strokes, rng.uniform(12, 28))) for one in digits]
    found["scans of 16 × 16"] = (np.array(scans), np.array([one.label for one in digits]))
    return found


def _drawn(strokes: Strokes, rng: np.random.Generator) -> np.ndarray:
    points = np.concatenate(strokes)
    longest = float((points.max(0) - points.min(0)).max())
    scaled = tuple(stroke / max(longest, 1e-3) for stroke in strokes)
    image = to_mnist(pen.render(scaled, rng.uniform(*WIDTH), rng.uniform(*EXTENT)))
    assert image is not None
    return image


def _scanned(ink: np.ndarray) -> np.ndarray:
    """Return a drawing as a scanner of 16 pixels a side sends it, enlarged, in MNIST's form."""
    drawing = Image.fromarray(ink)
    cut = drawing.crop(drawing.getbbox())
    scale = SCAN / max(cut.size)
    small = cut.resize(
        (max(round(cut.width * scale), 1), max(round(cut.height * scale), 1)), Image.Resampling.BOX
    )
    sent = small.resize((small.width * SENT, small.height * SENT), Image.Resampling.BICUBIC)
    padded = np.pad(np.asarray(sent), SENT)
    image = to_mnist(padded)
    assert image is not None
    return image


def _crossed(degrees: tuple[float, float]) -> Callable[[Strokes, np.random.Generator], Strokes]:
    """Return what draws a straight line through the middle, at an angle from the horizontal."""

    def change(strokes: Strokes, rng: np.random.Generator) -> Strokes:
        points = np.concatenate(strokes)
        low, high = points.min(0), points.max(0)
        angle = np.radians(rng.uniform(*degrees))
        way = np.array([np.cos(angle), -np.sin(angle)])
        # From edge to edge of the box, and somewhat more or less.
        reach = np.min((high - low) / 2 / np.maximum(np.abs(way), 1e-3)) * rng.uniform(0.8, 1.3)
        middle = (low + high) / 2 + rng.normal(0, 0.03, 2)
        return (*strokes, np.stack([middle - way * reach, middle + way * reach]).astype(np.float32))

    return change


def _with_foot(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    x, y = max(np.concatenate(strokes), key=lambda point: point[1])
    left, right = rng.uniform(0.12, 0.35, 2)
    foot = np.array([(x - left, y + rng.normal(0, 0.02)), (x + right, y)], np.float32)
    return (*strokes, foot)


def _with_up_stroke_and_foot(strokes: Strokes, rng: np.random.Generator) -> Strokes:
    x, y = min(np.concatenate(strokes), key=lambda point: point[1])
    angle, length = np.radians(rng.uniform(35, 65)), rng.uniform(0.3, 0.6)
    tip = (x - length * np.cos(angle), y + length * np.sin(angle))
    return _with_foot((np.array([tip, (x, y)], np.float32), *strokes), rng)


def _opened(part: float) -> Callable[[Strokes, np.random.Generator], Strokes]:
    """Return what leaves the first part of the line away: the loop it begins stays open."""

    def change(strokes: Strokes, rng: np.random.Generator) -> Strokes:
        [line] = strokes
        steps = np.hypot(*np.diff(line, axis=0).T)
        along = np.concatenate([[0], np.cumsum(steps)])
        kept = along >= along[-1] * part * rng.uniform(0.6, 1.0)
        return (line[kept] if kept.sum() > 1 else line,)

    return change


STYLES: dict[str, tuple[int, Callable[[Strokes, np.random.Generator], Strokes]]] = {
    "0 with a slash": (0, _crossed((35, 80))),
    "0 with a slash the other way": (0, _crossed((100, 145))),
    "0 with a bar": (0, _crossed((-12, 12))),
    "1 with a foot": (1, _with_foot),
    "1 with an up-stroke and a foot": (1, _with_up_stroke_and_foot),
    "7 with a foot": (7, _with_foot),
    "8 that stays open": (8, _opened(0.12)),
    "9 that stays open": (9, _opened(0.12)),
}
