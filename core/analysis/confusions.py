"""Systematic confusions: more often than chance and class sizes would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from core.evaluation.metrics import cross_table
from core.evaluation.paired import holm
from core.language import mark, ntr, number, tr

#: A p below it is said to be more than chance.
LEVEL = 0.05
RankBy = Literal["count", "rate", "excess"]
RANKS: dict[RankBy, str] = {
    "count": mark("Count"),
    "rate": mark("Share of the true class"),
    "excess": mark("Excess over chance"),
}
ABOUT_EXCESS = mark(
    "Excess is the observed count over the count expected if a misread image's answer did not "
    "depend on which class it truly is, given how many of each class are misread and how often "
    "each answer is given in error (quasi-independence: Goodman, JASA 1968). The interval is the "
    "exact 95 % one of a Poisson count (Garwood, Biometrika 1936), for a pair looked at alone; "
    "pairs are ranked by its lower end, so that a pair seen twice does not lead. p is the exact "
    "Poisson one, corrected for looking at all pairs at once (Holm, 1979)."
)


def expected_by_chance(matrix: np.ndarray, rounds: int = 1000) -> np.ndarray:
    """Return the expected errors (k, k) under quasi-independence; the diagonal is 0.

    Row and column sums are those of the observed errors, and each cell is a factor of its row
    times a factor of its column, found by iterative proportional fitting.
    """
    errors = off_diagonal(matrix)
    rows, columns = errors.sum(axis=1), errors.sum(axis=0)
    fitted = 1.0 - np.eye(len(errors))
    for _ in range(rounds):
        before = fitted
        fitted = fitted * _ratio(rows, fitted.sum(axis=1))[:, None]
        fitted = fitted * _ratio(columns, fitted.sum(axis=0))
        if np.abs(fitted - before).max() <= 1e-10 * max(errors.sum(), 1):
            break
    return fitted


def systematic(matrix: np.ndarray, by: RankBy = "excess", directed: bool = True) -> pd.DataFrame:
    """Return every confused pair, ranked.

    Parameters
    ----------
    matrix : (k, k) counts, rows true, columns predicted
    by : "count", "rate" (share of the true class's images; of both classes' if undirected) or
        "excess" (lower end of its interval)
    directed : whether 4 read as 9 and 9 read as 4 are two pairs; if not, `true` < `predicted`

    Returns
    -------
    DataFrame
        Columns `true`, `predicted`, `count`, `rate`, `expected`, `excess`, `low`, `high` and `p`
        (two-sided, corrected for all pairs, seen or not); pairs without an error are left out,
        ties are in the order of the matrix.
    """
    counts, expected = off_diagonal(matrix), expected_by_chance(matrix)
    support = np.asarray(matrix).sum(axis=1)
    if not directed:
        counts, expected = np.triu(counts + counts.T), np.triu(expected + expected.T)
    true, predicted = np.nonzero(counts)
    n, chance = counts[true, predicted], expected[true, predicted]
    images = support[true] if directed else support[true] + support[predicted]
    low, high = poisson_interval(n)
    p = _chance(counts, expected)
    table = pd.DataFrame(
        {
            "true": true,
            "predicted": predicted,
            "count": n,
            "rate": n / images,
            "expected": chance,
            "excess": n / chance,
            "low": low / chance,
            "high": high / chance,
            "p": p[true, predicted],
        }
    )
    column = "low" if by == "excess" else by
    return table.sort_values(column, ascending=False, kind="stable", ignore_index=True)


def poisson_interval(count: np.ndarray, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the exact interval of the mean of Poisson counts (Garwood, 1936)."""
    count, tail = np.asarray(count), (1 - level) / 2
    low = np.where(count > 0, stats.chi2.ppf(tail, 2 * count) / 2, 0.0)
    return np.nan_to_num(low), stats.chi2.ppf(1 - tail, 2 * count + 2) / 2


