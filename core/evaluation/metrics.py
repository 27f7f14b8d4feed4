"""Tables from labels and answers: counts, per class, curves."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from core import StudioError
from core.language import number, tr

Normalise = Literal["counts", "true", "predicted", "errors"]


def cross_table(shape: tuple[int, ...], *columns: np.ndarray) -> np.ndarray:
    """Return how many images have each combination of numbers.

    Parameters
    ----------
    shape : of the table; column i has numbers from 0 to shape[i] - 1
    columns : (n,) integer each, whatever they mean
    """
    cells = np.asarray(columns[0], np.int64)
    for size, column in zip(shape[1:], columns[1:], strict=True):
        cells = cells * size + column  # numpy's ravel_multi_index takes twice the time
    return np.bincount(cells, minlength=math.prod(shape)).reshape(shape)


def confusion_matrix(true: np.ndarray, predicted: np.ndarray, n_classes: int) -> np.ndarray:
    """Return counts C (n_classes, n_classes): C[i, j] images are truly i and read as j."""
    return cross_table((n_classes, n_classes), true, predicted)


def normalised(matrix: np.ndarray, by: Normalise) -> np.ndarray:
    """Return the matrix as counts, as shares of its true row or predicted column, or errors only.

    Shares are between 0 and 1; "errors" are counts with a diagonal of 0; an empty row or column
    gives zeros.
    """
    if by == "counts":
        return matrix
    if by == "errors":
        errors = matrix.copy()
        np.fill_diagonal(errors, 0)
        return errors
    total = matrix.sum(axis=1 if by == "true" else 0, keepdims=True)
    return np.divide(matrix, total, out=np.zeros(matrix.shape), where=total > 0)


def cell_texts(table: np.ndarray, by: Normalise) -> list[list[str]]:
    """Return what to write in each cell: counts, or shares in %; nothing where there are none."""
    shown = normalised(table, by)
    share = by in ("true", "predicted")
    return [
        [
            "–"
            if by == "errors" and i == j
            else number(value * 100, ".1f")
            if share and value
            else number(value, ",.0f")
            if value
            else ""
            for j, value in enumerate(line)
        ]
        for i, line in enumerate(shown.tolist())
    ]


def per_class(matrix: np.ndarray, classes: tuple[str, ...] | None = None) -> pd.DataFrame:
    """Return precision, recall, F1 and support, one row per class; 0 for a ratio of no images."""
    matrix = np.asarray(matrix)
    hits = np.diag(matrix).astype(float)
    precision = _ratio(hits, matrix.sum(axis=0))
    recall = _ratio(hits, matrix.sum(axis=1))
    return pd.DataFrame(
        {
            "precision": precision,
            "recall": recall,
            "f1": f1(hits, matrix.sum(axis=0), matrix.sum(axis=1)),
            "support": matrix.sum(axis=1),
        },
        index=pd.Index(classes or [str(i) for i in range(len(matrix))], name="class"),
    )


def summary(matrix: np.ndarray) -> dict[str, float]:
    """Return accuracy and the macro and weighted averages of precision, recall and F1."""
    table = per_class(matrix)
    weights = table["support"] / max(table["support"].sum(), 1)
    result = {"accuracy": float(np.trace(matrix) / max(np.sum(matrix), 1))}
    for name in ("precision", "recall", "f1"):
        result[f"{name}_macro"] = float(table[name].mean())
        result[f"{name}_weighted"] = float((table[name] * weights).sum())
    return result


def difference(hits: int, n: int, other_hits: int, other_n: int) -> tuple[float, float]:
    """Return the 95 % interval of the second share minus the first, of independent images.

    Newcombe, "Interval estimation for the difference between independent proportions", Statistics
    in Medicine 1998, method 10: both Wilson intervals joined.
    """
    return joined(
        (hits / n, *wilson(hits, n)), (other_hits / other_n, *wilson(other_hits, other_n))
    )


def joined(
    first: tuple[float, float, float],
    second: tuple[float, float, float],
    correlation: float = 0.0,
) -> tuple[float, float]:
    """Return the interval of second minus first, -1 to 1, from (value, low, high) of each.

    Newcombe's method 10; `correlation` is that of the two answers to one image, where they are of
    the same images (Newcombe's other paper of Statistics in Medicine 1998, on paired data).
    """

    def distance(x: float, y: float) -> float:
        return math.sqrt(max(x**2 - 2 * correlation * x * y + y**2, 0.0))

    (a, a_low, a_high), (b, b_low, b_high) = first, second
    low = b - a - distance(b - b_low, a_high - a)
    high = b - a + distance(b_high - b, a - a_low)
    return max(-1.0, low), min(1.0, high)


def wilson(hits: int, n: int, z: float = 1.959963984540054) -> tuple[float, float]:
    """Return the Wilson score interval of a share (95 % by default).

    Wilson, "Probable inference, the law of succession, and statistical inference", JASA 1927.
    """
    if n == 0:
        return 0.0, 1.0
    share, z2 = hits / n, z * z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, float(centre - half)), min(1.0, float(centre + half))


@dataclass(frozen=True)
class Counts:
    """The four counts of a yes-or-no decision and the ratios made of them."""

    tp: int
    fp: int
    fn: int
    tn: int

    @property
    def precision(self) -> float:
        """Share of the positive answers that are right; 1 when there is no positive answer."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Share of the positives that are found."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def specificity(self) -> float:
        """Share of the negatives that are left alone."""
        return self.tn / (self.tn + self.fp) if self.tn + self.fp else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return f1(self.tp, self.tp + self.fp, self.tp + self.fn)

    @property
    def accuracy(self) -> float:
        """Share of all answers that are right."""
        return (self.tp + self.tn) / max(self.tp + self.fp + self.fn + self.tn, 1)


def count(truth: np.ndarray, decided: np.ndarray) -> Counts:
    """Count a yes-or-no decision, both (n,) bool."""
    truth, decided = np.asarray(truth, bool), np.asarray(decided, bool)
    tp = int(np.count_nonzero(truth & decided))
    fp = int(np.count_nonzero(decided)) - tp
    fn = int(np.count_nonzero(truth)) - tp
    return Counts(tp, fp, fn, len(truth) - tp - fp - fn)


@dataclass(frozen=True, eq=False)
class Curve:
    """All decisions that thresholds can make, from the highest threshold to the lowest.

    Entry 0 is the decision that nothing is positive, with the threshold +inf. Then each distinct
    score follows once: entry i is the decision `score >= thresholds[i]`, also where a score is
    infinite. All arrays are (m,).
    """

    thresholds: np.ndarray
    tp: np.ndarray
    fp: np.ndarray
    positives: int
    negatives: int

    @property
    def fn(self) -> np.ndarray:
        """Positives that are missed."""
        return self.positives - self.tp

    @property
    def tn(self) -> np.ndarray:
        """Negatives that are left alone."""
        return self.negatives - self.fp

    @property
    def precision(self) -> np.ndarray:
        """Share of the positive answers that are right; 1 where there are none."""
        return np.divide(
            self.tp, self.tp + self.fp, out=np.ones(len(self.tp)), where=self.tp + self.fp > 0
        )

    @property
    def recall(self) -> np.ndarray:
        """Share of the positives found (true positive rate)."""
        return self.tp / self.positives

    @property
    def f1(self) -> np.ndarray:
        """Harmonic mean of precision and recall."""
        return f1(self.tp, self.tp + self.fp, self.positives)

    @property
    def false_positive_rate(self) -> np.ndarray:
        """Share of the negatives called positive."""
        return self.fp / self.negatives

    @cached_property
    def roc_auc(self) -> float:
        """Area under the ROC curve, by trapezoids."""
        return float(np.trapezoid(self.recall, self.false_positive_rate))

    @cached_property
    def average_precision(self) -> float:
        """Area under precision against recall, by steps (scikit-learn's average precision)."""
        return float(np.sum(np.diff(self.recall) * self.precision[1:]))

    def at(self, threshold: float) -> Counts:
        """Return the counts of `score >= threshold`; O(log m)."""
        # thresholds fall: the last entry with thresholds[i] >= threshold, in the scores' precision
        threshold = self.thresholds.dtype.type(threshold)
        i = int(np.searchsorted(self.thresholds[::-1], threshold, side="left"))
        i = max(len(self.thresholds) - 1 - i, 0)
        tp, fp = int(self.tp[i]), int(self.fp[i])
        return Counts(tp, fp, self.positives - tp, self.negatives - fp)


def curve(truth: np.ndarray, score: np.ndarray) -> Curve:
    """Return the curve of a score (n,) for a truth (n,) bool; O(n log n).

    scikit-learn's `confusion_matrix_at_thresholds` does the same in a little more time, and refuses
    infinite scores (`python -m bench.thresholds` has both).

    Raises
    ------
    StudioError
        If there are no positives or no negatives, or a score is not a number: then no curve exists.
    """
    truth, score = np.asarray(truth, bool), np.asarray(score)
    if not np.issubdtype(score.dtype, np.floating):
        score = score.astype(np.float64)
    positives = int(np.count_nonzero(truth))
    negatives = len(truth) - positives
    if positives == 0 or negatives == 0:
        missing = tr("positive") if positives == 0 else tr("negative")
        raise StudioError(
            tr(
                "None of these images is {missing}, so that there is no curve to draw; "
                "look for another class or choose the other split.",
                missing=missing,
            )
        )
    order = np.argsort(score, kind="stable")[::-1]
    score, truth = score[order], truth[order]
    if np.isnan(score).any():
        raise StudioError(tr("A score is not a number, so there is no curve to draw."))
    # Compared, not subtracted: two infinite scores are equal, their difference is not a number.
    last = np.append(np.flatnonzero(score[1:] != score[:-1]), len(score) - 1)
    # Half as large where that holds every count: of a million scores there are as many.
    whole = np.int32 if len(truth) < 2**30 else np.int64
    tp = np.cumsum(truth, dtype=whole)[last]
    fp = (last + 1).astype(whole) - tp
    return Curve(
        np.append(score.dtype.type(np.inf), score[last]),
        np.append(whole(0), tp),
        np.append(whole(0), fp),
        positives,
        negatives,
    )


def f1(hits: Any, predicted: Any, true: Any) -> Any:
    """Return F1, the harmonic mean of precision and recall, from counts; 0 without any.

    Parameters
    ----------
    hits : numbers or arrays of true positives
    predicted, true : of positive answers and of positives
    """
    if isinstance(hits, int):  # a slider asks for these at every step
        return 2 * hits / (predicted + true) if predicted + true else 0.0
    return _ratio(2 * np.asarray(hits), np.add(predicted, true))


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    whole = np.asarray(whole, float)
    return np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
