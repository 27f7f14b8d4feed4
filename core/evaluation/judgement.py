"""Is a model better than another on the same images, and does the difference matter?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy import stats

from core.evaluation import paired
from core.evaluation.paired import Paired
from core.language import number, points, tr

Verdict = Literal["better", "worse", "same", "cannot tell"]
#: Sign flips that are tried where images come in groups, and their seed.
FLIPS, SEED = 9_999, 42
#: Chance to decide the question with the number of images that is called needed.
POWER = 0.8


@dataclass(frozen=True)
class Judgement:
    """What can be said of a difference.

    Parameters
    ----------
    verdict : "better", "worse", "same" (no difference that matters) or "cannot tell"
    difference, low, high : accuracy after less before and its interval, shares
    p : that such a difference is luck, corrected for other questions where the caller did so
    needed : about how many images could tell; None where these can, or where nobody knows
    sentence : all of it in words
    """

    verdict: Verdict
    difference: float
    low: float
    high: float
    p: float
    needed: int | None
    sentence: str


@dataclass(frozen=True)
class Measured:
    """A difference as it was measured, before anybody asks whether it matters.

    Parameters
    ----------
    counts : images by which of the models answers them correctly
    low, high : interval of the difference at `level`
    p : that such a difference is luck, as the only question that is asked
    effect : how many images of groups tell as much as one on its own (the design effect)
    """

    counts: Paired
    low: float
    high: float
    p: float
    effect: float
    level: float = 0.95

    def judged(self, margin: float = 0.001, p: float | None = None) -> Judgement:
        """Judge the difference, as `judge` does."""
        n, difference, low, high = self.counts.n, self.counts.difference, self.low, self.high
        p = self.p if p is None else p
        if not n:
            told = tr("There are no images to judge.")
            return Judgement("cannot tell", 0.0, -1.0, 1.0, 1.0, None, told)
        if -margin <= low and high <= margin:
            verdict: Verdict = "same"
        elif p <= 1 - self.level and difference:
            verdict = "better" if difference > 0 else "worse"
        else:
            verdict = "cannot tell"
        figures = tr(
            "{difference} points ({level:g} % interval {low} to {high}, {p})",
            difference=points(difference),
            level=100 * self.level,
            low=points(low),
            high=points(high),
            p=_p(p),
        )
        needed = None
        if not self.counts.first and not self.counts.second:
            told = (
                tr("No difference that matters: of {n:,} images", n=n)
                if verdict == "same"
                else tr("{n:,} images cannot tell: of them", n=n)
            )
            sentence = tr("{told} both answer the same ones correctly.", told=told)
        elif verdict == "same":
            sentence = tr(
                "No difference that matters: {figures}, within ±{margin:g} points.",
                figures=figures,
                margin=100 * margin,
            )
        elif verdict == "cannot tell":
            needed = images_needed(self.counts, margin, self.level, self.effect)
            sentence = tr(
                "{n:,} images cannot tell: {figures}; {wanted}.",
                n=n,
                figures=figures,
                wanted=_wanted(needed),
            )
        else:
            sentence = (
                tr("Better: {figures}.", figures=figures)
                if verdict == "better"
                else tr("Worse: {figures}.", figures=figures)
            )
        return Judgement(verdict, difference, low, high, p, needed, sentence)


def measure(
    labels: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    *,
    level: float = 0.95,
    groups: np.ndarray | None = None,
) -> Measured:
    """Measure answers after against answers before, all (n,) integer; see `judge`."""
    counts = paired.compare(labels, before, after)
    if groups is None:
        return Measured(counts, *counts.interval(level), counts.p, 1.0, level)
    change = (after == labels).astype(float) - (before == labels)
    return Measured(counts, *_by_groups(change, groups, level), level)


def judge(
    labels: np.ndarray,
    before: np.ndarray,
    after: np.ndarray,
    *,
    margin: float = 0.001,
    level: float = 0.95,
    p: float | None = None,
    groups: np.ndarray | None = None,
) -> Judgement:
    """Judge answers after against answers before, all (n,) integer.

    What lies with its whole interval within ±margin makes no difference that matters, even if it
    is more than luck. Else p decides between better (or worse) and cannot tell.

    Parameters
    ----------
    margin : a difference of accuracy that matters to nobody, a share
    level : of the interval; p is compared with 1 - level
    p : corrected for asking several questions at once; by default that of this question alone
    groups : (n,) integer, such as writers: images of one group are alike, so groups are what is
        sampled. The interval is then that of a ratio of group totals (Cochran, "Sampling
        techniques", 1977, chapter 6.3) with a t distribution, and p that of flipping the signs of
        whole groups (Fisher's randomisation test).
    """
    return measure(labels, before, after, level=level, groups=groups).judged(margin, p)


def images_needed(
    counts: Paired, margin: float, level: float = 0.95, effect: float = 1.0
) -> int | None:
    """Return about how many images would decide, if what was seen is what is true.

    Either to find the difference, or that it lies within ±margin, whichever takes fewer, with a
    chance of `POWER`. Connor, "Sample size for testing differences in proportions for the
    paired-sample design", Biometrics 1987. None if no number would.

    Parameters
    ----------
    effect : how many images of groups tell as much as one on its own (the design effect)
    """
    n, difference = counts.n, abs(counts.difference)
    apart = (counts.first + counts.second) / max(n, 1)
    alpha, power = stats.norm.ppf((1 + level) / 2), stats.norm.ppf(POWER)
    spread = math.sqrt(max(apart - difference**2, 0.0))
    found = []
    if difference:
        found.append(((alpha * math.sqrt(apart) + power * spread) / difference) ** 2)
    if difference < margin:
        # With no image on which they differ, the rule of three stands for the discordance.
        found.append(
            (alpha + power) ** 2 * max(spread**2, 3 / max(n, 1)) / (margin - difference) ** 2
        )
    if not found:
        return None
    wanted = max(min(found) * effect, 1.1 * n)
    step = 10 ** max(math.floor(math.log10(wanted)) - 1, 0)
    return int(math.ceil(wanted / step) * step)


def _by_groups(
    change: np.ndarray, groups: np.ndarray, level: float
) -> tuple[float, float, float, float]:
    """Return low, high, p and the design effect of a mean change (n,) of images in groups."""
    n = len(change)
    _, at = np.unique(groups, return_inverse=True)
    totals, sizes = np.bincount(at, change), np.bincount(at)
    count = len(totals)
    mean = float(change.mean()) if n else 0.0
    if count < 2:
        return -1.0, 1.0, 1.0, 1.0
    variance = count / (count - 1) * float(((totals - mean * sizes) ** 2).sum()) / n**2
    reach = float(stats.t.ppf((1 + level) / 2, count - 1)) * math.sqrt(variance)
    alone = float(change.var(ddof=1)) / n
    effect = max(variance / alone, 1.0) if alone else 1.0
    if not variance:  # nothing changed anywhere: as if the images were independent
        same = Paired(n, 0, 0, 0) if mean == 0 else Paired(0, 0, n, 0)
        return (*same.interval(level), 1.0 if mean == 0 else same.p, 1.0)
    return mean - reach, mean + reach, _sign_flips(totals[totals != 0]), effect


def _sign_flips(totals: np.ndarray) -> float:
    """Return the share of sign flips of group totals whose sum is as far from 0 as theirs."""
    seen = abs(totals.sum())
    rng, reached, done = np.random.default_rng(SEED), 0, 0
    while done < FLIPS:
        rows = min(1_000, FLIPS - done)
        signs = 1 - 2 * rng.integers(0, 2, (rows, len(totals)), np.int8)
        reached += int((np.abs(signs @ totals) >= seen - 1e-9).sum())
        done += rows
    return (1 + reached) / (1 + FLIPS)


def _p(p: float) -> str:
    if p < 0.001:
        return f"p\u00a0<\u00a0{number(0.001)}"
    return f"p\u00a0=\u00a0{number(p, '.3f' if p < 0.1 else '.2f')}"


def _wanted(needed: int | None) -> str:
    return (
        tr("no number of them would")
        if needed is None
        else tr("about {needed:,} would be needed", needed=needed)
    )