def sentence(pair: pd.Series, classes: Sequence[str], directed: bool = True) -> str:
    """Say one row of `systematic` in plain words, with these names of the classes."""
    i, j = classes[int(pair["true"])], classes[int(pair["predicted"])]
    n = int(pair["count"])
    what = (
        tr("{i} is read as {j}", i=i, j=j)
        if directed
        else tr("{i} and {j} are taken for each other", i=i, j=j)
    )
    many = ntr("{n:,} image", "{n:,} images", n)
    chance = pair["expected"]
    expected = number(chance, ",.1f" if chance >= 1 else ",.2g")
    often = tr(
        "{excess:.1f} times the {expected} images that chance and class sizes give "
        "(between {low:.1f} and {high:.1f} times)",
        excess=pair["excess"],
        expected=expected,
        low=pair["low"],
        high=pair["high"],
    )
    if pair["p"] < LEVEL and pair["excess"] < 1:
        verdict = tr(
            "fewer than the {expected} images that chance and class sizes give", expected=expected
        )
    elif pair["p"] < LEVEL:
        verdict = often
    elif pair["low"] > 1:
        verdict = tr("{often}, but among so many pairs chance alone gives such a one", often=often)
    else:
        verdict = tr(
            "no more than chance could give; on average chance and class sizes give "
            "{expected} images",
            expected=expected,
        )
    return tr(
        "{what} in {many} ({rate:.1%}): {verdict}.",
        what=what,
        many=many,
        rate=pair["rate"],
        verdict=verdict,
    )


def fixed_by(
    labels: np.ndarray, before: np.ndarray, after: np.ndarray, k: int = 10
) -> pd.DataFrame:
    """Return what another model changes of each confusion, the largest gains first.

    Parameters
    ----------
    labels, before, after : (n,) true classes and the answers of the two models; k is rejected
    k : number of classes

    Returns
    -------
    DataFrame
        Columns `true`, `predicted`, `before` and `after` (counts of the confusion), `fixed`
        (images of it that are now right), `broken` (images of it that were right before) and `p`
        (exact two-sided binomial test that images enter and leave the confusion equally often,
        McNemar, Psychometrika 1947, corrected for all rows by Holm).
    """
    counts = cross_table((k, k + 1, k + 1), labels, before, after)
    was, now = counts.sum(axis=2), counts.sum(axis=1)
    rows = []
    for i in range(k):
        for j in range(k):
            if i == j or not was[i, j] + now[i, j]:
                continue
            left, entered = was[i, j] - counts[i, j, j], now[i, j] - counts[i, j, j]
            p = stats.binomtest(int(left), int(left + entered)).pvalue if left + entered else 1.0
            rows.append((i, j, was[i, j], now[i, j], counts[i, j, i], counts[i, i, j], p))
    names = ["true", "predicted", "before", "after", "fixed", "broken", "p"]
    table = pd.DataFrame(rows, columns=names)
    table["p"] = holm(table["p"])
    gain = table["before"] - table["after"]
    return table.loc[gain.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def typical(images: np.ndarray, indices: np.ndarray, n: int = 5) -> np.ndarray:
    """Return the n of these indices whose images lie nearest to their mean, nearest first."""
    chosen = images[indices].reshape(len(indices), -1).astype(np.float32)
    distance = ((chosen - chosen.mean(axis=0)) ** 2).sum(axis=1) if len(indices) else np.zeros(0)
    return indices[np.argsort(distance, kind="stable")[:n]]


def mean_images(
    images: np.ndarray, cell: np.ndarray, right: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the mean image of a cell, of its row's correct images, and their difference.

    All are (h, w) or (h, w, 3) in 0 to 255; the difference is above 0 where the cell has more ink.
    """
    empty = np.zeros(images.shape[1:])
    mean, other = (
        images[chosen].mean(axis=0) if len(chosen) else empty for chosen in (cell, right)
    )
    return mean, other, mean - other


def _chance(counts: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """Return the two-sided Poisson p (k, k) of every pair, corrected for all of them by Holm."""
    pairs = expected > 0
    n, mean = counts[pairs], expected[pairs]
    tails = np.minimum(stats.poisson.cdf(n, mean), stats.poisson.sf(n - 1, mean))
    p = np.ones(counts.shape)
    p[pairs] = holm(np.minimum(2 * tails, 1))
    return p


def off_diagonal(matrix: np.ndarray) -> np.ndarray:
    """Return the errors only: a diagonal of 0, and no column for rejected images."""
    matrix = np.asarray(matrix)
    errors = matrix[:, : len(matrix)].copy()
    np.fill_diagonal(errors, 0)
    return errors


def _ratio(wanted: np.ndarray, present: np.ndarray) -> np.ndarray:
    return np.divide(wanted, present, out=np.zeros(len(wanted)), where=present > 0)
