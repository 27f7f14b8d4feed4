"""Which images: those of a cell, those misread, the worst first."""

from __future__ import annotations

import numpy as np

from core.evaluation.scores import Scores


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

    A rejected image counts as its best class.
    """
    rows = np.arange(len(scores))
    answers = np.where(predicted < scores.n_classes, predicted, scores.predicted())
    return scores.values[rows, answers] - scores.values[rows, scores.labels]


def worst_first(
    scores: Scores, predicted: np.ndarray, indices: np.ndarray | None = None
) -> np.ndarray:
    """Return indices of misread images (or those given), the most confidently wrong first.

    Ordered by how far the wrong answer's score lies above the true class's; at a tie by index.
    Rejected images are not misread.
    """
    if indices is None:
        indices = misread(scores.labels, predicted)
        indices = indices[predicted[indices] < scores.n_classes]
    return indices[np.argsort(-shortfall(scores, predicted)[indices], kind="stable")]
