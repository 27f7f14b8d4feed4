"""Lines of digits as people draw them on screens: written from templates, or added to real ones.

Every drawing of a template moves its points at random; nothing is taken from anybody's drawings.
"""

from __future__ import annotations

import numpy as np

from core.models.cnn.strokes import GRID, points_on

# Strokes are parted by semicolons, their control points by commas: x to the right and y down, in
# hundredths of the digit's height.
STYLES: dict[int, tuple[str, ...]] = {
    0: (
        "35 0, 5 20, 2 60, 30 100, 62 75, 62 25, 36 0",
        "40 3, 8 20, 5 75, 35 100, 65 70, 60 20, 25 2",
        "55 12, 20 2, 0 50, 30 100, 62 60, 50 10, 35 12",
    ),
    1: (
        "10 0, 10 50, 10 100",
        "0 22, 25 0; 25 0, 25 50, 25 100",
        "0 45, 25 20, 42 0; 42 0, 42 50, 42 100",
        "0 75, 20 40, 42 0; 42 0, 42 50, 42 100",
        "5 25, 30 0; 30 0, 30 100; 0 100, 30 100, 60 100",
        "5 40, 35 0; 35 0, 35 100; 5 100, 35 100, 65 100",
        "30 0, 30 100; 5 100, 30 100, 55 100",
        "0 60, 40 0; 40 0, 36 100; 10 100, 36 100, 62 100",
    ),
    2: (
        "5 25, 30 0, 60 20, 40 60, 0 100; 0 100, 35 100, 70 100",
        "5 20, 30 0, 55 25, 35 65, 8 95, 2 80, 20 78, 45 97, 70 90",
        "0 5, 30 2, 60 5; 60 5, 0 100; 0 100, 65 98",
        "8 22, 30 0, 55 20, 32 58, 6 90, 14 100, 30 82, 12 76, 8 92, 40 90, 75 100",
    ),
    3: (
        "5 15, 30 0, 55 20, 25 47, 60 70, 30 100, 0 85",
        "2 3, 58 3; 58 3, 25 40; 25 40, 60 60, 40 97, 0 92",
        "5 12, 35 0, 50 22, 20 45; 20 45, 55 60, 45 95, 2 90",
        "8 15, 35 0, 55 20, 30 45, 20 52, 20 42, 35 47, 60 72, 32 100, 0 85",
        "0 3, 40 2, 75 4; 75 4, 28 40; 28 40, 60 66, 36 98, 0 90",
    ),
    4: (
        "15 0, 5 30, 0 58; 0 58, 35 58, 70 56; 50 10, 50 55, 50 100",
        "10 0, 8 40, 15 52, 50 50; 52 0, 50 50, 48 100",
        "45 0, 0 65; 0 65, 70 65; 45 0, 45 100",
        "40 0, 0 70; 0 70, 70 68; 48 40, 48 100",
        "35 0, 2 50, 30 55, 70 50; 50 25, 45 60, 40 100",
        "12 0, 4 62; 4 62, 60 60; 40 42, 36 84",
        "8 0, 0 58, 20 68, 64 60; 42 46, 40 92",
    ),
    5: (
        "10 2, 8 42; 8 42, 35 35, 60 60, 40 98, 0 90; 10 2, 60 0",
        "60 2, 12 3; 12 3, 8 45; 8 45, 40 38, 60 68, 35 100, 0 88",
        "62 0, 30 3, 10 15, 25 42, 55 60, 40 95, 0 93",
        "80 0, 22 4; 22 4, 8 40; 8 40, 42 36, 58 66, 32 98, 0 84",
        "62 2, 22 4, 6 22, 30 40, 54 60, 34 96, 0 88",
        "18 4, 10 40; 10 40, 40 34, 60 62, 36 98, 2 92; 18 4, 75 0",
    ),
    6: (
        "45 0, 12 35, 2 75, 30 100, 55 78, 35 55, 6 75",
        "40 0, 10 40, 3 80, 30 100, 55 80, 42 60, 22 62",
        "20 0, 5 40, 5 85, 30 100, 50 85, 40 62, 20 70",
        "60 5, 30 10, 5 50, 10 92, 40 98, 50 70, 10 65",
        "15 0, 2 50, 10 90, 40 100, 60 80, 45 62, 30 75",
    ),
    7: (
        "0 3, 30 2, 60 2; 60 2, 40 45, 25 100",
        "0 3, 60 2; 60 2, 25 100; 12 50, 40 48, 65 48",
        "0 22, 3 3; 3 3, 60 2; 60 2, 30 100",
        "0 20, 5 4; 5 4, 60 3; 60 3, 30 50, 25 100; 10 52, 55 50",
        "0 10, 15 2, 35 10, 60 0; 60 0, 35 50, 30 100",
        "12 20, 0 12, 8 0, 30 6, 62 2; 62 2, 40 45, 28 100",
        "0 4, 60 2; 60 2, 34 60, 28 100; 12 100, 28 100, 46 99",
    ),
    8: (
        "50 12, 25 0, 5 20, 30 45, 58 72, 30 100, 2 78, 30 48, 52 20, 42 6",
        "30 0, 8 20, 30 45, 52 22, 30 0; 30 45, 2 72, 30 100, 60 75, 30 45",
        "60 5, 30 2, 8 20, 35 45, 55 75, 25 100, 5 75, 35 45, 62 12",
        "58 6, 32 0, 8 18, 30 44, 58 74, 30 100, 2 78, 24 56, 56 30",
        "48 2, 20 4, 6 22, 32 46, 56 74, 28 100, 4 78, 28 52, 66 22",
    ),
    9: (
        "52 15, 25 0, 2 25, 20 50, 50 30, 53 10; 53 10, 50 55, 45 100",
        "50 12, 20 2, 3 30, 25 48, 52 20, 54 55, 40 95, 5 93",
        "55 5, 20 5, 2 30, 20 48, 50 30, 55 5; 55 5, 30 100",
        "26 40, 6 34, 4 12, 28 0, 50 10, 52 45, 42 100",
        "44 8, 16 2, 2 24, 18 44, 40 38; 52 6, 50 50, 44 100",
    ),
}


