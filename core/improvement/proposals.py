"""What to try next, from a model's own errors: simple rules, each with the images that it is about.

A rule looks for something that images have (a slant, thick strokes) and asks whether errors have it
more often than images do. What it proposes may fail: that is what the experiment is for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.analysis import traits
from core.evaluation.metrics import confusion_matrix
from core.improvement.recipe import Recipe
from core.language import tr

#: A trait must be among errors this much more often than among all images, in so many errors.
LIFT, LEAST = 1.3, 5
#: Degrees of slant, and shares of all images at the ends of a scale that count as unusual.
SLANT, UNUSUAL = 20, 0.1
#: A class with fewer than this share of the images of the average class is rare.
RARE = 0.6


@dataclass(frozen=True, eq=False)
class Proposal:
    """An experiment to try and why.

    Parameters
    ----------
    recipe : what to change
    reason : one sentence with its figures, without a full stop
    indices : the errors that it is about
    """

    recipe: Recipe
    reason: str
    indices: np.ndarray


@dataclass(frozen=True, eq=False)
class Evidence:
    """What the rules look at: images (n, h, w[, 3]), labels and answers (n,), class names.

    `learned` is the accuracy on the images that the model has learned from, None if unknown.
    """

    images: np.ndarray
    labels: np.ndarray
    answers: np.ndarray
    classes: tuple[str, ...]
    learned: float | None = None

    @property
    def wrong(self) -> np.ndarray:
        """Which images are misread, (n,) bool."""
        found: np.ndarray = self.labels != self.answers
        return found


def propose(found: Evidence) -> list[Proposal]:
    """Return what the rules propose, those about most errors first."""
    if not found.wrong.any():
        return []
    made = [rule(found) for rule in RULES]
    kept = [proposal for proposal in made if proposal is not None]
    return sorted(kept, key=lambda proposal: -len(proposal.indices))


def _trait(found: Evidence, has: np.ndarray, words: str, recipe: str) -> Proposal | None:
    """Propose a recipe if errors have a trait (n,) bool clearly more often than images do."""
    wrong = np.flatnonzero(found.wrong)
    inside = wrong[has[wrong]]
    share, usual = len(inside) / len(wrong), float(np.mean(has))
    if len(inside) < LEAST or share < LIFT * usual:
        return None
    reason = tr(
        "{n:,} of {n2:,} errors {words} ({part:.0%}; of all images {usual:.0%})",
        n=len(inside),
        n2=len(wrong),
        words=words,
        part=share,
        usual=usual,
    )
    return Proposal(Recipe.parse(recipe), reason, inside)


def slanted(found: Evidence) -> Proposal | None:
    """Propose to deskew where errors are slanted."""
    has = np.abs(traits.slant(found.images)) > SLANT
    return _trait(found, has, tr("are slanted by more than {slant}°", slant=SLANT), "deskew")


def thick(found: Evidence) -> Proposal | None:
    """Propose to thin strokes where errors have thick ones."""
    width = traits.stroke_width(found.images)
    has = width > np.quantile(width, 1 - UNUSUAL)
    return _trait(found, has, tr("have thick strokes"), "thin=1")


def thin(found: Evidence) -> Proposal | None:
    """Propose to thicken strokes where errors have thin ones."""
    width = traits.stroke_width(found.images)
    has = width < np.quantile(width, UNUSUAL)
    return _trait(found, has, tr("have thin strokes"), "thicken=1")


def faint(found: Evidence) -> Proposal | None:
    """Propose to stretch the contrast where errors are faint."""
    brightest = found.images.reshape(len(found.images), -1).max(axis=1)
    return _trait(found, brightest < 200, tr("are faint: no pixel is above 200 of 255"), "contrast")


def off_centre(found: Evidence) -> Proposal | None:
    """Propose shifted copies where errors lie away from the middle."""
    away = traits.off_centre(found.images)
    has = away > max(1.0, float(np.quantile(away, 1 - UNUSUAL)))
    return _trait(found, has, tr("lie away from the middle"), "shifts=1")


def blurred(found: Evidence) -> Proposal | None:
    """Propose to sharpen where errors have soft edges."""
    edges = traits.sharpness(found.images)
    return _trait(found, edges < np.quantile(edges, UNUSUAL), tr("have soft edges"), "sharpen=1.5")


def one_pair(found: Evidence) -> Proposal | None:
    """Propose distorted copies where one pair of classes makes up much of the errors."""
    matrix = confusion_matrix(found.labels, found.answers, len(found.classes))
    np.fill_diagonal(matrix, 0)
    true, answer = np.unravel_index(int(matrix.argmax()), matrix.shape)
    n, usual = int(matrix[true, answer]), matrix.sum() / (matrix.size - len(matrix))
    if n < LEAST or n < 3 * usual:
        return None
    of = np.flatnonzero((found.labels == true) & (found.answers == answer))
    names = found.classes
    pair = tr("{names!r} are read as {names2!r}", names=names[true], names2=names[answer])
    reason = tr("{n:,} images of {pair}, more than of any other pair", n=n, pair=pair)
    return Proposal(Recipe.parse("elastic"), reason, of)


def learned_by_heart(found: Evidence) -> Proposal | None:
    """Propose more training images where those learned from are read much better than others."""
    accuracy = float(np.mean(~found.wrong))
    if found.learned is None or found.learned - accuracy < 0.01 or found.wrong.sum() < LEAST:
        return None
    reason = tr(
        "{learned:.2%} of the images that it learned from are read correctly, "
        "of others {accuracy:.2%}: more of them may help",
        learned=found.learned,
        accuracy=accuracy,
    )
    return Proposal(Recipe.parse("rotations"), reason, np.flatnonzero(found.wrong))


def rare_class(found: Evidence) -> Proposal | None:
    """Propose weights where a class has few images and more errors than the others."""
    counts = np.bincount(found.labels, minlength=len(found.classes))
    errors = np.bincount(found.labels[found.wrong], minlength=len(found.classes))
    rates = errors / np.maximum(counts, 1)
    few = (counts < RARE * counts.mean()) & (rates > errors.sum() / counts.sum())
    if not few.any() or errors[few].sum() < LEAST:
        return None
    worst = int(np.argmax(np.where(few, errors, -1)))
    of = np.flatnonzero(found.wrong & few[found.labels])
    reason = tr(
        "the class {classes!r} has {counts:,} images, the average class "
        "{mean:,.0f}, and {rates:.1%} of them are misread",
        classes=found.classes[worst],
        counts=counts[worst],
        mean=counts.mean(),
        rates=rates[worst],
    )
    return Proposal(Recipe.parse("weights"), reason, of)


RULES: tuple[Callable[[Evidence], Proposal | None], ...] = (
    slanted, thick, thin, faint, off_centre, blurred, one_pair, learned_by_heart, rare_class,
)  # fmt: skip
