"""Training labels that are likely wrong, from out-of-fold probabilities, with cleanlab."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd

from core import StudioError
from core.evaluation.scores import Scores

INSTALL = "pip install cleanlab==2.9.0"


def likely(scores: Scores) -> pd.DataFrame:
    """Return the images whose label is likely wrong, the likeliest first. Nothing is removed.

    Confident learning (Northcutt, Jiang and Chuang, JAIR 2021) finds them: cleanlab estimates
    how often each class is labelled as each other one and prunes by it; they are ranked by the
    probability that the model, which was not trained on the image, gives to its label.

    Returns
    -------
    DataFrame
        Columns `index`, `label`, `suggested` (the class of the highest probability) and
        `confidence` (the probability of the label).

    Raises
    ------
    StudioError
        If cleanlab is not installed, or the scores are not out-of-fold probabilities.
    """
    if scores.split != "oof":
        raise StudioError(
            "Choose “Training set, out-of-fold” in the sidebar: a model is too sure of the images "
            "that it was trained on, and the test set has its own list of disputed labels."
        )
    if scores.kind != "probability":
        raise StudioError(
            "Likely label errors need probabilities; choose a model that has them, such as the "
            "random forest."
        )
    try:
        from cleanlab.filter import find_label_issues
    except ImportError:
        raise StudioError(
            f"Likely label errors need cleanlab, an optional extra; run `{INSTALL}` in the "
            "studio's environment and start it again."
        ) from None
    values = scores.values.astype(np.float64)
    values /= values.sum(axis=1, keepdims=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = find_label_issues(
            scores.labels, values, return_indices_ranked_by="self_confidence", n_jobs=1
        )
    found = np.asarray(found, np.int64)
    return pd.DataFrame(
        {
            "index": found,
            "label": scores.labels[found],
            "suggested": values[found].argmax(axis=1),
            "confidence": values[found, scores.labels[found]],
        }
    )
