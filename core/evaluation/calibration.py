"""Probabilities made of scores, fitted on out-of-fold scores, and how far they can be believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from sklearn.isotonic import IsotonicRegression

from core import StudioError
from core.evaluation.scores import Scale, Scores

SMALLEST = 1e-6  # what a probability of 0 counts as before its logarithm is taken
BINS = 10


@dataclass(frozen=True)
class Temperature:
    """Softmax of scores divided by one number (Guo et al., ICML 2017).

    Of probabilities the logarithms are divided. It changes how sure every image looks and never
    which class is first.
    """

    temperature: float

    def apply(self, scores: Scores) -> Scores:
        """Return the scores as probabilities of the classes."""
        logits = _logits(scores) / np.float32(self.temperature)
        return scores.with_values(np.exp(_log_softmax(logits)), "probability")


@dataclass(frozen=True, eq=False)
class Isotonic:
    """A rising staircase for each class, made to sum to 1 (Zadrozny and Elkan, KDD 2002).

    `steps` are the corners (scores, probabilities) of each class's staircase.
    """

    steps: tuple[tuple[np.ndarray, np.ndarray], ...]

    def apply(self, scores: Scores) -> Scores:
        """Return the scores as probabilities of the classes."""
        columns = [np.interp(scores.values[:, c], x, y) for c, (x, y) in enumerate(self.steps)]
        values = np.stack(columns, axis=1)
        total = values.sum(axis=1, keepdims=True)
        equal = np.full(values.shape, 1 / scores.n_classes)
        values = np.divide(values, total, out=equal, where=total > 0).astype(np.float32)
        return scores.with_values(values, "probability")


def fit(scores: Scores, scale: Scale) -> Temperature | Isotonic:
    """Fit a calibration on scores that must be out-of-fold.

    Raises
    ------
    StudioError
        If the scores are not out-of-fold, or the scale is the model's own.
    """
    if scores.split != "oof":
        raise StudioError("A calibration is fitted on out-of-fold scores only; give it those.")
    if scale == "temperature":
        return _fit_temperature(scores)
    if scale == "isotonic":
        return _fit_isotonic(scores)
    raise StudioError("The model's own scores need no calibration; choose temperature or isotonic.")


def reliability(truth: np.ndarray, probability: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """Return what was said and what came true, one row a bin of equal width that has images.

    Columns: `low`, `high` (edges), `images`, `said` (mean probability), `came_true` (share).
    """
    truth, probability = np.asarray(truth, float), np.asarray(probability, float)
    which = np.clip((probability * bins).astype(int), 0, bins - 1)
    images = np.bincount(which, minlength=bins)
    said = np.bincount(which, probability, bins)
    came_true = np.bincount(which, truth, bins)
    used = images > 0
    return pd.DataFrame(
        {
            "low": np.arange(bins)[used] / bins,
            "high": (np.arange(bins)[used] + 1) / bins,
            "images": images[used],
            "said": said[used] / images[used],
            "came_true": came_true[used] / images[used],
        }
    )


def calibration_error(table: pd.DataFrame) -> float:
    """Return the expected calibration error of a reliability table (Naeini et al., AAAI 2015)."""
    gap = (table["said"] - table["came_true"]).abs()
    return float((gap * table["images"]).sum() / table["images"].sum())


def brier(truth: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean squared difference of probability and what came true (Brier, 1950)."""
    return float(np.mean((np.asarray(probability, float) - np.asarray(truth, float)) ** 2))


def _fit_temperature(scores: Scores) -> Temperature:
    logits, rows = _logits(scores), np.arange(len(scores))

    def loss(log_temperature: float) -> float:
        scaled = logits / np.float32(np.exp(log_temperature))
        return -float(_log_softmax(scaled)[rows, scores.labels].mean(dtype=float))

    found = minimize_scalar(loss, bounds=(-4, 8), method="bounded", options={"xatol": 1e-3})
    return Temperature(float(np.float32(np.exp(found.x))))


def _fit_isotonic(scores: Scores) -> Isotonic:
    steps = []
    for c in range(scores.n_classes):
        fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        fitted.fit(scores.values[:, c], scores.labels == c)
        steps.append((fitted.X_thresholds_, fitted.y_thresholds_))
    return Isotonic(tuple(steps))


def _logits(scores: Scores) -> np.ndarray:
    if scores.kind == "decision":
        return scores.values
    return np.log(np.maximum(scores.values, np.float32(SMALLEST)))


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
