"""Generated drawings that teach the refusals: letters, shapes, scribbles, pairs, filled patches.

Pen-like digits are drawn by the same hand (the same strokes, pens and distortions), so that the
rule learns what a digit is and not how a picture was made. The suite that judges the rule is made
by other code with other fonts, in bench/drawing/nondigits.py.
"""

from __future__ import annotations

import importlib.util
import math
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

#: The side of the sheet everything is drawn on before it becomes 28×28.
SHEET = 96
Rng = np.random.Generator
Strokes = list[list[tuple[float, float]]]

#: Letters drawn as strokes, by points of a grid 0..9 (x, y; y down); a curve goes through them.
# A stroke that starts with "|" has corners; letters in the shape of a digit are left out.
LETTERS = {
    "A": "|09 40 89, |25 65",
    "C": "81 50 11 04 17 49 88",
    "E": "|70 10 19 79, |15 65",
    "F": "|70 10 19, |14 64",
    "H": "|00 09, |80 89, |04 84",
    "J": "|60 67 49 18 06",
    "K": "|10 19, |80 14 89",
    "L": "|10 19 79",
    "M": "|09 10 45 80 89",
    "N": "|09 00 89 80",
    "P": "|10 19, 10 60 83 65 15",
    "R": "|10 19, 10 60 82 64 15, |35 89",
    "T": "|00 90, |40 49",
    "U": "00 06 29 69 86 80",
    "V": "|00 49 90",
    "W": "|00 29 43 69 90",
    "X": "|00 89, |80 09",
    "Y": "|00 44 90, |44 49",
    "a": "73 42 14 16 39 67 73 72, |72 76 89",
    "c": "83 42 14 17 49 87",
    "d": "75 43 15 17 39 68 75, |70 79",
    "e": "15 75 63 42 14 17 49 78",
    "f": "70 40 32 39, |13 63",
    "h": "|10 19, 15 43 64 66 69",
    "j": "|52 57 39 18, |50 51",
    "k": "|10 19, |63 15 69",
    "m": "|03 09, 04 23 35 39, 34 63 85 89",
    "n": "|13 19, 14 43 65 69",
    "p": "|13 19, 13 53 75 57 17",
    "r": "|13 19, 15 33 63",
    "t": "|40 47 59 78, |13 73",
    "u": "13 17 39 68 73, |73 79",
    "v": "|13 49 73",
    "w": "|03 29 45 69 93",
    "x": "|13 79, |73 19",
    "G": "81 50 11 05 18 59 87 85, |85 55",
    "D": "|10 19, 10 60 85 69 19",
    "Q": "40 11 05 18 49 87 94 71 40, |66 99",
    "i": "|43 49, |40 41",
    "y": "|03 46, |83 19",
}
#: Digits drawn as strokes in the ways people write them; the first character is the digit.
DIGITS = {
    "0": "50 21 05 28 59 87 94 71 40",
    "0s": "50 21 05 28 59 87 94 71 40, |80 19",
    "0S": "50 21 05 28 59 87 94 71 40, |90 09",
    "0T": "40 21 15 28 49 67 74 61 40, |81 07",
    "0t": "50 31 25 38 59 67 74 61 40",
    "0o": "60 21 05 28 59 87 84 61 30 21",
    "1": "|50 49",
    "1f": "|13 50 49",
    "1F": "|24 50 49, |19 79",
    "1n": "|04 50 59",
    "1d": "|70 29",
    "1b": "|31 50 59, |29 89",
    "2": "12 30 61 72 54 09, |09 89",
    "2l": "12 40 72 46 19 17 38 89",
    "2z": "11 60 73 36 09, |09 79",
    "3": "11 50 72 54 34, 34 64 76 59 08",
    "3f": "|10 70 43, 43 75 69 18",
    "3r": "11 40 62 44 75 68 38 07",
    "4": "|50 06 86, |60 69",
    "4o": "|10 05 75, |70 79",
    "4c": "|60 05 75, |60 59",
    "4h": "|20 15 65, |53 59",
    "5": "|70 10 14, 14 54 76 59 08",
    "5s": "80 30 13 54 76 59 08",
    "5t": "|10 14, 14 53 76 58 18, |10 80",
    "6": "60 21 05 28 59 77 65 35 17",
    "6c": "50 13 17 39 68 65 35 16",
    "6o": "70 22 07 39 68 55 16",
    "7": "|00 80 39",
    "7b": "|00 80 39, |25 75",
    "7h": "|03 00 80 49",
    "7c": "10 80 54 39",
    "8": "71 40 12 34 66 48 17 35 62 60",
    "8b": "50 22 53 72 50, 54 16 49 77 54",
    "8x": "70 30 12 75 68 28 16 71",
    "9": "72 40 13 35 64 72, |72 69",
    "9c": "73 50 22 24 45 73, 73 76 59 28",
    "9s": "71 40 12 34 72 65 59",
}
SYMBOLS = "#%&@$=+*?{}<>~^"
#: Letters that have a digit's shape in many hands: neither taught nor judged as non-digits.
DIGIT_SHAPED = set("OoIlSsZzBbqgi")
FONT_LETTERS = [c for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"]


@cache
def gradio_fonts() -> list[Path]:
    """Return the fonts that ship with Gradio, but not the Source family, which is for judging."""
    found = importlib.util.find_spec("gradio")
    folder = Path(next(iter(found.submodule_search_locations)))  # type: ignore[union-attr,arg-type]
    files = sorted((folder / "templates/frontend/static/fonts").rglob("*.woff2"))
    return [file for file in files if not file.name.startswith("Source")]


@cache
def font(file: Path, size: int = 64) -> ImageFont.FreeTypeFont:
    """Return an opened font."""
    return ImageFont.truetype(str(file), size)


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


@cache
def no_glyph(file: Path) -> bytes:
    """Return the picture of a character that no font has."""
    image = Image.new("L", (SHEET, SHEET), 0)
    ImageDraw.Draw(image).text((SHEET / 2, SHEET / 2), "\uffff", 255, font(file), anchor="mm")
    return image.tobytes()


def printed(character: str, file: Path) -> Image.Image | None:
    """Draw a character of a font in the middle of a sheet, None if the font has none."""
    image = Image.new("L", (SHEET, SHEET), 0)
    ImageDraw.Draw(image).text((SHEET / 2, SHEET / 2), character, 255, font(file), anchor="mm")
    return None if not image.getbbox() or image.tobytes() == no_glyph(file) else image


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


# --- what is no digit: each returns a sheet to be distorted ---------------------------------------


def letter(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A letter, by hand or from a font."""
    if rng.random() < 0.45:
        return written(LETTERS[str(rng.choice(list(LETTERS)))], rng)
    taught = [c for c in FONT_LETTERS if c not in DIGIT_SHAPED]
    return some_printed(rng, taught)


def some_printed(rng: Rng, characters: list[str]) -> Image.Image:
    """Draw one of the characters in one of the fonts that has it."""
    while True:
        files = gradio_fonts()
        image = printed(characters[rng.integers(len(characters))], files[rng.integers(len(files))])
        if image is not None:
            return image


def shape(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A geometric figure or a sign."""
    if rng.random() < 0.25:
        return some_printed(rng, list(SYMBOLS))
    lines = SHAPES[rng.integers(len(SHAPES))](rng)
    return pen_lines([line + rng.normal(0, 0.02, line.shape) for line in lines], rng)


def ring(n: int, radius: float = 0.5, turn: float = 0.0) -> np.ndarray:
    """Return the n corners of a regular polygon, closed."""
    angles = np.linspace(0, 2 * np.pi, n + 1) + turn
    return np.stack([np.cos(angles), np.sin(angles)], 1) * radius


def box(rng: Rng) -> np.ndarray:
    """Return the outline of a rectangle that is about as wide as high."""
    w = rng.uniform(0.75, 1.8)
    return np.array([[0, 0], [w, 0], [w, 1], [0, 1], [0, 0]])


def star(rng: Rng) -> list[np.ndarray]:
    """Return the star that is drawn in one go."""
    return [ring(5, 0.5, rng.uniform(0, 6.3))[[0, 2, 4, 1, 3, 0]]]


def arrow(rng: Rng) -> list[np.ndarray]:
    """Return a horizontal or vertical arrow."""
    lines = [np.array([[0, 0], [1, 0.0]]), np.array([[0.65, -0.3], [1, 0], [0.65, 0.3]])]
    turns = rng.integers(4)
    turn = np.array([[0, -1], [1, 0]]) if turns else np.eye(2)
    return [line @ np.linalg.matrix_power(turn.astype(int), int(turns)) for line in lines]


def waves(rng: Rng) -> list[np.ndarray]:
    """Return a zigzag or wave of several teeth."""
    n = int(rng.integers(5, 11))
    points = np.stack([np.linspace(0, 1, n), 0.25 * (np.arange(n) % 2)], 1)
    return [smooth(points) if rng.random() < 0.5 else points]


def spiral(rng: Rng) -> list[np.ndarray]:
    """Return a spiral of two to four turns."""
    t = np.linspace(0.2, 1, 60)
    angle = t * 2 * np.pi * rng.uniform(2.2, 4) + rng.uniform(0, 6.3)
    return [np.stack([np.cos(angle) * t, np.sin(angle) * t], 1)]


def strokes_beside(rng: Rng) -> list[np.ndarray]:
    """Return two or three lines side by side, upright or lying, sometimes crossed by as many."""
    n = int(rng.integers(2, 4))
    upright = [np.array([[x, 0.0], [x, 1.0]]) for x in np.linspace(0.2, 0.8, n)]
    lying = [line[:, ::-1] for line in upright]
    return [upright + lying, lying, upright][int(rng.integers(3))]


def polygon(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a pentagon, hexagon or heptagon, standing or turned."""
    return [ring(int(rng.integers(5, 8)), 0.5, rng.uniform(0, 6.3))]


def stemmed(rng: Rng) -> list[np.ndarray]:
    """Return a triangle on a stem."""
    top = rng.uniform(0.3, 0.7)
    outline = np.array([[0.5, 0], [1, top], [0, top], [0.5, 0]])
    return [outline, np.array([[0.5, top], [0.5, 1]])]


def hut(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a box with a roof."""
    w, eaves = rng.uniform(0.6, 1.1), rng.uniform(0.3, 0.55)
    return [np.array([[0, 1], [0, eaves], [w / 2, 0], [w, eaves], [w, 1], [0, 1]])]


def heart(rng: Rng) -> list[np.ndarray]:
    """Return the outline of a heart."""
    t = np.linspace(0, 2 * np.pi, 40)
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return [np.stack([16 * np.sin(t) ** 3, -y], 1) / 32]


def face(rng: Rng) -> list[np.ndarray]:
    """Return a round face with eyes and a mouth."""
    eye = ring(6, 0.03)
    mouth = ring(24, 0.28)[1:11] + np.array([0, 0.05])
    left, right = np.array([-0.18, -0.15]), np.array([0.18, -0.15])
    return [ring(30), eye + left, eye + right, mouth]


def flat_line(rng: Rng) -> list[np.ndarray]:
    """Return one lying line."""
    return [np.array([[0, 0], [1, rng.uniform(-0.25, 0.25)]])]


SHAPES: list[Callable[[Rng], list[np.ndarray]]] = [
    lambda rng: [box(rng)],
    lambda rng: [box(rng), np.array([[0, 0.5], [1, 0.5]]), np.array([[0.5, 0], [0.5, 1]])],
    lambda rng: [ring(3, 0.5, rng.uniform(0, 6.3))],
    lambda rng: [ring(4, 0.5)],
    lambda rng: [np.array([[0, 0.5], [1, 0.5]]), np.array([[0.5, 0], [0.5, 1]])],
    lambda rng: [np.array([[0, 0.0], [1, 1]]), np.array([[1, 0.0], [0, 1]])],
    lambda rng: [box(rng), np.array([[-0.1, 0], [0.5, -0.6], [1.1, 0]])],
    star, arrow, waves, spiral, strokes_beside, heart, face, flat_line,
    polygon, polygon, stemmed, hut,
]  # fmt: skip


def scribble(rng: Rng, digits: np.ndarray) -> Image.Image:
    """A wild line: loops, a random walk, or a hatched patch."""
    if rng.random() < 0.3:
        n = int(rng.integers(8, 24))
        x = np.linspace(0, rng.uniform(0.7, 1.5), n) + rng.normal(0, 0.05, n)
        points = np.stack([x, np.arange(n) % 2 + rng.normal(0, 0.12, n)], 1)
        return pen_lines([points if rng.random() < 0.5 else smooth(points, 4)], rng)
    if rng.random() < 0.4:  # loops of a hand that wanders
        t = np.linspace(0, 1, 140)
        turns = rng.uniform(4, 11) * 2 * np.pi * t
        radius = rng.uniform(0.2, 0.7) * (1 + 0.6 * np.sin(rng.uniform(2, 9) * t))
        centre = np.stack([np.sin(rng.uniform(0, 6, 2)[0] * t), np.cos(rng.uniform(0, 6) * t)], 1)
        loops = np.stack([np.cos(turns), rng.uniform(0.4, 1) * np.sin(turns)], 1)
        return pen_lines([loops * radius[:, None] + centre * rng.uniform(0.1, 0.8)], rng)
    n = int(rng.integers(16, 40))
    if rng.random() < 0.5:
        points = rng.random((n // 2 + 3, 2))
    else:
        points = np.cumsum(rng.normal(0, 1, (n, 2)) * rng.uniform(0.5, 1.2, 2), axis=0)
    return pen_lines([smooth(points, 5)], rng)


def pair(rng: Rng, digits: np.ndarray) -> Image.Image:
    """Two or three digits side by side, of MNIST or by one hand."""
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
        at += one.width + round(rng.uniform(-2, 22))
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


def digit(rng: Rng, digits: np.ndarray, labels: np.ndarray) -> tuple[int, Image.Image]:
    """A digit's class and its sheet to be distorted: of MNIST, by hand or from a font."""
    chance = rng.random()
    if chance < 0.55:
        i = rng.integers(len(digits))
        return int(labels[i]), from_mnist(digits[i])
    if chance < 0.93:
        style = str(rng.choice(list(DIGITS)))
        return int(style[0]), written(DIGITS[style], rng)
    label = int(rng.integers(10))
    return label, some_printed(rng, [str(label)])
