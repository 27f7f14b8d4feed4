"""What a lesson's stored arrays say: the figures that pages and the golden table show."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np

from core.data import shifting
from core.data.labelled import Dataset
from core.evaluation.metrics import Counts, Curve, count, curve
from core.lessons import binary, multilabel
from core.lessons.stored import Arrays
from core.rules.binary import decide
from core.rules.thresholds import ThresholdChoice

Values = tuple[float, ...]
Ours = Callable[[Arrays, Dataset], Values]
#: The duels in the order of scikit-learn's one-against-one scores; positive: the first one wins.
PAIRS = tuple(combinations(range(10), 2))


def duels_won(duels: np.ndarray) -> np.ndarray:
    """Return how many of its nine duels each digit wins, (n, 10), from scores (n, 45)."""
    won = np.zeros((len(duels), 10), int)
    for column, (first, second) in enumerate(PAIRS):
        won[:, first] += duels[:, column] > 0
        won[:, second] += duels[:, column] <= 0
    return won


def duel_board(duels: np.ndarray) -> np.ndarray:
    """Return one image's duels (45,) as a board (10, 10): row against column, positive is a win."""
    board = np.zeros((10, 10))
    for score, (first, second) in zip(duels, PAIRS, strict=True):
        board[first, second], board[second, first] = score, -score
    return board


def linear_scores(images: np.ndarray, arrays: Arrays, name: str) -> np.ndarray:
    """Return the scores (n, 10) that the "raw" or "scaled" linear model gives images uint8."""
    rows = images.reshape(len(images), -1).astype(float)
    return rows @ arrays[f"{name}_weights"].T + arrays[f"{name}_bias"]


def linear_answers(arrays: Arrays, name: str) -> np.ndarray:
    """Return the out-of-fold answers (n,) of the "raw" or "scaled" linear model."""
    came = arrays.get(f"{name}_answers")  # results that come with the repository hold no scores
    return arrays[name].argmax(axis=1) if came is None else came.astype(int)


def shift_accuracy(
    images: np.ndarray, labels: np.ndarray, arrays: Arrays, name: str, reach: int = 3
) -> np.ndarray:
    """Return the share of images a linear model reads correctly after each shift.

    Row and column of the result (2·reach + 1, 2·reach + 1) are the pixels down and right, from
    -reach. The weights are moved the other way instead of the images: it is the same product.
    """
    rows = images.reshape(len(images), -1).astype(np.float32)
    weights = arrays[f"{name}_weights"].reshape(-1, 28, 28)
    steps = range(-reach, reach + 1)
    moved = [shifting.shifted(weights, -dx, -dy) for dy in steps for dx in steps]
    scores = rows @ np.concatenate(moved).reshape(-1, rows.shape[1]).T.astype(np.float32)
    scores = scores.reshape(len(rows), -1, len(weights)) + arrays[f"{name}_bias"].astype(np.float32)
    right = scores.argmax(axis=2) == labels[:, None]
    return right.mean(axis=0).reshape(len(steps), -1)


def detector_counts(arrays: Arrays, dataset: Dataset, seed_row: int = 0) -> Counts:
    """Return the counts of the linear detector at its own threshold, 0."""
    truth = dataset.train.labels == binary.POSITIVE
    return count(truth, decide(arrays["sgd"][seed_row], 0.0))


def detector_curve(arrays: Arrays, dataset: Dataset, name: str = "sgd") -> Curve:
    """Return the threshold curve of the linear detector ("sgd") or the forest ("forest")."""
    score = arrays["sgd"][0] if name == "sgd" else arrays["forest"]
    return curve(dataset.train.labels == binary.POSITIVE, score)


def threshold_for_precision(found: Curve, wanted: float) -> float:
    """Return the lowest threshold whose precision reaches `wanted`."""
    return ThresholdChoice("precision", (wanted,)).threshold(found)


