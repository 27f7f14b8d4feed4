"""Examples of confusions, luck, calibration, rejecting, and of the images themselves."""

from __future__ import annotations

import numpy as np

from core.analysis import confusions
from core.analysis.errors import shortfall as how_far_behind
from core.analysis.glossary.seen import Example, Seen, name_of, number, share
from core.evaluation import calibration, conformal, metrics, paired
from core.language import count, inside, percent, points, tr
from core.language import number as written

#: Share of the images that the examples of rejecting leave to a person, and of a prediction set.
REJECTED, MISSED = 0.05, 0.05


def misread(seen: Seen) -> Example:
    """Return how many images are misread."""
    wrong = int((~seen.right).sum())
    return Example(
        count(wrong),
        tr("of {n:,} {images}: {here}", n=len(seen.right), images=seen.image_words, here=seen.here),
    )


def cell(seen: Seen) -> Example | None:
    """Return the largest confusion."""
    errors = confusions.off_diagonal(seen.matrix)
    if not errors.any():
        return None
    i, j = map(int, np.unravel_index(int(errors.argmax()), errors.shape))
    pair = tr(
        "true {name_of}, read as {name_of2}", name_of=name_of(seen, i), name_of2=name_of(seen, j)
    )
    return Example(
        count(int(errors[i, j])),
        tr("{pair}, the most frequent confusion: {here}", pair=pair, here=seen.here),
    )


def shortfall(seen: Seen) -> Example | None:
    """Return how far the worst image's true class is behind."""
    if seen.right.all():
        return None
    behind = how_far_behind(seen.scores, seen.answers)
    worst = int(behind.argmax())
    return Example(
        number(behind[worst]),
        tr("the {image} at index {worst} by {here}", image=seen.image, worst=worst, here=seen.here),
    )


def excess(seen: Seen) -> Example | None:
    """Return the excess of the first systematic confusion."""
    table = confusions.systematic(seen.matrix)
    if table.empty:
        return None
    first = next(table.itertuples(index=False))
    pair = tr(
        "{name_of} is read as {name_of2}",
        name_of=name_of(seen, first.true),
        name_of2=name_of(seen, first.predicted),
    )
    return Example(
        tr("{excess:.1f} times", excess=first.excess),
        tr(
            "{pair} in {count:,} {images}, {expected:.1f} expected: {here}",
            pair=pair,
            count=first.count,
            images=seen.image_words,
            expected=first.expected,
            here=seen.here,
        ),
    )


def fixed_and_broken(seen: Seen) -> Example | None:
    """Return what this model fixes and breaks of the other one."""
    both = seen.paired
    if both is None:
        return None
    return Example(
        tr("{second:,} fixed, {first:,} broken", second=both.second, first=both.first),
        tr("by {here}, against {other}", here=seen.here, other=seen.other),
    )


def wilson(seen: Seen) -> Example:
    """Return the interval of the accuracy."""
    low, high = metrics.wilson(int(seen.right.sum()), len(seen.right))
    return Example(
        tr("{low} to {high}", low=percent(low), high=percent(high)),
        tr("the accuracy of {here}", here=seen.here),
    )


def mcnemar(seen: Seen) -> Example | None:
    """Return p of this model against the other one."""
    both = seen.paired
    if both is None:
        return None
    p = f"p < {written(0.001)}" if both.p < 0.001 else f"p = {written(both.p, '.3f')}"
    return Example(
        p,
        tr(
            "{second:,} {images} only {model} reads correctly, {first:,} only {other}, {split}",
            second=both.second,
            images=seen.image_words,
            model=seen.model,
            first=both.first,
            other=seen.other,
            split=seen.split,
        ),
    )


def newcombe(seen: Seen) -> Example | None:
    """Return the interval of the difference from the other model."""
    both = seen.paired
    if both is None:
        return None
    low, high = both.interval()
    return Example(
        tr("{low} to {high} points", low=points(low), high=points(high)),
        tr(
            "{model} less {other}, {split}; the difference is {difference}",
            model=seen.model,
            other=seen.other,
            split=seen.split,
            difference=points(both.difference),
        ),
    )


def holm(seen: Seen) -> Example:
    """Return three corrected p-values that one can check by hand."""
    found = ", ".join(written(p, ".2f") for p in paired.holm([0.01, 0.02, 0.04]))
    return Example(found, tr("of p = 0.01, 0.02 and 0.04: three times the first, twice the second"))


def calibrated(seen: Seen) -> Example:
    """Return how often answers are right that are said to be right nine times of ten."""
    top = seen.probabilities.max(axis=1)
    said = (top >= 0.85) & (top < 0.95)
    return share(
        int(seen.right[said].sum()),
        int(said.sum()),
        tr("said to be right at 85 to 95 %: {here}", here=seen.here),
    )


