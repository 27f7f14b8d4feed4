"""The comparison table of the trained models and the example images beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from core.evaluation import metrics
from core.language import mark, percent, tr
from core.models import registry

#: Accuracy in % that the project expected of a model on MNIST, and the least to reach.
TARGETS = {"sgd": 91.7, "forest": 96.8}
GOAL = 95.0
PERCENT = (mark("Accuracy"), mark("Precision"), mark("Recall"), "F1")
#: The columns that are not shares.
OTHERS = (mark("Model"), mark("Target"), mark("Time to fit"), mark("Size"))


def comparison(
    manifests: Mapping[str, Mapping[str, Any]],
    tested: Mapping[str, np.ndarray],
    out_of_fold: Mapping[str, np.ndarray],
    chosen_on: str = "Out-of-fold",
) -> pd.DataFrame:
    """Return one row per trained model, the most accurate first; shares in %.

    Parameters
    ----------
    manifests : of each model: its time to fit and its files
    tested, out_of_fold : confusion matrices (k, k) of each model on the two splits
    chosen_on : what the second split is called, in a column's title
    """
    rows = []
    for name, manifest in manifests.items():
        figures = metrics.summary(tested[name])
        rows.append(
            {
                "Model": registry.title(name),
                "Accuracy": figures["accuracy"] * 100,
                "Target": percent(TARGETS[name] / 100, 1) if name in TARGETS else "–",
                "Precision": figures["precision_macro"] * 100,
                "Recall": figures["recall_macro"] * 100,
                "F1": figures["f1_macro"] * 100,
                tr("{split} accuracy", split=chosen_on): metrics.summary(out_of_fold[name])[
                    "accuracy"
                ]
                * 100,
                "Time to fit": manifest.get("fit_seconds", math.nan),  # brought predictions: none
                "Size": sum(file["bytes"] for file in manifest["files"].values()) / 1e6,
            }
        )
    return pd.DataFrame(rows).sort_values("Accuracy", ascending=False, ignore_index=True)


def shares(table: pd.DataFrame) -> list[str]:
    """Return the columns of `comparison` that are shares in %."""
    return [name for name in table if name not in OTHERS]


def examples(labels: np.ndarray, n_classes: int = 10, each: int = 5) -> np.ndarray:
    """Return the indices of the first few images of every class, row by row: a class is a column.

    Where a class has fewer than `each` images, the columns end with the shortest of them.
    """
    columns = [np.flatnonzero(labels == label)[:each] for label in range(n_classes)]
    shown = min(map(len, columns))
    return np.stack([column[:shown] for column in columns], axis=1).ravel()
