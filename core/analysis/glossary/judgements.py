"""Examples of confusions, luck, calibration, rejecting, and of the images themselves."""

from __future__ import annotations

import numpy as np

from core.analysis import confusions
from core.analysis.errors import shortfall as how_far_behind
from core.analysis.glossary.seen import Example, Seen, name_of, number, share
from core.evaluation import calibration, conformal, metrics, paired
from core.language import percent, points

#: Share of the images that the examples of rejecting leave to a person, and of a prediction set.
REJECTED, MISSED = 0.05, 0.05


def misread(seen: Seen) -> Example:
    """Return how many images are misread."""
    wrong = int((~seen.right).sum())
    return Example(f"{wrong:,}", f"of {len(seen.right):,} {seen.image}s: {seen.here}")


def cell(seen: Seen) -> Example | None:
    """Return the largest confusion."""
    errors = confusions.off_diagonal(seen.matrix)
    if not errors.any():
        return None
    i, j = map(int, np.unravel_index(int(errors.argmax()), errors.shape))
    pair = f"true {name_of(seen, i)}, read as {name_of(seen, j)}"
    return Example(f"{int(errors[i, j]):,}", f"{pair}, the most frequent confusion: {seen.here}")


def shortfall(seen: Seen) -> Example | None:
    """Return how far the worst image's true class is behind."""
    if seen.right.all():
        return None
    behind = how_far_behind(seen.scores, seen.answers)
    worst = int(behind.argmax())
    return Example(number(behind[worst]), f"the {seen.image} at index {worst} by {seen.here}")


def excess(seen: Seen) -> Example | None:
    """Return the excess of the first systematic confusion."""
    table = confusions.systematic(seen.matrix)
    if table.empty:
        return None
    first = next(table.itertuples(index=False))
    pair = f"{name_of(seen, first.true)} is read as {name_of(seen, first.predicted)}"
    return Example(
        f"{first.excess:.1f} times",
        f"{pair} in {first.count:,} {seen.image}s, {first.expected:.1f} expected: {seen.here}",
    )


def fixed_and_broken(seen: Seen) -> Example | None:
    """Return what this model fixes and breaks of the other one."""
    both = seen.paired
    if both is None:
        return None
    return Example(
        f"{both.second:,} fixed, {both.first:,} broken", f"by {seen.here}, against {seen.other}"
    )


def wilson(seen: Seen) -> Example:
    """Return the interval of the accuracy."""
    low, high = metrics.wilson(int(seen.right.sum()), len(seen.right))
    return Example(f"{percent(low)} to {percent(high)}", f"the accuracy of {seen.here}")


def mcnemar(seen: Seen) -> Example | None:
    """Return p of this model against the other one."""
    both = seen.paired
    if both is None:
        return None
    p = "p < 0.001" if both.p < 0.001 else f"p = {both.p:.3f}"
    return Example(
        p,
        f"{both.second:,} {seen.image}s only {seen.model} reads correctly, {both.first:,} only "
        f"{seen.other}, {seen.split}",
    )


def newcombe(seen: Seen) -> Example | None:
    """Return the interval of the difference from the other model."""
    both = seen.paired
    if both is None:
        return None
    low, high = both.interval()
    return Example(
        f"{points(low)} to {points(high)} points",
        f"{seen.model} less {seen.other}, {seen.split}; the difference is "
        f"{points(both.difference)}",
    )


def holm(seen: Seen) -> Example:
    """Return three corrected p-values that one can check by hand."""
    found = ", ".join(f"{p:.2f}" for p in paired.holm([0.01, 0.02, 0.04]))
    return Example(found, "of p = 0.01, 0.02 and 0.04: three times the first, twice the second")


def calibrated(seen: Seen) -> Example:
    """Return how often answers are right that are said to be right nine times of ten."""
    top = seen.probabilities.max(axis=1)
    said = (top >= 0.85) & (top < 0.95)
    return share(
        int(seen.right[said].sum()), int(said.sum()), f"said to be right at 85 to 95 %: {seen.here}"
    )


