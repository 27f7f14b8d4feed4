"""Which images: those of a cell, the worst first, the confusions that come back."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.scores import Scores


def in_cell(
    labels: np.ndarray, predicted: np.ndarray, true: int | None, read_as: int | None
) -> np.ndarray:
    """Return the indices of images that are truly `true` and read as `read_as`; None means any."""
    chosen = np.ones(len(labels), bool)
    if true is not None:
        chosen &= labels == true
    if read_as is not None:
        chosen &= predicted == read_as
    return np.flatnonzero(chosen)


def misread(labels: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """Return the indices of the images read wrongly."""
    return np.flatnonzero(labels != predicted)


def shortfall(scores: Scores, predicted: np.ndarray) -> np.ndarray:
    """Return how far the predicted class's score lies above the true class's, (n,); 0 if right.

    An image that is not read counts as its best class.
    """
    rows = np.arange(len(scores))
    answers = np.where(predicted < scores.n_classes, predicted, scores.predicted())
    return scores.values[rows, answers] - scores.values[rows, scores.labels]


def worst_first(
    scores: Scores, predicted: np.ndarray, indices: np.ndarray | None = None
) -> np.ndarray:
    """Return indices of misread images (or those given), the most confidently wrong first.

    Ordered by how far the wrong answer's score lies above the true class's; at a tie by index.
    Images that are not read are not misread.
    """
    if indices is None:
        indices = misread(scores.labels, predicted)
        indices = indices[predicted[indices] < scores.n_classes]
    return indices[np.argsort(-shortfall(scores, predicted)[indices], kind="stable")]


def ranked_confusions(matrix: np.ndarray) -> pd.DataFrame:
    """Return every confused pair, most frequent first.

    Columns: `true`, `predicted`, `count`, `rate` (share of the true class's images); pairs
    without a misreading are left out; ties are in the order of the matrix.
    """
    matrix = np.asarray(matrix)
    true, predicted = np.nonzero(matrix - np.diag(np.diag(matrix)))
    counts = matrix[true, predicted]
    table = pd.DataFrame(
        {
            "true": true,
            "predicted": predicted,
            "count": counts,
            "rate": counts / matrix.sum(axis=1)[true],
        }
    )
    return table.sort_values("count", ascending=False, kind="stable", ignore_index=True)
