"""Ways to choose a threshold from a curve, which should be the out-of-fold one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from core import StudioError
from core.evaluation import shares
from core.evaluation.metrics import Curve
from core.language import inside, mark, number, tr


@dataclass(frozen=True)
class Setting:
    """A number that a strategy needs: its label, default and the range that makes sense."""

    label: str
    default: float
    low: float
    high: float
    percent: bool = False


@dataclass(frozen=True)
class Strategy:
    """A way to choose: its name, two sentences about it, its numbers and the choice itself."""

    title: str
    about: str
    values: tuple[Setting, ...]
    choose: Callable[..., int]


@dataclass(frozen=True)
class ThresholdChoice:
    """A strategy with its numbers, such as 90 % precision."""

    strategy: str
    values: tuple[float, ...]

    def threshold(self, curve: Curve) -> float:
        """Return the threshold that the strategy chooses on a curve.

        Raises
        ------
        StudioError
            If no threshold does what is asked for.
        """
        chosen = STRATEGIES[self.strategy].choose(curve, *self.values)
        return _finite(curve, chosen)

    def text(self) -> str:
        """Return the choice as a few characters for the address."""
        return "_".join([self.strategy, *(f"{value:g}" for value in self.values)])

    def __str__(self) -> str:
        strategy = STRATEGIES[self.strategy]
        numbers = [
            number(given * 100, "g") + " %"
            if value.percent
            else f"{inside(tr(value.label))} {number(given, 'g')}"
            for value, given in zip(strategy.values, self.values, strict=True)
        ]
        return f"{tr(strategy.title)}: {', '.join(numbers)}"


def default_choice(strategy: str) -> ThresholdChoice:
    """Return a strategy with the numbers it starts with."""
    return ThresholdChoice(strategy, tuple(value.default for value in STRATEGIES[strategy].values))


def parse(text: str) -> ThresholdChoice:
    """Return the choice that `ThresholdChoice.text` wrote.

    Raises
    ------
    ValueError
        If it is not one, or a number in it is out of range.
    """
    name, *numbers = text.split("_")
    if name not in STRATEGIES or len(numbers) != len(STRATEGIES[name].values):
        raise ValueError(text)
    values = tuple(float(number) for number in numbers)
    for value, given in zip(STRATEGIES[name].values, values, strict=True):
        if not value.low <= given <= value.high:  # refuses nan, too
            raise ValueError(text)
    return ThresholdChoice(name, values)


def _at_least_precision(curve: Curve, target: float) -> int:
    # From the lowest threshold up, the first that does: the book's (precisions >= p).argmax().
    met = shares.at_least(curve.tp, curve.tp + curve.fp, target)
    return _last(met, tr("a precision of {target:.6g} %", target=target * 100))


def _at_least_recall(curve: Curve, target: float) -> int:
    return int(np.flatnonzero(shares.at_least(curve.tp, curve.positives, target))[0])


def _at_least_specificity(curve: Curve, target: float) -> int:
    return int(np.flatnonzero(shares.at_least(curve.tn, curve.negatives, target))[-1])


def _best_f(curve: Curve, beta: float) -> int:
    weight = beta * beta
    below = (1 + weight) * curve.tp + weight * curve.fn + curve.fp
    exact = Fraction(weight)

    def value(i: int) -> Fraction:
        tp, fn, fp = int(curve.tp[i]), int(curve.fn[i]), int(curve.fp[i])
        return (1 + exact) * tp / ((1 + exact) * tp + exact * fn + fp)

    return _highest((1 + weight) * curve.tp / below, value)


def _least_cost(curve: Curve, missed: float, false_positive: float, prior: float) -> int:
    # Without a prior the shares here are used, and costs are those of the counts.
    miss, wrong = Fraction(missed), Fraction(false_positive)
    if prior:
        share = shares.exact(prior)
        miss, wrong = miss * share * curve.negatives, wrong * (1 - share) * curve.positives

    def saved(i: int) -> Fraction:
        return -(miss * int(curve.fn[i]) + wrong * int(curve.fp[i]))

    return _highest(-(float(miss) * curve.fn + float(wrong) * curve.fp), saved)


def _top(curve: Curve, share: float) -> int:
    n = curve.positives + curve.negatives
    return int(np.flatnonzero(shares.at_most(curve.tp + curve.fp, n, share))[-1])


def _highest(values: np.ndarray, exact: Callable[[int], Fraction]) -> int:
    """Return the first index of the highest value; floats only sort out what can be the highest."""
    best = values.max()
    close = np.flatnonzero(values >= best - 1e-9 * abs(best))
    return int(max(close.tolist(), key=exact))


STRATEGIES = {
    "precision": Strategy(
        mark("At least this precision"),
        mark(
            "The lowest threshold at which this share of the positive answers is right. "
            "It finds as many positives as that allows."
        ),
        (Setting(mark("Precision"), 0.9, 0.01, 1, percent=True),),
        _at_least_precision,
    ),
    "recall": Strategy(
        mark("At least this recall"),
        mark(
            "The highest threshold that still finds this share of the positives. "
            "It has as few false positives as that allows."
        ),
        (Setting(mark("Recall"), 0.9, 0.01, 1, percent=True),),
        _at_least_recall,
    ),
    "specificity": Strategy(
        mark("At least this specificity"),
        mark(
            "The lowest threshold that leaves this share of the negatives alone. "
            "Use it when calling a harmless image positive is what hurts."
        ),
        (Setting(mark("Specificity"), 0.99, 0.01, 1, percent=True),),
        _at_least_specificity,
    ),
    "fbeta": Strategy(
        mark("Best F-beta"),
        mark(
            "The threshold with the best weighted mean of precision and recall. "
            "With beta 1 both count the same; with beta 2 recall counts double."
        ),
        (Setting(mark("Beta"), 1, 0.05, 20),),
        _best_f,
    ),
    "cost": Strategy(
        mark("Least cost"),
        mark(
            "The threshold with the least expected cost for a price of one false negative and one "
            "of a false positive. If positives are rarer or more frequent in real life, say how "
            "frequent; 0 takes the share here."
        ),
        (
            Setting(mark("Cost of one false negative"), 5, 0, 1e6),
            Setting(mark("Cost of one false positive"), 1, 0, 1e6),
            Setting(mark("Share of positives in real life"), 0, 0, 1, percent=True),
        ),
        _least_cost,
    ),
    "top": Strategy(
        mark("Top scores"),
        mark(
            "The threshold that calls at most this share of all images positive. "
            "Use it when somebody has time to look at only so many."
        ),
        (Setting(mark("Share of images"), 0.1, 0, 1, percent=True),),
        _top,
    ),
}


def rows(curve: Curve, low: float, high: float, *others: Curve) -> np.ndarray:
    """Return a few hundred rounded thresholds from low to high with their counts.

    They are evenly spread, and denser where the scores of the positives are, so that one step
    of a slider is small where it matters.

    Parameters
    ----------
    curve : gives the counts tp and fp
    low, high : ends of the range, in score units
    others : further curves whose counts are added, two columns each

    Returns
    -------
    ndarray (m, 3 + 2 × len(others)): threshold, tp, fp, tp and fp of the others
    """
    step = round_step((high - low) / 300)
    even = np.arange(np.floor(low / step), np.ceil(high / step) + 1) * step
    wanted = np.linspace(0, curve.positives, 150)
    at = np.minimum(np.searchsorted(curve.tp, wanted), len(curve.tp) - 1)
    dense = np.round(curve.thresholds[at[at > 0]].astype(float) / (step / 10)) * (step / 10)
    thresholds = np.unique(np.concatenate([even, dense]).round(12))
    columns = [thresholds]
    for each in (curve, *others):
        here = index(each, thresholds)
        columns += [each.tp[here], each.fp[here]]
    return np.stack(columns, axis=1)


def index(curve: Curve, thresholds: np.ndarray) -> np.ndarray:
    """Return the curve's entries that decide like these thresholds; O(log m) each."""
    wanted = np.asarray(thresholds).astype(curve.thresholds.dtype)
    found = np.searchsorted(curve.thresholds[::-1], wanted, side="left")
    return np.maximum(len(curve.thresholds) - 1 - found, 0)


