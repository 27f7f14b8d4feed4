"""A selection of images as files: CSV of what is known, npz of images, PNG to look at."""

from __future__ import annotations

import io

import numpy as np
import pandas as pd

from core.analysis import sprites
from core.data.labelled import LabelledImages
from core.evaluation.scores import Scores


def table(indices: np.ndarray, scores: Scores, predicted: np.ndarray) -> pd.DataFrame:
    """Return index, true, predicted, margin and all scores of these images, a row each.

    `predicted` is empty where a rule rejected the image.
    """
    answers = pd.array(predicted[indices], dtype="Int64")
    answers[predicted[indices] >= scores.n_classes] = pd.NA
    columns: dict[str, object] = {
        "index": indices,
        "true": scores.labels[indices],
        "predicted": answers,
        "margin": scores.margin()[indices],
    }
    for label in range(scores.n_classes):
        columns[f"{scores.kind}_{label}"] = scores.values[indices, label]
    return pd.DataFrame(columns)


def csv(indices: np.ndarray, scores: Scores, predicted: np.ndarray) -> bytes:
    """Return the table as CSV; every float reads back as the float32 it was."""
    return table(indices, scores, predicted).to_csv(index=False).encode()


def npz(
    indices: np.ndarray, digits: LabelledImages, scores: Scores, predicted: np.ndarray
) -> bytes:
    """Return images, labels, predictions and scores of these images as .npz."""
    file = io.BytesIO()
    np.savez_compressed(
        file,
        indices=indices,
        images=digits.images[indices],
        labels=digits.labels[indices],
        predicted=predicted[indices],
        scores=scores.values[indices],
    )
    return file.getvalue()


def png(indices: np.ndarray, digits: LabelledImages) -> bytes:
    """Return a contact sheet of these images, twenty in a row."""
    return sprites.contact_sheet(digits.images[indices])
