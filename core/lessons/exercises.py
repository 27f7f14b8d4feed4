"""Lesson 6, exercises 1 and 2: a grid search for nearest neighbours, then shifted digits."""

from __future__ import annotations

import numpy as np
from sklearn.model_selection import GridSearchCV
from sklearn.neighbors import KNeighborsClassifier, NearestNeighbors

from core.data.labelled import Dataset
from core.data.shifting import shifted
from core.storage import progress
from core.storage.progress import Clock

GRID = [{"weights": ["uniform", "distance"], "n_neighbors": [3, 4, 5, 6]}]
GRID_ROWS = 10_000
#: One pixel left, right, down and up, after the digit as it is.
SHIFTS = ((0, 0), (-1, 0), (1, 0), (0, 1), (0, -1))
CHUNK = 2500
#: Neighbours that scikit-learn's classifier asks if nobody says how many.
BASELINE_K = 5
WEIGHTS = {"grid": 30, "nearest": 30, "shifted": 120}


def vote(labels: np.ndarray, distances: np.ndarray, weights: str, n_classes: int) -> np.ndarray:
    """Return the class that wins among neighbours (n, k), counted or weighted by 1 / distance.

    A neighbour at distance 0 decides alone, as in scikit-learn; the lowest class wins a tie.
    """
    ballots = np.ones(distances.shape)
    if weights == "distance":
        with np.errstate(divide="ignore"):
            ballots = 1 / distances
        same = np.isinf(ballots)
        ballots[same.any(axis=1)] = same[same.any(axis=1)]
    counts = np.zeros((len(labels), n_classes))
    np.add.at(counts, (np.arange(len(labels))[:, None], labels), ballots)
    return counts.argmax(axis=1)


def compute(dataset: Dataset, clock: Clock) -> dict[str, np.ndarray]:
    """Return the grid search and what three classifiers make of the test digits.

    `grid_k`, `grid_distance` (by distance?), `grid_mean` and `grid_std` (8,): cross-validated
    accuracy on the first 10,000 digits; `best` (k, by distance?); `baseline`, `tuned`,
    `augmented` (n_test,): predicted digits.
    """
    train, test = dataset.train, dataset.test
    images = train.images.reshape(len(train), -1).astype(np.float64)
    queries = test.images.reshape(len(test), -1).astype(np.float64)
    with clock.stage("grid search", WEIGHTS["grid"]):
        search = GridSearchCV(KNeighborsClassifier(n_jobs=-1), GRID, cv=5, refit=False)
        search.fit(images[:GRID_ROWS], train.labels[:GRID_ROWS])
    best = search.best_params_
    # All three classifiers ask for the same nearest digits: they are looked for once.
    k, classes = max(BASELINE_K, best["n_neighbors"]), len(dataset.classes)
    with clock.stage("nearest of all digits", WEIGHTS["nearest"]):
        found, apart = _nearest(images, queries, k)
        near = train.labels[found]
    baseline = vote(near[:, :BASELINE_K], apart[:, :BASELINE_K], "uniform", classes)
    chosen = slice(best["n_neighbors"])
    tuned = vote(near[:, chosen], apart[:, chosen], best["weights"], classes)
    with clock.stage("training digits shifted four ways", WEIGHTS["shifted"]):
        found, apart = _nearest_of_shifts(train.images, queries, found[:, chosen], apart[:, chosen])
        augmented = vote(train.labels[found % len(train)], apart, best["weights"], classes)
    combinations = search.cv_results_["params"]
    return {
        "grid_k": np.array([one["n_neighbors"] for one in combinations]),
        "grid_distance": np.array([one["weights"] == "distance" for one in combinations]),
        "grid_mean": search.cv_results_["mean_test_score"],
        "grid_std": search.cv_results_["std_test_score"],
        "best": np.array([best["n_neighbors"], best["weights"] == "distance"]),
        "baseline": baseline,
        "tuned": tuned,
        "augmented": augmented,
    }


def _nearest(images: np.ndarray, queries: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return indices and distances (n, k) of the rows of images nearest to each query."""
    model = NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=-1).fit(images)
    parts = np.array_split(queries, max(len(queries) // CHUNK, 1))
    answers = []
    for part in parts:
        answers.append(model.kneighbors(part))
        progress.report(len(answers) / len(parts))
    distances, indices = (np.concatenate(one) for one in zip(*answers, strict=True))
    return indices, distances


def _nearest_of_shifts(
    images: np.ndarray, queries: np.ndarray, indices: np.ndarray, distances: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the k nearest of all shifted images, given those (n, k) of the images in place.

    One shift at a time takes a fifth of the memory. Image i moved by shift s has the index
    s · n + i.
    """
    k = indices.shape[1]
    for number, (dx, dy) in enumerate(SHIFTS[1:], start=1):
        rows = shifted(images, dx, dy).reshape(len(images), -1).astype(np.float64)
        model = NearestNeighbors(n_neighbors=k, algorithm="brute", n_jobs=-1).fit(rows)
        apart, found = model.kneighbors(queries)
        indices = np.hstack([indices, found + number * len(images)])
        distances = np.hstack([distances, apart])
        nearest = np.argsort(distances, axis=1, kind="stable")[:, :k]
        indices = np.take_along_axis(indices, nearest, axis=1)
        distances = np.take_along_axis(distances, nearest, axis=1)
        progress.report(number / (len(SHIFTS) - 1))
    return indices, distances
