"""When to say "I cannot read this": a named refusal instead of a digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.canvas import SIDE, Frames

#: The fitted rule: a network of two hidden layers, made by `python -m core.fit_refusals`.
RULE = Path(__file__).with_name("refusals.npz")
#: The non-digit outputs of the network, after its ten digits.
KINDS = ("letter", "shape", "scribble", "two digits", "filled")
#: A filled patch below this share of the canvas's longer side is called a dot.
DOT = 0.25
#: Anything below this share is a dot, whatever its few pixels look like.
SPECK = 0.04


@dataclass(frozen=True)
class Refusal:
    """Why ink is not read: a name and one sentence that says what to do."""

    name: str
    sentence: str


SENTENCES = {
    "blank": "Nothing is drawn yet. Draw one digit, as large as you like.",
    "dot": "That is a dot. Draw a whole digit, larger.",
    "letter": "That looks like a letter. I read the digits 0 to 9.",
    "shape": "That looks like a sign or a shape. I read the digits 0 to 9.",
    "scribble": "I cannot make out a digit in that. Clear it and draw one digit.",
    "two digits": "That looks like more than one digit. Draw one at a time.",
    "filled": "That is filled with ink. Draw a digit with single lines.",
}


def image_refusal(image: np.ndarray) -> Refusal | None:
    """Return why a prepared (28, 28) uint8 image is not read, None if it looks like a digit."""
    name = kind(image) if image.any() else "blank"
    return named(name) if name else None


def refusal(frames: Frames | None) -> Refusal | None:
    """Return why the ink behind these frames is not read, None if it looks like a digit."""
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
    return Refusal(name, SENTENCES[name])


def kind(image: np.ndarray) -> str | None:
    """Return the kind of non-digit that a prepared (28, 28) uint8 image shows, None for a digit."""
    found = kinds(image[None])[0]
    return None if found < 0 else KINDS[found]


def kinds(images: np.ndarray) -> np.ndarray:
    """Return the index into KINDS for each of (n, 28, 28) uint8 images, -1 for digits, (n,)."""
    chances = probabilities(images)
    digit = chances[:, : -len(KINDS)].sum(axis=1)
    return np.where(digit >= rule()["threshold"], -1, chances[:, -len(KINDS) :].argmax(axis=1))


def probabilities(images: np.ndarray) -> np.ndarray:
    """Return the network's probabilities (n, 10 + kinds) float32 of the digits and the kinds."""
    fitted = rule()
    values = images.reshape(len(images), SIDE * SIDE).astype(np.float32) / 255
    for layer in range(3):
        values = values @ fitted[f"weights{layer}"] + fitted[f"bias{layer}"]
        if layer < 2:
            values = np.maximum(values, 0)
    values = np.exp(values - values.max(axis=1, keepdims=True))
    return values / values.sum(axis=1, keepdims=True)


@cache
def rule() -> dict[str, np.ndarray]:
    """Return the fitted rule's arrays in float32."""
    with np.load(RULE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored}
