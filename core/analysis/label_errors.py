"""Training labels that are likely wrong, from out-of-fold probabilities."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core import StudioError
from core.evaluation.scores import Scores
from core.language import tr

#: A probability that misses a threshold by rounding alone reaches it.
SLACK = 1e-6


def likely(scores: Scores) -> pd.DataFrame:
    """Return the images whose label is likely wrong, the likeliest first. Nothing is removed.

    Confident learning (Northcutt, Jiang and Chuang, JAIR 2021): a class's threshold is the mean
    probability that it gets on the images labelled so. An image counts for the class of the highest
    probability among those that reach their threshold; where that is not its label, and neither is
    the model's answer, the label is likely wrong. They are ranked by the probability that the
    model, which was not trained on the image, gives to its label.

    Returns
    -------
    DataFrame
        Columns `index`, `label`, `suggested` (the class of the highest probability) and
        `confidence` (the probability of the label).

    Raises
    ------
    StudioError
        If the scores are not out-of-fold probabilities.
    """
    if scores.split != "oof":
        raise StudioError(
            tr("Likely label errors need scores of images that no model was trained on.")
        )
    if scores.kind != "probability":
        raise StudioError(
            tr("Likely label errors need probabilities, which this model does not give.")
        )
    values = scores.values.astype(np.float64)
    values /= values.sum(axis=1, keepdims=True)
    labels, answers = scores.labels, values.argmax(axis=1)
    n_classes = values.shape[1]
    own = values[np.arange(len(values)), labels]
    number = np.bincount(labels, minlength=n_classes)
    # A class that no label names has no threshold that could be reached.
    thresholds = np.full(n_classes, np.inf)
    known = number > 0
    thresholds[known] = (np.bincount(labels, own, n_classes) / np.maximum(number, 1))[known]
    reaching = values >= thresholds - SLACK
    counted = np.where(reaching, values, -1.0).argmax(axis=1)
    doubtful = reaching.any(axis=1) & (counted != labels) & (answers != labels)
    found = np.flatnonzero(doubtful)
    found = found[np.argsort(own[found], kind="stable")]
    return pd.DataFrame(
        {
            "index": found,
            "label": labels[found],
            "suggested": answers[found],
            "confidence": own[found],
        }
    )
