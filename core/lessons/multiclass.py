"""Lessons 2 and 3, ten digits at once: one against the rest, one against one, scaling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from sklearn.linear_model import SGDClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from core.data.labelled import Dataset
from core.storage import progress
from core.storage.progress import Clock

FOLDS = 3
SEED = 42
#: Digits that the support vector machines learn from and are shown on.
SUBSET = 2000
WEIGHTS = {"duels": 6, "raw": 200, "scaled": 500}


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return out-of-fold scores and weights of the linear models and the SVMs' scores.

    `raw`, `scaled` (n, 10): out-of-fold scores; `fold` (n,). `raw_weights` (10, 784) and
    `raw_bias` (10,): the model that learned from all digits; `scaled_weights` and `scaled_bias`:
    the one that was judged on the first fold, for grey levels 0 to 255 as well. `duels` (m, 45),
    `won` (m, 10) and `rest` (m, 10): scores of the one-against-one and one-against-the-rest
    machines for the first training digit followed by the first test digits.
    """
    train, test = dataset.train, dataset.test
    images = train.images.reshape(len(train), -1).astype(np.float64)
    shown = np.vstack([images[:1], test.images[:SUBSET].reshape(-1, 784).astype(np.float64)])
    with clock.stage("one-against-one and one-against-the-rest machines", WEIGHTS["duels"]):
        pairs = SVC(random_state=SEED).fit(images[:SUBSET], train.labels[:SUBSET])
        won = pairs.decision_function(shown)
        pairs.decision_function_shape = "ovo"
        duels = pairs.decision_function(shown)
        rest = OneVsRestClassifier(SVC(random_state=SEED))
        rest_scores = rest.fit(images[:SUBSET], train.labels[:SUBSET]).decision_function(shown)
    fold = np.empty(len(train), np.int8)
    for number, (_, outside) in enumerate(StratifiedKFold(FOLDS).split(images, train.labels)):
        fold[outside] = number
    parts = [fold != number for number in range(FOLDS)]
    with clock.stage("ten linear detectors a fold, raw pixels", WEIGHTS["raw"]):
        everyone = np.ones(len(train), bool)
        weights, bias = _detectors(images, train.labels, [*parts, everyone])
        raw = _out_of_fold(images, fold, weights, bias)
        raw_weights, raw_bias = weights[-1], bias[-1]
    scaler = StandardScaler()
    images = scaler.fit_transform(images)
    with clock.stage("ten linear detectors a fold, scaled pixels", WEIGHTS["scaled"]):
        weights, bias = _detectors(images, train.labels, parts)
        scaled = _out_of_fold(images, fold, weights, bias)
        scaled_weights = weights[0] / scaler.scale_  # so that they take grey levels
        scaled_bias = bias[0] - scaled_weights @ scaler.mean_
    return {
        "duels": duels,
        "won": won,
        "rest": rest_scores,
        "fold": fold,
        "raw": raw,
        "raw_weights": raw_weights,
        "raw_bias": raw_bias,
        "scaled": scaled,
        "scaled_weights": scaled_weights,
        "scaled_bias": scaled_bias,
    }


def _detectors(
    images: np.ndarray, labels: np.ndarray, parts: list[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (parts, 10, 784) and bias (parts, 10) of SGD's ten detectors of each part.

    They are those of one `SGDClassifier` a part, which would let the cores wait for the last
    detector of each. A pixel that is 0 in every image keeps the weight 0, so it is left out.
    """
    inked = images.any(axis=0)
    classes = np.unique(labels)
    # SGDClassifier draws the seed of each of its detectors so.
    seeds = np.random.RandomState(SEED).randint(np.iinfo(np.int32).max, size=len(classes))

    def work() -> Iterator[Any]:
        for inside in parts:  # asked for as the work goes on: few copies at a time
            rows, truth = images[np.ix_(inside, inked)], labels[inside]
            for digit, seed in zip(classes, seeds, strict=True):
                yield delayed(_detector)(rows, truth == digit, int(seed))

    weights = np.zeros((len(parts), len(classes), images.shape[1]))
    bias = np.zeros((len(parts), len(classes)))
    answers = Parallel(n_jobs=-1, prefer="threads", return_as="generator")(work())
    for done, (found, intercept) in enumerate(answers):
        weights[*divmod(done, len(classes)), inked] = found
        bias[divmod(done, len(classes))] = intercept
        progress.report((done + 1) / bias.size)
    return weights, bias


def _detector(images: np.ndarray, truth: np.ndarray, seed: int) -> tuple[np.ndarray, float]:
    model = SGDClassifier(random_state=seed).fit(images, truth)
    return model.coef_[0], model.intercept_[0]


def _out_of_fold(
    images: np.ndarray, fold: np.ndarray, weights: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Return the scores (n, 10) of each image by the detectors that have not seen it."""
    scores = np.empty((len(images), bias.shape[1]))
    for number in range(FOLDS):
        outside = fold == number
        scores[outside] = images[outside] @ weights[number].T + bias[number]
    return scores
