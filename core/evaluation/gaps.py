"""What was chosen on one split and judged on another: the gap and how sure it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.evaluation import groups
from core.evaluation.metrics import Counts, f1, joined, wilson

RATIOS = ("precision", "recall", "specificity", "f1", "accuracy")
COLUMNS = ["chosen", "judged", "gap", "low", "high"]


def gap(chosen: Counts, judged: Counts) -> pd.DataFrame:
    """Return each ratio on both splits, the gap (judged minus chosen) and its 95 % interval.

    The interval joins the two Wilson intervals (Newcombe, Statistics in Medicine 1998, method
    10). F1 is taken through tp / (tp + fp + fn), a share of which it is a rising function.

    Returns
    -------
    DataFrame indexed by ratio, columns `chosen`, `judged`, `gap`, `low`, `high`; all 0 to 1
    """
    table = []
    for ratio in RATIOS:
        a, b = _interval(chosen, ratio), _interval(judged, ratio)
        table.append((a[0], b[0], b[0] - a[0], *joined(a, b)))
    return pd.DataFrame(table, columns=COLUMNS, index=pd.Index(RATIOS, name="ratio"))


def gap_by_groups(chosen: np.ndarray, judged: np.ndarray) -> pd.DataFrame:
    """Return what `gap` does, with intervals that resample groups, such as writers.

    Parameters
    ----------
    chosen, judged : (g, 4) integer, true and false positives, false and true negatives of each
        group of a split (`groups.counted`)
    """
    table = gap(Counts(*chosen.sum(axis=0).tolist()), Counts(*judged.sum(axis=0).tolist()))
    first = _ratios(groups.resampled_sums(chosen, seed=0))
    second = _ratios(groups.resampled_sums(judged, seed=1))
    ends = np.quantile(second - first, [0.025, 0.975], axis=0)
    table["low"], table["high"] = ends
    return table


def _ratios(counts: np.ndarray) -> np.ndarray:
    """Return the `RATIOS` of rows of counts (m, 4), (m, 5), as `Counts` defines them."""
    tp, fp, fn, tn = counts.T

    def share(part: np.ndarray, whole: np.ndarray, none: float) -> np.ndarray:
        return np.divide(part, whole, out=np.full(whole.shape, none), where=whole > 0)

    return np.stack(
        [
            share(tp, tp + fp, 1.0),
            share(tp, tp + fn, 0.0),
            share(tn, tn + fp, 0.0),
            f1(tp, tp + fp, tp + fn),
            share(tp + tn, tp + fp + fn + tn, 0.0),
        ],
        axis=1,
    )


def _interval(counts: Counts, ratio: str) -> tuple[float, float, float]:
    tp, fp, fn, tn = counts.tp, counts.fp, counts.fn, counts.tn
    hits, n = {
        "precision": (tp, tp + fp),
        "recall": (tp, tp + fn),
        "specificity": (tn, tn + fp),
        "f1": (tp, tp + fp + fn),
        "accuracy": (tp + tn, tp + fp + fn + tn),
    }[ratio]
    low, high = wilson(hits, n)
    if ratio == "f1":
        low, high = 2 * low / (1 + low), 2 * high / (1 + high)
    value = getattr(counts, ratio)
    return value, min(low, value), max(high, value)
