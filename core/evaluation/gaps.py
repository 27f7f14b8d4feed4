"""What was chosen on one split and judged on another: the gap and how sure it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.evaluation.metrics import Counts, wilson

RATIOS = ("precision", "recall", "specificity", "f1", "accuracy")


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
        a, a_low, a_high = _interval(chosen, ratio)
        b, b_low, b_high = _interval(judged, ratio)
        low = b - a - np.hypot(b - b_low, a_high - a)
        high = b - a + np.hypot(b_high - b, a - a_low)
        table.append((a, b, b - a, max(-1.0, float(low)), min(1.0, float(high))))
    columns = ["chosen", "judged", "gap", "low", "high"]
    return pd.DataFrame(table, columns=columns, index=pd.Index(RATIOS, name="ratio"))


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