def round_step(step: float) -> float:
    """Return the next smaller step of 1, 2 or 5 times a power of ten."""
    if step <= 0:
        return 1e-3
    power = 10.0 ** np.floor(np.log10(step))
    return float(max(m * power for m in (1, 2, 5) if m * power <= step * (1 + 1e-9)))


def _last(met: np.ndarray, what: str) -> int:
    """Return the lowest threshold, other than 'nothing is positive', that meets a condition."""
    found = np.flatnonzero(met[1:])
    if not len(found):
        raise StudioError(tr("No threshold reaches {what} here; ask for less.", what=what))
    return int(found[-1]) + 1


def _finite(curve: Curve, chosen: int) -> float:
    """Return a threshold; for 'nothing is positive' the number just above the highest score."""
    value = curve.thresholds[chosen]
    if np.isinf(value):
        value = np.nextafter(curve.thresholds[1], value)
    return float(value)


def table(curve: Curve) -> pd.DataFrame:
    """Return every threshold that makes a difference, from the highest, with what it does."""
    precision, recall = curve.precision, curve.recall
    return pd.DataFrame(
        {
            "threshold": curve.thresholds,
            "tp": curve.tp,
            "fp": curve.fp,
            "fn": curve.fn,
            "tn": curve.tn,
            "precision": precision,
            "recall": recall,
            "f1": curve.f1,
            "false_positive_rate": curve.false_positive_rate,
        }
    )