def fold_accuracies(right: np.ndarray, fold: np.ndarray) -> Values:
    """Return the share of right answers in each fold."""
    return tuple(float(right[fold == number].mean()) for number in range(int(fold.max()) + 1))


def label_counts(
    arrays: Arrays, dataset: Dataset, name: str = "neighbours"
) -> tuple[Counts, Counts]:
    """Return the counts of the two answers, large and odd."""
    wanted, found = multilabel.answers(dataset.train.labels), arrays[name]
    return count(wanted[:, 0], found[:, 0]), count(wanted[:, 1], found[:, 1])


def detector_folds(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the accuracy of the linear detector in each fold."""
    truth = dataset.train.labels == binary.POSITIVE
    return fold_accuracies(decide(arrays["sgd"][0], 0.0) == truth, arrays["fold"])


def dummy_folds(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the accuracy of never saying five in each fold."""
    return fold_accuracies(dataset.train.labels != binary.POSITIVE, arrays["fold"])


def detector_matrix(arrays: Arrays, dataset: Dataset) -> Values:
    """Return TN, FP, FN and TP of the linear detector."""
    now = detector_counts(arrays, dataset)
    return now.tn, now.fp, now.fn, now.tp


def detector_ratios(arrays: Arrays, dataset: Dataset) -> Values:
    """Return precision, recall and F1 of the linear detector."""
    now = detector_counts(arrays, dataset)
    return now.precision, now.recall, now.f1


def threshold(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the lowest threshold of the linear detector with 90 % precision."""
    return (threshold_for_precision(detector_curve(arrays, dataset), 0.9),)


def ratios_at_threshold(arrays: Arrays, dataset: Dataset) -> Values:
    """Return precision and recall at that threshold."""
    found = detector_curve(arrays, dataset)
    now = found.at(threshold_for_precision(found, 0.9))
    return now.precision, now.recall


def forest_ratios(arrays: Arrays, dataset: Dataset) -> Values:
    """Return F1, precision and recall of the forest at a half."""
    truth = dataset.train.labels == binary.POSITIVE
    now = count(truth, decide(arrays["forest"], 0.5))
    return now.f1, now.precision, now.recall


def forest_unsure(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the percentage of fives where the forest says 50 to 60 %."""
    unsure = (arrays["forest"] > 0.5) & (arrays["forest"] < 0.6)
    if not unsure.any():
        return (float("nan"),)
    return (100 * float((dataset.train.labels == binary.POSITIVE)[unsure].mean()),)


def first_scores(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the ten scores of the first training digit on raw pixels."""
    first = dataset.train.images[0].reshape(-1).astype(float)
    return tuple((arrays["raw_weights"] @ first + arrays["raw_bias"]).tolist())


def folds(name: str) -> Ours:
    """Return a function for the accuracy of "raw" or "scaled" in each fold."""

    def ours(arrays: Arrays, dataset: Dataset) -> Values:
        right = linear_answers(arrays, name) == dataset.train.labels
        return fold_accuracies(right, arrays["fold"])

    return ours


def label_f1(arrays: Arrays, dataset: Dataset) -> Values:
    """Return the macro and the weighted F1 of the answers large and odd."""
    large, odd = label_counts(arrays, dataset)
    support = np.array([large.tp + large.fn, odd.tp + odd.fn])
    values = np.array([large.f1, odd.f1])
    return float(values.mean()), float((values * support).sum() / support.sum())


def accuracy(name: str) -> Ours:
    """Return a function for the test accuracy of "baseline", "tuned" or "augmented"."""
    return lambda arrays, dataset: (float((arrays[name] == dataset.test.labels).mean()),)


def fewer_errors(arrays: Arrays, dataset: Dataset) -> Values:
    """Return by how many per cent the shifts change the error rate."""
    before, after = (1 - accuracy(name)(arrays, dataset)[0] for name in ("tuned", "augmented"))
    return (100 * (after / before - 1),)