def temperature(seen: Seen) -> Example:
    """Return the temperature."""
    found = seen.temperature.temperature
    return Example(
        f"{found:,.4g}", f"fitted on the {seen.chosen_name.lower()} scores: {seen.model}"
    )


def log_loss(seen: Seen) -> Example:
    """Return the log-loss of the calibrated probabilities."""
    own = seen.probabilities[np.arange(len(seen.scores)), seen.scores.labels]
    loss = -np.log(np.maximum(own, calibration.SMALLEST)).mean(dtype=float)
    return Example(f"{loss:.4f}", f"calibrated by temperature: {seen.here}")


def brier(seen: Seen) -> Example:
    """Return the Brier score of the answers' calibrated probabilities."""
    found = calibration.brier(seen.right, seen.probabilities.max(axis=1))
    return Example(f"{found:.4f}", f"of being right, calibrated by temperature: {seen.here}")


def calibration_error(seen: Seen) -> Example:
    """Return the expected calibration error of the answers' calibrated probabilities."""
    table = calibration.reliability(seen.right, seen.probabilities.max(axis=1))
    found = calibration.calibration_error(table)
    return Example(f"{found:.4f}", f"of being right, calibrated by temperature: {seen.here}")


def cost(seen: Seen) -> Example:
    """Return the mean cost where every mistake costs 1."""
    mean = (~seen.right).mean()
    return Example(f"{mean:.4f}", f"every mistake costs 1: {seen.here}")


def rejected(seen: Seen) -> Example:
    """Return how many images the example's level rejects."""
    at = _level(seen)
    count = seen.levels.n - int(seen.levels.read[at])
    return Example(
        f"{count:,}", f"{seen.image}s with a margin below {number(seen.levels.levels[at])}"
    )


def coverage(seen: Seen) -> Example:
    """Return the coverage at the example's level."""
    at = _level(seen)
    return share(int(seen.levels.read[at]), seen.levels.n, f"have a margin that large: {seen.here}")


def risk(seen: Seen) -> Example:
    """Return the risk at the example's level."""
    at = _level(seen)
    errors, read = int(seen.levels.errors[at]), int(seen.levels.read[at])
    return share(errors, read, f"of those read are misread: {seen.here}")


def prediction_set(seen: Seen) -> Example:
    """Return how often sets of 95 % hold the true class."""
    found = conformal.coverage(
        conformal.fit(seen.chosen_on, MISSED).sets(seen.scores), seen.scores.labels
    )
    return share(
        found.covered,
        found.n,
        f"sets of {found.mean_size:.2f} classes on average hold the true one at "
        f"α = {MISSED:g}: {seen.here}",
    )


def distance(seen: Seen) -> Example | None:
    """Return the distance of the first two images."""
    if len(seen.images) < 2:
        return None
    first, second = seen.images[:2].astype(float) / 255
    apart = float(np.sqrt(((first - second) ** 2).sum()))
    return Example(f"{apart:.2f}", f"between the {seen.image}s at index 0 and 1, {seen.split}")


def ink(seen: Seen) -> Example | None:
    """Return the ink of the first image."""
    if not len(seen.images):
        return None
    return Example(f"{seen.images[0].mean():.2f}", f"{seen.image} at index 0, {seen.split}")


def mean_image(seen: Seen) -> Example | None:
    """Return the ink of the first class's mean image."""
    if not len(seen.images):
        return None
    first = int(seen.scores.labels[0])
    mean = seen.images[seen.scores.labels == first].mean()
    where = f"mean grey level of the mean image of {name_of(seen, first)}, {seen.split}"
    return Example(f"{mean:.2f}", where)


def verdicts(seen: Seen) -> Example:
    """Return how many images have a verdict."""
    return Example(f"{seen.verdicts:,}", f"given on this machine, {seen.split}")


def _level(seen: Seen) -> int:
    """Return the place of the reject level that leaves about 5 % to a person."""
    return int(np.flatnonzero(seen.levels.read >= (1 - REJECTED) * seen.levels.n)[0])