def written(count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Write digits from the templates: lines (count, 56, 56) bool and their digits (count,)."""
    lines = np.zeros((count, GRID, GRID), bool)
    labels = np.arange(count) % 10
    choice = rng.random(count)
    for digit, styles in STYLES.items():
        for number, style in enumerate(styles):
            chosen = (labels == digit) & (np.floor(choice * len(styles)) == number)
            lines[chosen] = _write(style, int(chosen.sum()), rng)
    return lines, labels


def _write(style: str, count: int, rng: np.random.Generator) -> np.ndarray:
    drawn = []
    wobble = rng.uniform(0.01, 0.06, (count, 1))
    # A point shared by two strokes stays shared: both move with the same random numbers.
    moves: dict[str, np.ndarray] = {}
    # Slow mice and touch screens report few points: such strokes are polygons.
    corners = rng.choice([4, 6, 9, 30], p=[0.1, 0.15, 0.15, 0.6])
    for stroke in style.split("; "):
        control = np.stack(
            [
                np.array(point.split(), np.float32) / 100
                + wobble * moves.setdefault(point, rng.normal(size=(count, 2)))
                for point in stroke.split(", ")
            ],
            axis=1,
        )
        spline = _spline(control.shape[1], int(corners))
        drawn.append(np.einsum("lp,npc->nlc", spline, control))
    points = np.concatenate(drawn, axis=1)
    low, high = points.min(axis=1, keepdims=True), points.max(axis=1, keepdims=True)
    size = (high - low).max(axis=2, keepdims=True)
    return _mark(np.zeros((count, GRID, GRID), bool), (points - (low + high) / 2) * (36 / size))


def _spline(n_points: int, corners: int, length: int = 120) -> np.ndarray:
    """Return the matrix (length, n_points) from control points to points of a Catmull-Rom curve."""
    t = np.linspace(0, n_points - 1, max(corners, n_points))
    start = np.minimum(t.astype(int), n_points - 2)
    u = (t - start)[:, None]
    weights = 0.5 * np.concatenate(
        [-u + 2 * u**2 - u**3, 2 - 5 * u**2 + 3 * u**3, u + 4 * u**2 - 3 * u**3, u**3 - u**2], 1
    )
    matrix = np.zeros((len(t), n_points))
    for offset in range(4):
        index = np.clip(start + offset - 1, 0, n_points - 1)
        np.add.at(matrix, (np.arange(len(t)), index), weights[:, offset])
    along = np.linspace(0, len(t) - 1, length)
    left = np.minimum(along.astype(int), len(t) - 2)
    part = (along - left)[:, None]
    return (1 - part) * matrix[left] + part * matrix[left + 1]


def _mark(lines: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Set the grid points under `points` (n, m, 2), which count from the middle of the grid."""
    at = np.clip(np.round(points + (GRID - 1) / 2).astype(int), 0, GRID - 1)
    lines[np.arange(len(lines))[:, None], at[..., 1], at[..., 0]] = True
    return lines


def restyled(lines: np.ndarray, labels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Slash or bar zeros, give ones a flag and a foot, sevens a bar, a hook, a foot; no others.

    lines (n, 56, 56) bool are those of real digits with labels (n,); a copy is returned.
    """
    lines = lines.copy()
    lines[labels == 0] = _shrunk(lines[labels == 0], rng)
    for digit, strokes in ((0, _slash), (1, _flag_and_foot), (7, _bar_hook_and_foot)):
        chosen = np.flatnonzero(labels == digit)
        if len(chosen):
            points = 2 * points_on(lines[chosen])
            for ends, share in strokes(points, rng):
                who = rng.random(len(chosen)) < share
                t = np.linspace(0, 1, 60)[:, None]
                segment = ends[who, None, 0] * (1 - t) + ends[who, None, 1] * t
                lines[chosen[who]] = _mark(lines[chosen[who]], segment)
    return lines


def _shrunk(lines: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Make lines smaller, so that a slash through them can reach far beyond."""
    which, y, x = np.nonzero(lines)
    factor = rng.uniform(0.45, 1, len(lines))[which, None, None]
    points = (np.stack([x, y], axis=1)[:, None] - (GRID - 1) / 2) * factor
    smaller = np.zeros_like(lines)
    at = np.round(points[:, 0] + (GRID - 1) / 2).astype(int)
    smaller[which, at[:, 1], at[:, 0]] = True
    return smaller


Strokes = list[tuple[np.ndarray, float]]


#: How a zero is crossed, in degrees from the horizontal, and how often: up to the right, which most
#: do, up to the left, and by a bar.
CROSSED = ((25, 105), (75, 155), (-15, 15))
CROSSED_SHARES = (0.5, 0.25, 0.25)


def _slash(points: np.ndarray, rng: np.random.Generator) -> Strokes:
    n = len(points)
    low, high = points.min(axis=1), points.max(axis=1)
    middle = (low + high) / 2 + rng.normal(0, 1.5, (n, 2))
    way = np.array(CROSSED)[rng.choice(len(CROSSED), n, p=CROSSED_SHARES)]
    angle = np.radians(rng.uniform(way[:, 0], way[:, 1]))
    reach = rng.uniform(0.5, 1.8, n) * np.hypot(*(high - low).T) / 2
    reach = np.minimum(reach, 26)
    arm = np.stack([np.cos(angle), -np.sin(angle)], axis=1) * reach[:, None]
    return [(np.stack([middle - arm, middle + arm], axis=1), 1.0)]


def _flag_and_foot(points: np.ndarray, rng: np.random.Generator) -> Strokes:
    n = len(points)
    top, bottom = points[:, 0], points[:, -1]
    height = np.maximum(bottom[:, 1] - top[:, 1], 8)
    angle = rng.uniform(np.radians(20), np.radians(80), n)
    # The flatter a flag the shorter: a long flat one makes a seven.
    longest = np.interp(angle, np.radians([20, 45, 80]), [0.9, 0.8, 0.35])
    length = height * rng.uniform(0.1, longest)
    tip = top + np.stack([-np.sin(angle), np.cos(angle)], axis=1) * length[:, None]
    wide = height[:, None] * rng.uniform(0.1, 0.4, (n, 2))
    tilt = rng.normal(0, 0.7, n)
    left = bottom + np.stack([-wide[:, 0], tilt], axis=1)
    right = bottom + np.stack([wide[:, 1], -tilt], axis=1)
    return [(np.stack([top, tip], axis=1), 0.6), (np.stack([left, right], axis=1), 0.5)]


def _bar_hook_and_foot(points: np.ndarray, rng: np.random.Generator) -> Strokes:
    n = len(points)
    who = np.arange(n)
    top, bottom = points[:, 0, 1], points[:, -1, 1]
    at = top + (bottom - top) * rng.uniform(0.35, 0.65, n)
    crossing = points[who, np.abs(points[..., 1] - at[:, None]).argmin(axis=1)]
    wide = (bottom - top)[:, None] * rng.uniform(0.12, 0.4, (n, 2))
    tilt = rng.normal(0, 1, n)
    left = crossing + np.stack([-wide[:, 0], tilt], axis=1)
    right = crossing + np.stack([wide[:, 1], -tilt], axis=1)
    corner = points[who, points[..., 0].argmin(axis=1)]
    upper = corner[:, 1] < (top + bottom) / 2  # the left end of the roof, not of the stem
    down = (bottom - top) * rng.uniform(0.05, 0.3, n) * upper
    hook = corner + np.stack([rng.normal(0, 1, n), down], axis=1)
    # Short ones: what ends in a long foot is a two.
    short = (bottom - top)[:, None] * rng.uniform(0.05, 0.2, (n, 2))
    level = rng.normal(0, 0.7, n)
    foot = points[:, -1:] + np.stack(
        [
            np.stack([-short[:, 0], level], axis=1),
            np.stack([short[:, 1], -level], axis=1),
        ],
        axis=1,
    )
    return [
        (np.stack([left, right], axis=1), 0.7),
        (np.stack([corner, hook], axis=1), 0.4),
        (foot, 0.25),
    ]
