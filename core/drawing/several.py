"""Several digits side by side in one drawing: cut into one drawing per digit, from left to right.

Connected ink is the smallest part, so digits that touch are never cut, but refused. Of all ways to
join neighbouring parts into digits, the one is taken whose digits look most like digits to the
networks of `core.drawing.refusals`: the detached roof of a 5 joins its 5, because neither is a
digit alone. What is read as one digit is never cut, unless it is far wider than any digit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from scipy import ndimage

from core.data import lying
from core.data.inks import Frames, frames
from core.data.thin_ink import lines
from core.drawing import refusals
from core.drawing.refusals import Refusal
from core.language import mark, tr

#: So many digits are read at most; of more, and of so many parts of ink, nothing is.
MOST, MOST_PARTS = 6, 24
#: The parts of one digit at most, dust not counted.
PARTS_OF_ONE = 5
#: Width by height above which ink is more than one digit. The widest of MNIST's 60,000 training
#: digits has 2.2.
WIDE = 2.5
#: The probability that one of several is a digit, at least. Lower than for a single one, since ink
#: beside ink is likely to be a digit: of 1,200 pasted pairs of training digits 99.6 % were cut
#: right with this, 98.8 % with a single digit's.
DIGIT = 0.01
#: Shares of the tallest part's height and of the largest part's area below which ink is too low
#: for a digit, and dust.
LOW, DUST = 0.35, 0.01
#: Share of the narrower of two digits that may lie above or below the other.
OVERLAP = 0.6
#: The probability that each of two drawings far from one another is a digit, at least, and the part
#: of the larger one's side that the smaller one has.
APART, SMALL = 0.5, 0.25
TOO_MANY = mark("Those look like more than six digits. Draw six at most.")


@dataclass(frozen=True, eq=False)
class Several:
    """Digits side by side.

    Attributes
    ----------
    inks : one (h, w) uint8 array per digit, from left to right, each cropped to its own ink
    images : (n, 28, 28) uint8, the digits as MNIST's makers would have prepared them
    """

    inks: tuple[np.ndarray, ...]
    images: np.ndarray

    def __len__(self) -> int:
        return len(self.inks)


Judged = tuple[Refusal | None, "Several | None"]


def looked_at(made: Frames | None) -> Judged:
    """Return why ink is refused as one digit, and the digits side by side that it may be instead.

    Both are None for one digit. The networks look at it once for both.
    """
    if made is None:
        return refusals.refusal(made), None
    chances = refusals.probabilities(made.image[None])
    return _judged(made, refusals.by_chances(made, chances), chances)


def judged(made: Frames | None, refused: Refusal | None) -> Judged:
    """Return what `looked_at` does where `core.drawing.refusals` was asked of another image."""
    if made is None:
        return refused, None
    return _judged(made, refused, refusals.probabilities(made.image[None]))


def _judged(made: Frames, refused: Refusal | None, chances: np.ndarray) -> Judged:
    top, left, bottom, right = made.box
    odds = float(refusals.touching_odds(chances)[0])
    if refused is None and (
        right - left > WIDE * (bottom - top) or odds > refusals.rule()["touching"]
    ):
        refused = refusals.named("two digits")
    if refused is None and _two_apart(made):
        refused = refusals.named("two digits")
    if refused is None:
        return None, None
    parts = connected(made.ink[top:bottom, left:right])
    if refused.name == "two digits" and len(parts) == 1 and odds < 0:
        return None, None  # what tells touching digits from one digit knows better
    found = digits_in(parts)
    if isinstance(found, Several):  # whatever it looked like as a whole
        return refusals.named("two digits"), found
    if found:
        return Refusal("two digits", tr(TOO_MANY)), None
    if len(parts) > 2 and right - left > WIDE * (bottom - top):  # as a whole it looks like anything
        return refusals.named("two digits"), None
    return refused, None


def _two_apart(made: Frames) -> bool:
    """Return whether a smaller or higher digit lies far from the largest: each one looks like one.

    Of MNIST's 60,000 training digits two are that; of its 10,000 test digits and the 6,143 drawings
    of the development file, which were looked at, too, none is.
    """
    ink = _cropped(made)
    labels, found = lying.patches(lines(ink) & (ink > 0))
    main = max(found, key=lambda one: one.side)
    far = [
        other
        for other in found
        if other.side >= SMALL * main.side
        and lying.away(other.box, main.box) > lying.AWAY * main.side
    ]
    if not far:
        return False
    both = [main, max(far, key=lambda one: one.side)]
    alone = [
        frames(np.where(labels[one.box] == one.label, ink[one.box], 0).astype(np.uint8))
        for one in both
    ]
    images = np.stack([one.image for one in alone if one is not None])
    return bool((refusals.digit(refusals.probabilities(images)) >= APART).all())


def digits_in(parts: list[Part]) -> Several | int | None:
    """Return the two to six digits in parts of ink, their number if more, None if none are."""
    if not 1 < len(parts) <= MOST_PARTS:
        return None
    runs = _runs(parts)
    if not runs:
        return None
    places = list(runs)
    images = np.stack([runs[place].image for place in places])
    chances = refusals.probabilities(images)
    digit = refusals.digit(chances)
    fits = (digit >= DIGIT) & (refusals.touching_odds(chances) <= refusals.rule()["touching"])
    fit = np.where(fits, np.log(np.maximum(digit, 1e-9)), -np.inf)
    chosen = _best(len(parts), dict(zip(places, fit, strict=True)))
    if len(chosen) < 2 or _overlapping([_box(parts[a:b]) for a, b in chosen]):
        return None
    if len(chosen) > MOST:
        return len(chosen)
    made = [runs[place] for place in chosen]
    return Several(tuple(_cropped(one) for one in made), np.stack([one.image for one in made]))


@dataclass(frozen=True, eq=False)
class Part:
    """Connected ink (h, w) uint8 at (top, left) of the drawing."""

    top: int
    left: int
    ink: np.ndarray

    @property
    def bottom(self) -> int:
        """Return the row below the part."""
        return self.top + self.ink.shape[0]

    @property
    def right(self) -> int:
        """Return the column right of the part."""
        return self.left + self.ink.shape[1]


def connected(ink: np.ndarray) -> list[Part]:
    """Return the connected parts of ink (h, w) uint8 without dust, ordered by their middle's x.

    The soft edge of a stroke, which may reach the next one, belongs to the nearest part.
    """
    dark = lines(ink) & (ink > 0)
    labels, number = ndimage.label(dark, np.ones((3, 3)))
    if number < 2:
        return [Part(0, 0, ink)]
    areas = np.bincount(labels.ravel(), minlength=number + 1)
    areas[0] = 0
    kept = areas >= DUST * areas.max()
    labels[~kept[labels]] = 0
    y, x = ndimage.distance_transform_edt(labels == 0, return_distances=False, return_indices=True)
    owner = np.where(ink > 0, labels[y, x], 0)
    parts = []
    for label, box in enumerate(ndimage.find_objects(owner), start=1):
        if box is not None:
            part = np.where(owner[box] == label, ink[box], 0).astype(np.uint8)
            parts.append(Part(box[0].start, box[1].start, part))
    return sorted(parts, key=lambda part: part.left + part.right)


Place = tuple[int, int]


def _runs(parts: list[Part]) -> dict[Place, Frames]:
    """Return neighbouring parts joined, if as high as a digit, by (first, behind the last)."""
    tallest = max(part.bottom - part.top for part in parts)
    runs = {}
    for first in range(len(parts)):
        for last in range(first + 1, min(first + PARTS_OF_ONE, len(parts)) + 1):
            top, left, bottom, right = _box(parts[first:last])
            if bottom - top < LOW * tallest:
                continue
            joined = np.zeros((bottom - top, right - left), np.uint8)
            for part in parts[first:last]:
                at = joined[
                    part.top - top : part.bottom - top, part.left - left : part.right - left
                ]
                np.maximum(at, part.ink, out=at)
            made = frames(joined)
            if made is not None:
                runs[first, last] = made
    return runs


def _best(n: int, fit: dict[Place, float]) -> list[Place]:
    """Return the runs that cover parts 0 to n with the highest sum, none if no sum is finite."""
    best: list[tuple[float, list[Place]]] = [(0.0, [])]
    for last in range(1, n + 1):
        ways = [
            (best[first][0] + fit[first, last], [*best[first][1], (first, last)])
            for first in range(last)
            if (first, last) in fit
        ]
        best.append(max(ways, default=(-np.inf, [])))
    return best[n][1] if np.isfinite(best[n][0]) else []


def _box(parts: list[Part]) -> tuple[int, int, int, int]:
    """Return (top, left, bottom, right) of parts together."""
    return (
        min(part.top for part in parts),
        min(part.left for part in parts),
        max(part.bottom for part in parts),
        max(part.right for part in parts),
    )


def _overlapping(boxes: list[tuple[int, int, int, int]]) -> bool:
    """Return whether neighbours lie above one another rather than side by side."""
    for (_, left, _, right), (_, next_left, _, next_right) in pairwise(boxes):
        shared = min(right, next_right) - max(left, next_left)
        if shared > OVERLAP * min(right - left, next_right - next_left):
            return True
    return False


def _cropped(made: Frames) -> np.ndarray:
    top, left, bottom, right = made.box
    return made.ink[top:bottom, left:right]
