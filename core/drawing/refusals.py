"""When to say "I cannot read this": a named refusal instead of a digit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from core.data.inks import Frames
from core.language import mark, tr
from core.models.cnn.ensemble import CnnEnsemble

#: The fitted rule: networks as the champion's, made by `python -m core.drawing.fit_refusals`.
RULE = Path(__file__).with_name("refusals.npz")
#: How many networks vote, and the channels of their layers.
MEMBERS, WIDTHS = 4, (32, 48, 64, 96)
#: The non-digit outputs of a network, after its ten digits.
KINDS = ("letter", "shape", "scribble", "two digits", "filled")
#: Keeps odds finite.
FAINT = np.float32(1e-9)
#: What is refused and covers this share of the box around its ink is called filled.
FULL = 0.7
#: What is slimmer than this part of its length is a bar or a dash, however full.
BAR = 0.4
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
    return by_chances(frames, probabilities(frames.image[None]))


def by_chances(frames: Frames, chances: np.ndarray) -> Refusal | None:
    """Return what `refusal` does, from the `probabilities` (1, 10 + kinds) of the frames' image."""
    top, left, bottom, right = frames.box
    share = max(bottom - top, right - left) / max(frames.ink.shape)
    name = _name(_kinds(frames.image[None], chances)[0])
    if share < SPECK or (name == "filled" and share < DOT):
        name = "dot"
    return named(name) if name else None


def named(name: str) -> Refusal:
    """Return the refusal of this name."""
    return Refusal(name, tr(SENTENCES[name]))


def kind(image: np.ndarray) -> str | None:
    """Return the kind of non-digit that a prepared (28, 28) uint8 image shows, None for a digit."""
    return _name(kinds(image[None])[0])


def _name(found: int) -> str | None:
    return None if found < 0 else KINDS[found]


def kinds(images: np.ndarray) -> np.ndarray:
    """Return the index into KINDS for each of (n, 28, 28) uint8 images, -1 for digits, (n,)."""
    return _kinds(images, probabilities(images))


def _kinds(images: np.ndarray, chances: np.ndarray) -> np.ndarray:
    found = np.where(
        digit(chances) >= rule()["threshold"], -1, chances[:, -len(KINDS) :].argmax(axis=1)
    )
    for i in np.flatnonzero(found >= 0):
        boxed = _boxed(images[i])
        if min(boxed.shape) < BAR * max(boxed.shape):  # a single line fills its box
            found[i] = KINDS.index("shape") if found[i] == KINDS.index("filled") else found[i]
        elif boxed.mean() >= FULL:  # a scribble that left no gap is a filled patch, too
            found[i] = KINDS.index("filled")
    return found


def _boxed(image: np.ndarray) -> np.ndarray:
    """Return the box around the ink of (n, m) uint8, and where in it there is some."""
    ink = image > 127
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return np.zeros((1, 1), bool)
    return np.asarray(ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1])


def probabilities(images: np.ndarray) -> np.ndarray:
    """Return the networks' probabilities (n, 10 + kinds) float32 of the digits and the kinds."""
    chances: np.ndarray = reader().predict_proba(images)
    return chances


def digit(chances: np.ndarray) -> np.ndarray:
    """Return the probability (n,) of any digit, from `probabilities`."""
    found: np.ndarray = chances[:, : -len(KINDS)].sum(axis=1)
    return found


def touching_odds(chances: np.ndarray) -> np.ndarray:
    """Return the log odds (n,) of several digits against one, from `probabilities`."""
    several = chances[:, 10 + KINDS.index("two digits")]
    odds: np.ndarray = np.log((several + FAINT) / (digit(chances) + FAINT))
    return odds


@cache
def reader() -> CnnEnsemble:
    """Return the networks of the rule."""
    fitted = rule()
    networks = CnnEnsemble(n_estimators=MEMBERS, widths=WIDTHS, temperature=1.0)
    return networks.restore({"classes": np.arange(10 + len(KINDS)), **fitted})


@cache
def rule() -> dict[str, np.ndarray]:
    """Return the fitted rule's arrays in float32."""
    with np.load(RULE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored}