def temperature(seen: Seen) -> Example:
    """Return the temperature."""
    found = seen.temperature.temperature
    return Example(
        written(found, ",.4g"),
        tr(
            "fitted on the {lower} scores: {model}",
            lower=inside(seen.chosen_name),
            model=seen.model,
        ),
    )


def log_loss(seen: Seen) -> Example:
    """Return the log-loss of the calibrated probabilities."""
    own = seen.probabilities[np.arange(len(seen.scores)), seen.scores.labels]
    loss = -np.log(np.maximum(own, calibration.SMALLEST)).mean(dtype=float)
    return Example(written(loss, ".4f"), tr("calibrated by temperature: {here}", here=seen.here))


def brier(seen: Seen) -> Example:
    """Return the Brier score of the answers' calibrated probabilities."""
    found = calibration.brier(seen.right, seen.probabilities.max(axis=1))
    return Example(
        written(found, ".4f"),
        tr("of being right, calibrated by temperature: {here}", here=seen.here),
    )


def calibration_error(seen: Seen) -> Example:
    """Return the expected calibration error of the answers' calibrated probabilities."""
    table = calibration.reliability(seen.right, seen.probabilities.max(axis=1))
    found = calibration.calibration_error(table)
    return Example(
        written(found, ".4f"),
        tr("of being right, calibrated by temperature: {here}", here=seen.here),
    )


def cost(seen: Seen) -> Example:
    """Return the mean cost where every mistake costs 1."""
    mean = (~seen.right).mean()
    return Example(written(mean, ".4f"), tr("every mistake costs 1: {here}", here=seen.here))


def rejected(seen: Seen) -> Example:
    """Return how many images the example's level rejects."""
    at = _level(seen)
    left = seen.levels.n - int(seen.levels.read[at])
    return Example(
        count(left),
        tr(
            "{images} with a margin below {number}",
            images=seen.image_words,
            number=number(seen.levels.levels[at]),
        ),
    )


def coverage(seen: Seen) -> Example:
    """Return the coverage at the example's level."""
    at = _level(seen)
    return share(
        int(seen.levels.read[at]),
        seen.levels.n,
        tr("have a margin that large: {here}", here=seen.here),
    )


def risk(seen: Seen) -> Example:
    """Return the risk at the example's level."""
    at = _level(seen)
    errors, read = int(seen.levels.errors[at]), int(seen.levels.read[at])
    return share(errors, read, tr("of those read are misread: {here}", here=seen.here))


def prediction_set(seen: Seen) -> Example:
    """Return how often sets of 95 % hold the true class."""
    found = conformal.coverage(
        conformal.fit(seen.chosen_on, MISSED).sets(seen.scores), seen.scores.labels
    )
    return share(
        found.covered,
        found.n,
        tr(
            "sets of {mean_size:.2f} classes on average hold the true one at α = "
            "{missed:g}: {here}",
            mean_size=found.mean_size,
            missed=MISSED,
            here=seen.here,
        ),
    )


def distance(seen: Seen) -> Example | None:
    """Return the distance of the first two images."""
    if len(seen.images) < 2:
        return None
    first, second = seen.images[:2].astype(float) / 255
    apart = float(np.sqrt(((first - second) ** 2).sum()))
    return Example(
        written(apart, ".2f"),
        tr(
            "between the {images} at index 0 and 1, {split}",
            images=seen.image_words,
            split=seen.split,
        ),
    )


def ink(seen: Seen) -> Example | None:
    """Return the ink of the first image."""
    if not len(seen.images):
        return None
    return Example(
        written(seen.images[0].mean(), ".2f"),
        tr("{image} at index 0, {split}", image=seen.image, split=seen.split),
    )


def mean_image(seen: Seen) -> Example | None:
    """Return the ink of the first class's mean image."""
    if not len(seen.images):
        return None
    first = int(seen.scores.labels[0])
    mean = seen.images[seen.scores.labels == first].mean()
    where = tr(
        "mean grey level of the mean image of {name_of}, {split}",
        name_of=name_of(seen, first),
        split=seen.split,
    )
    return Example(written(mean, ".2f"), where)


def verdicts(seen: Seen) -> Example:
    """Return how many images have a verdict."""
    return Example(count(seen.verdicts), tr("given on this machine, {split}", split=seen.split))


def _level(seen: Seen) -> int:
    """Return the place of the reject level that leaves about 5 % to a person."""
    return int(np.flatnonzero(seen.levels.read >= (1 - REJECTED) * seen.levels.n)[0])
