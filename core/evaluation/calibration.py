"""Probabilities made of scores, fitted on out-of-fold scores, and how well calibrated they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.isotonic import IsotonicRegression
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from core import StudioError
from core.evaluation.scores import Scale, Scores
from core.language import tr

SMALLEST = 1e-6  # what a probability of 0 counts as before its logarithm is taken
BINS = 10
CALIBRATED: tuple[Scale, ...] = ("temperature", "isotonic")


@dataclass(frozen=True)
class Temperature:
    """Softmax of scores divided by one number (Guo et al., ICML 2017).

    Of probabilities the logarithms are divided. It changes how confident every image looks and
    never which class is first.
    """

    temperature: float

    def apply(self, scores: Scores) -> Scores:
        """Return the scores as probabilities of the classes."""
        logits = _logits(scores) / np.float32(self.temperature)
        return scores.with_values(softmax(logits, axis=1), "probability")


@dataclass(frozen=True, eq=False)
class Isotonic:
    """A rising staircase for each class, on probabilities, made to sum to 1 afterwards.

    Zadrozny and Elkan, KDD 2002, with the softmax of the temperature below it: staircases on raw
    scores say of each class by itself how probable it is, whatever the others score, and dividing
    them by their sum undoes what they were fitted for. `steps` are the corners (probability before,
    after) of each class's staircase.
    """

    temperature: Temperature
    steps: tuple[tuple[np.ndarray, np.ndarray], ...]

    def apply(self, scores: Scores) -> Scores:
        """Return the scores as probabilities of the classes."""
        before = self.temperature.apply(scores).values
        columns = [np.interp(before[:, c], x, y) for c, (x, y) in enumerate(self.steps)]
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
        raise StudioError(tr("A calibration is fitted on out-of-fold scores only; give it those."))
    if scale == "temperature":
        return _fit_temperature(scores)
    if scale == "isotonic":
        return _fit_isotonic(scores)
    raise StudioError(
        tr("The model's own scores need no calibration; choose temperature or isotonic.")
    )


def cross_fitted(scores: Scores, folds: int = 5, seed: int = 0) -> dict[Scale, float]:
    """Return each calibration's mean log-loss (nats) on out-of-fold scores it was not fitted on.

    The lower one is the better calibration. Where groups are known, none is in two folds.
    """
    rows = np.arange(len(scores))
    kind = StratifiedKFold if scores.groups is None else StratifiedGroupKFold
    divided = list(
        kind(folds, shuffle=True, random_state=seed).split(rows, scores.labels, scores.groups)
    )
    losses: dict[Scale, float] = {}
    for scale in CALIBRATED:
        chosen = np.empty(len(scores))
        for inside, outside in divided:
            part = fit(scores.take(inside), scale).apply(scores.take(outside))
            chosen[outside] = part.values[np.arange(len(outside)), part.labels]
        losses[scale] = float(-np.log(np.maximum(chosen, SMALLEST)).mean())
    return losses


def reliability(truth: np.ndarray, probability: np.ndarray, bins: int = BINS) -> pd.DataFrame:
    """Return predicted and observed frequencies, one row per bin of equal width that has images.

    Columns: `low`, `high` (edges), `images`, `predicted` (mean probability), `observed` (share).
    """
    truth, probability = np.asarray(truth, float), np.asarray(probability, float)
    which = np.clip((probability * bins).astype(int), 0, bins - 1)
    images = np.bincount(which, minlength=bins)
    predicted = np.bincount(which, probability, bins)
    observed = np.bincount(which, truth, bins)
    used = images > 0
    return pd.DataFrame(
        {
            "low": np.arange(bins)[used] / bins,
            "high": (np.arange(bins)[used] + 1) / bins,
            "images": images[used],
            "predicted": predicted[used] / images[used],
            "observed": observed[used] / images[used],
        }
    )


def calibration_error(table: pd.DataFrame) -> float:
    """Return the expected calibration error of a reliability table (Naeini et al., AAAI 2015)."""
    gap = (table["predicted"] - table["observed"]).abs()
    return float((gap * table["images"]).sum() / table["images"].sum())


def brier(truth: np.ndarray, probability: np.ndarray) -> float:
    """Return the mean squared difference of probability and truth (Brier, 1950)."""
    return float(np.mean((np.asarray(probability, float) - np.asarray(truth, float)) ** 2))


def _fit_temperature(scores: Scores) -> Temperature:
    """Return the temperature of the least log-loss, found by Brent's method on its logarithm."""
    logits, rows = _logits(scores), np.arange(len(scores))

    def loss(log_temperature: float) -> float:
        scaled = logits / np.float32(np.exp(log_temperature))
        return -float(log_softmax(scaled, axis=1)[rows, scores.labels].mean(dtype=float))

    found = minimize_scalar(loss, bounds=(-4, 8), method="bounded", options={"xatol": 1e-3})
    return Temperature(float(np.float32(np.exp(found.x))))


def _fit_isotonic(scores: Scores) -> Isotonic:
    temperature = _fit_temperature(scores)
    before = temperature.apply(scores).values
    steps = []
    for c in range(scores.n_classes):
        fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")
        fitted.fit(before[:, c], scores.labels == c)
        steps.append((fitted.X_thresholds_, fitted.y_thresholds_))
    return Isotonic(temperature, tuple(steps))


def _logits(scores: Scores) -> np.ndarray:
    if scores.kind == "decision":
        return scores.values
    return np.log(np.maximum(scores.values, np.float32(SMALLEST)))
