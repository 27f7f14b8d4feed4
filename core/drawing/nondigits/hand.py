"""The hand that draws: strokes with a pen on a sheet, and how another hand would distort it."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

#: The side of the sheet everything is drawn on before it becomes 28×28.
SHEET = 96
Rng = np.random.Generator


def parsed(text: str) -> list[tuple[bool, np.ndarray]]:
    """Return the strokes of a template: whether it is curved, and its points (n, 2) in 0..1."""
    strokes = []
    for part in text.split(","):
        part = part.strip()
        points = np.array([[int(xy[0]), int(xy[1])] for xy in part.lstrip("|").split()]) / 9.0
        strokes.append((not part.startswith("|"), points))
    return strokes


def smooth(points: np.ndarray, steps: int = 8) -> np.ndarray:
    """Return a curve through the points (Catmull and Rom's spline)."""
    if len(points) < 3:
        return points
    padded = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[:, None]
    pieces = []
    for a, b, c, d in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    return np.vstack([*pieces, points[-1:]])


def written(text: str, rng: Rng) -> Image.Image:
    """Draw a template with a shaking hand and a random pen."""
    jitter = rng.uniform(0.015, 0.06)
    lines = []
    for curved, points in parsed(text):
        shaken = points + rng.normal(0, jitter, points.shape)
        lines.append(smooth(shaken) if curved or rng.random() < 0.25 else shaken)
    return pen_lines(lines, rng)


def pen_lines(lines: list[np.ndarray], rng: Rng, pen: float | None = None) -> Image.Image:
    """Draw lines (points in about 0..1) on a sheet, fitted to it, with a round pen."""
    points = np.vstack(lines)
    span = max(float(np.ptp(points, axis=0).max()), 1e-3)
    middle = (points.min(0) + points.max(0)) / 2
    width = pen or rng.uniform(1.5, 13)
    extent = SHEET - 34
    image = Image.new("L", (SHEET, SHEET), 0)
    draw = ImageDraw.Draw(image)
    for line in lines:
        xy = [tuple(p) for p in (line - middle) / span * extent + SHEET / 2]
        if len(xy) > 1:
            draw.line(xy, fill=255, width=round(width), joint="curve")
        r = width / 2
        for x, y in (xy[0], xy[-1]):
            draw.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return image


def from_mnist(image: np.ndarray) -> Image.Image:
    """Blow a 28×28 digit up to the sheet."""
    return Image.fromarray(image).resize((SHEET, SHEET), Image.Resampling.BICUBIC)


def distorted(image: Image.Image, rng: Rng) -> np.ndarray:
    """Turn, shear, stretch and thicken or thin a sheet, as another hand and pen would."""
    angle, shear = rng.normal(0, 0.1), rng.normal(0, 0.12)
    sx, sy = np.exp(rng.normal(0, 0.14, 2))
    c, s = math.cos(angle), math.sin(angle)
    matrix = np.array([[c, -s], [s, c]]) @ np.array([[sx, shear], [0, sy]]) * 1.12
    centre = np.array([SHEET / 2, SHEET / 2])
    shift = centre - matrix @ centre
    (a, b), (d, e) = matrix
    if image.width != SHEET:
        return np.asarray(image)
    moved = image.transform(
        image.size,
        Image.Transform.AFFINE,
        (a, b, shift[0], d, e, shift[1]),
        Image.Resampling.BILINEAR,
    )
    if rng.random() < 0.7:
        soft = moved.filter(ImageFilter.GaussianBlur(rng.uniform(0.8, 3.2)))
        level = rng.uniform(60, 165)
        grey = np.asarray(soft)
        level = min(level, 0.75 * float(grey.max()))  # a thin stroke must not vanish
        return np.where(grey >= level, 255, 0).astype(np.uint8)
    return np.asarray(moved)
