"""Accuracy by who made the images: series beside one another, the spread over writers, cells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.data.labelled import LabelledImages
from core.evaluation.groups import Difference, Groups, difference, grouped
from core.language import mark, tr

#: Writers of whom fewer images are known say little on their own.
FEW = 10
QUANTILES = {
    mark("Writers: lowest tenth"): 0.1,
    mark("Writers: median"): 0.5,
    mark("Writers: highest tenth"): 0.9,
}


def folds_by(manifest: dict[str, Any]) -> str:
    """Return what a model's out-of-fold folds keep together, "writers" or "images"."""
    return str(manifest.get("folds_by", "images"))


def counted(right: np.ndarray, images: LabelledImages) -> Groups:
    """Count each writer's images and correct ones; `right` is (n,) bool."""
    assert images.groups is not None
    return grouped(right, images.groups, images.series)


def summary(found: dict[str, Groups], series: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per entry, such as a model: accuracy, two intervals, series, spread.

    Shares in %; the last column is the design effect. Accuracy by writer is over writers with at
    least `FEW` images.
    """
    rows = []
    for name, groups in found.items():
        by_images, by_writers = groups.wilson(), groups.interval()
        row: dict[str, Any] = {
            "": name,
            tr("Accuracy"): 100 * groups.accuracy,
            tr("95 % if images were independent"): _span(by_images.low, by_images.high),
            tr("95 % by writers"): _span(by_writers.low, by_writers.high),
        }
        if groups.series is not None:
            for number, title in enumerate(series):
                row[tr(title).capitalize()] = 100 * groups.of(number).accuracy
        many = groups.accuracies[groups.n >= FEW]
        for title, quantile in QUANTILES.items():
            value = np.quantile(many, quantile) if len(many) else np.nan
            row[tr(title)] = 100 * float(value)
        row[tr("Design effect")] = groups.design_effect()
        rows.append(row)
    return pd.DataFrame(rows).set_index("")


def listing(found: Groups, series: tuple[str, ...]) -> pd.DataFrame:
    """Return one row per writer, the least accurate first: images, misread ones, accuracy in %."""
    table = pd.DataFrame(
        {
            tr("Writer"): found.names,
            tr("Images"): found.n,
            tr("Misread"): found.n - found.hits,
            tr("Accuracy"): 100 * found.accuracies,
        }
    )
    if found.series is not None:
        table.insert(1, tr("Series"), [series[number] for number in found.series])
    return table.sort_values([tr("Accuracy"), tr("Writer")], ignore_index=True)


def by_series(
    chosen: dict[str, tuple[np.ndarray, np.ndarray]],
    images: LabelledImages,
    series: tuple[str, ...],
) -> pd.DataFrame:
    """Compare the first two series in each of several choices of images.

    Parameters
    ----------
    chosen : per title the images in question, (n,) bool, and those out of which they are, such as
        a cell of the confusion matrix and its row
    images : of the split, with their writers and series
    series : names of the series

    Returns
    -------
    DataFrame indexed by title: per series the images in question and all, the difference of the
        rates in points with its interval, and p with the series permuted among the writers
    """
    assert images.groups is not None
    assert images.series is not None
    rows = []
    for title, (inside, among) in chosen.items():
        kinds = images.series[among]
        if len(np.unique(kinds)) < 2:
            continue
        groups = grouped(~inside[among], images.groups[among], kinds)
        found = difference(groups, 0, 1)
        row: dict[str, Any] = {"": title}
        for number, name in enumerate(series[:2]):
            row[tr(name).capitalize()] = tr(
                "{errors:,} of {n:,}", errors=found.errors[number], n=found.n[number]
            )
            row[f"{tr(name).capitalize()}, %"] = 100 * found.errors[number] / found.n[number]
        row[tr("Difference, points")] = 100 * found.difference
        row[tr("95 % by writers")] = _span(found.low, found.high)
        row["p"] = found.p
        rows.append(row)
    return pd.DataFrame(rows).set_index("") if rows else pd.DataFrame()


def sentence(found: Difference, series: tuple[str, ...], split: str) -> str:
    """Say what the difference of two series says and how sure it is."""
    first, second = map(tr, series[:2])
    (a, b), (m, n) = found.errors, found.n
    return tr(
        "Of {second}, {b:,} of {n:,} images are misread, of {first} {a:,} of "
        "{m:,}: {difference:+.2f} points, {low:+.2f} to {high:+.2f} when "
        "writers are resampled. With the series permuted among writers p = "
        "{p:.2g}: on the {split} this is {verdict}.",
        second=second,
        b=b,
        n=n,
        first=first,
        a=a,
        m=m,
        difference=100 * found.difference,
        low=100 * found.low,
        high=100 * found.high,
        p=found.p,
        split=split,
        verdict=found.verdict,
    )


def _span(low: float, high: float) -> str:
    return tr("{low:.2f} to {high:.2f}", low=100 * low, high=100 * high)
