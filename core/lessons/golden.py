"""The numbers printed in the book beside ours, each with a tolerance and the reason."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data import Dataset
from core.lessons import Arrays, measured
from core.lessons.measured import Ours, Values

EXACT = "Equal: the book's recipe with its seed on raw grey levels as floats repeats exactly."
COUNTED = "Equal: counting; nothing is drawn at random."
DISTANCE = "Equal: distances between whole numbers are exact, so every machine agrees."
DRIFT = (
    "Outside the tolerance: other digits than the 60,000 and 10,000 of MNIST, other versions than "
    "the pinned ones, or a drift."
)
LIBSVM = "Equal: support vector machines draw no random numbers here."


@dataclass(frozen=True)
class Golden:
    """One number (or row of numbers) of the book.

    Attributes
    ----------
    lesson : the computed lesson that holds what ours is made of
    book : the values as printed
    ours : from the lesson's arrays and the data set to as many values
    tolerance : the largest difference that is no drift; half of the last printed place if equal
    form : how one value is written, a format specification
    reason : why ours is equal, or why it differs
    """

    lesson: str
    quantity: str
    book: Values
    ours: Ours
    tolerance: float
    form: str
    reason: str

    def difference(self, values: Values) -> float:
        """Return the largest absolute difference from the book."""
        return float(np.max(np.abs(np.subtract(values, self.book))))

    def written(self, values: Values) -> str:
        """Return values as text."""
        return ", ".join(format(value, self.form) for value in values)


def table(
    opened: dict[str, Arrays], dataset: Dataset, rows: list[Golden] | None = None
) -> pd.DataFrame:
    """Return book and ours side by side for the lessons that are opened.

    Columns: `lesson`, `quantity`, `book`, `ours` (texts), `difference`, `tolerance` (numbers),
    `agrees` (bool), `reason`.
    """
    found = []
    for row in GOLDEN if rows is None else rows:
        if row.lesson in opened:
            values = row.ours(opened[row.lesson], dataset)
            apart = row.difference(values)
            found.append(
                {
                    "lesson": row.lesson,
                    "quantity": row.quantity,
                    "book": row.written(row.book),
                    "ours": row.written(values),
                    "difference": apart,
                    "tolerance": row.tolerance,
                    "agrees": apart <= row.tolerance,
                    "reason": row.reason if apart <= row.tolerance else DRIFT,
                }
            )
    return pd.DataFrame(found)


GOLDEN = [
    Golden(
        "binary",
        "SGD detector of fives, accuracy of three folds",
        (0.95035, 0.96035, 0.9604),
        measured.detector_folds,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Never a five (dummy), accuracy of three folds",
        (0.90965,) * 3,
        measured.dummy_folds,
        5e-6,
        ".5f",
        COUNTED,
    ),
    Golden(
        "binary",
        "Out-of-fold matrix: TN, FP, FN, TP",
        (53892, 687, 1891, 3530),
        measured.detector_matrix,
        0,
        ",.0f",
        EXACT,
    ),
    Golden(
        "binary",
        "Precision, recall, F1 of the detector",
        (0.83709, 0.65117, 0.73252),
        measured.detector_ratios,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Score of the first digit",
        (2164.22,),
        lambda arrays, dataset: (float(arrays["first"][0]),),
        0.005,
        ",.2f",
        EXACT,
    ),
    Golden(
        "binary",
        "Lowest threshold with 90 % precision",
        (3370.0195,),
        measured.threshold,
        5e-5,
        ",.4f",
        EXACT,
    ),
    Golden(
        "binary",
        "Precision and recall there",
        (0.90003, 0.47999),
        measured.ratios_at_threshold,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Area under the SGD detector's ROC curve",
        (0.96049,),
        lambda arrays, dataset: (measured.detector_curve(arrays, dataset).roc_area,),
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Forest at 0.5: F1, precision, recall",
        (0.92745, 0.98975, 0.87253),
        measured.forest_ratios,
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Area under the forest's ROC curve",
        (0.99834,),
        lambda arrays, dataset: (measured.detector_curve(arrays, dataset, "forest").roc_area,),
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "binary",
        "Fives among digits that the forest calls 50 to 60 % likely, in %",
        (94.0,),
        measured.forest_unsure,
        0.05,
        ".1f",
        EXACT,
    ),
    Golden(
        "multiclass",
        "SVC's ten scores of the first digit (one against one)",
        (3.79, 0.73, 6.06, 8.3, -0.29, 9.3, 1.75, 2.77, 7.21, 4.82),
        lambda arrays, dataset: tuple(arrays["won"][0].tolist()),
        0.005,
        ".2f",
        LIBSVM,
    ),
    Golden(
        "multiclass",
        "First digit as read by SVC one against one and one against the rest",
        (5, 5),
        lambda arrays, dataset: (
            float(arrays["won"][0].argmax()),
            float(arrays["rest"][0].argmax()),
        ),
        0,
        ".0f",
        LIBSVM,
    ),
    Golden(
        "multiclass",
        "SGD's ten scores of the first digit, read as 3",
        (-31893, -34420, -9531, 1824, -22320, -1386, -26189, -16148, -4604, -12051),
        measured.first_scores,
        0.5,
        ",.0f",
        EXACT,
    ),
    Golden(
        "multiclass",
        "SGD on raw pixels, accuracy of three folds",
        (0.87365, 0.85835, 0.8689),
        measured.folds("raw"),
        5e-6,
        ".5f",
        EXACT,
    ),
    Golden(
        "multiclass",
        "SGD on scaled pixels, accuracy of three folds",
        (0.8983, 0.891, 0.9018),
        measured.folds("scaled"),
        5e-5,
        ".4f",
        EXACT,
    ),
    Golden(
        "multilabel",
        "F1 of large and odd by nearest neighbours, macro and weighted",
        (0.97641, 0.97784),
        measured.label_f1,
        5e-6,
        ".5f",
        DISTANCE,
    ),
    Golden(
        "multilabel",
        "Chain of SVCs on the first digit: large, odd",
        (0, 1),
        lambda arrays, dataset: tuple(arrays["chain"][0].astype(float).tolist()),
        0,
        ".0f",
        LIBSVM,
    ),
    Golden(
        "exercises",
        "Nearest neighbours as they come, test accuracy",
        (0.9688,),
        measured.accuracy("baseline"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        "Best of the grid: k, by distance (1 = yes)",
        (4, 1),
        lambda arrays, dataset: tuple(arrays["best"].astype(float).tolist()),
        0,
        ".0f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        "Its cross-validated accuracy on 10,000 digits",
        (0.9442,),
        lambda arrays, dataset: (float(arrays["grid_mean"].max()),),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        "Refit on all digits, test accuracy",
        (0.9714,),
        measured.accuracy("tuned"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        "With digits shifted four ways, test accuracy",
        (0.9763,),
        measured.accuracy("augmented"),
        5e-5,
        ".4f",
        DISTANCE,
    ),
    Golden(
        "exercises",
        "Change of the error rate by the shifts, in %",
        (-17,),
        measured.fewer_errors,
        0.5,
        ".0f",
        DISTANCE,
    ),
]
