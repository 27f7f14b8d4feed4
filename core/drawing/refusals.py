"""When to say "I cannot read this": a named refusal instead of a digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from scipy.special import softmax

from core.data.inks import SIDE, Frames
from core.language import mark, tr

#: The fitted rule: a network of two hidden layers, made by `python -m core.fit_refusals`.
RULE = Path(__file__).with_name("refusals.npz")
#: The non-digit outputs of the network, after its ten digits.
KINDS = ("letter", "shape", "scribble", "two digits", "filled")
#: Directions of a line that are told apart, and the side of the cells in which they are counted.
DIRECTIONS, CELL = 8, 4
#: What is refused and covers this share of the box around its ink is called filled.
FULL = 0.7
#: A filled patch below this share of the canvas's longer side is called a dot.
DOT = 0.25
#: Anything below this share is a dot, whatever its few pixels look like.
SPECK = 0.04


@dataclass(frozen=True)
class Refusal:
    """Why ink is refused: a name and one sentence that says what to do."""

    name: str
    sentence: str


SENTENCES = {
    "blank": mark("Nothing is drawn yet. Draw one digit, as large as you like."),
    "dot": mark("That is a dot. Draw a whole digit, larger."),
    "letter": mark("That looks like a letter. I read the digits 0 to 9."),
    "shape": mark("That looks like a sign or a shape. I read the digits 0 to 9."),
    "scribble": mark("I cannot make out a digit in that. Clear it and draw one digit."),
    "two digits": mark("That looks like more than one digit. Draw one at a time."),
    "filled": mark("That is filled with ink. Draw a digit with single lines."),
}


def image_refusal(image: np.ndarray) -> Refusal | None:
    """Return why a prepared (28, 28) uint8 image is refused, None if it looks like a digit."""
    name = kind(image) if image.any() else "blank"
    return named(name) if name else None


def refusal(frames: Frames | None) -> Refusal | None:
    """Return why the ink behind these frames is refused, None if it looks like a digit."""
    if frames is None:
        return named("blank")
    top, left, bottom, right = frames.box
    share = max(bottom - top, right - left) / max(frames.ink.shape)
    name = kind(frames.image)
    if share < SPECK or (name == "filled" and share < DOT):
        name = "dot"
    return named(name) if name else None


def named(name: str) -> Refusal:
    """Return the refusal of this name."""
    return Refusal(name, tr(SENTENCES[name]))


def kind(image: np.ndarray) -> str | None:
    """Return the kind of non-digit that a prepared (28, 28) uint8 image shows, None for a digit."""
    found = kinds(image[None])[0]
    return None if found < 0 else KINDS[found]


def kinds(images: np.ndarray) -> np.ndarray:
    """Return the index into KINDS for each of (n, 28, 28) uint8 images, -1 for digits, (n,)."""
    chances = probabilities(images)
    digit = chances[:, : -len(KINDS)].sum(axis=1)
    found = np.where(digit >= rule()["threshold"], -1, chances[:, -len(KINDS) :].argmax(axis=1))
    for i in np.flatnonzero(found >= 0):
        if covered(images[i]) >= FULL:  # a scribble that left no gap is a filled patch, too
            found[i] = KINDS.index("filled")
    return found


def covered(image: np.ndarray) -> float:
    """Return the share of ink (n, m) uint8 in the box around it; 0 if there is none."""
    ink = image > 127
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return 0.0
    return float(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1].mean())


def probabilities(images: np.ndarray) -> np.ndarray:
    """Return the network's probabilities (n, 10 + kinds) float32 of the digits and the kinds."""
    fitted = rule()
    values = features(images)
    for layer in range(3):
        values = values @ fitted[f"weights{layer}"] + fitted[f"bias{layer}"]
        if layer < 2:
            values = np.maximum(values, 0)
    return softmax(values, axis=1)


def features(images: np.ndarray) -> np.ndarray:
    """Return what the network sees of (n, 28, 28) uint8 images: half-size greys and edges, float32.

    Edges are histograms of the directions of the grey levels' slope, weighted by its steepness, in
    cells of 4×4 pixels (Dalal and Triggs, "Histograms of oriented gradients", 2005).
    """
    n = len(images)
    grey = images.astype(np.float32) / 255
    half = grey.reshape(n, SIDE // 2, 2, SIDE // 2, 2).mean(axis=(2, 4)).reshape(n, -1)
    framed = np.pad(grey, ((0, 0), (1, 1), (1, 1)))
    down = framed[:, 2:, 1:-1] - framed[:, :-2, 1:-1]
    right = framed[:, 1:-1, 2:] - framed[:, 1:-1, :-2]
    steep = np.hypot(down, right)
    # A line's direction, not which of its sides is bright: half a turn is all there is.
    turn = np.arctan2(down, right) % np.pi * (DIRECTIONS / np.pi)
    lower = np.floor(turn)
    share = turn - lower
    first = lower.astype(np.int64) % DIRECTIONS
    cells = SIDE // CELL
    rows = np.arange(SIDE) // CELL
    place = (np.arange(n)[:, None, None] * cells + rows[:, None]) * cells + rows
    size = n * cells * cells * DIRECTIONS
    edges = np.bincount((place * DIRECTIONS + first).ravel(), (steep * (1 - share)).ravel(), size)
    second = (first + 1) % DIRECTIONS
    edges += np.bincount((place * DIRECTIONS + second).ravel(), (steep * share).ravel(), size)
    return np.concatenate([half, edges.reshape(n, -1).astype(np.float32) / 4], axis=1)


@cache
def rule() -> dict[str, np.ndarray]:
    """Return the fitted rule's arrays in float32."""
    with np.load(RULE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored}
