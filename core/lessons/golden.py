"""A number of the book beside ours: whether they agree within a tolerance, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data import Dataset
from core.lessons import Arrays
from core.lessons.measured import Ours, Values

OTHER_DIGITS = "Other digits than the 60,000 and 10,000 of MNIST, so other numbers."
DRIFT = (
    "Outside the tolerance. Seed, scaling and folds are the book's, and the number of cores "
    "changes nothing: compare the versions of the libraries with requirements.txt."
)
MNIST = (60_000, 10_000)


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


def within(tolerance: float) -> str:
    """Return a tolerance in words: the largest difference that is no drift."""
    return f"±\u00a0{tolerance:,.6f}".rstrip("0").rstrip(".") if tolerance else "exactly"


def table(rows: list[Golden], opened: dict[str, Arrays], dataset: Dataset) -> pd.DataFrame:
    """Return book and ours side by side for the lessons that are opened.

    Columns: `lesson`, `quantity`, `book`, `ours` (texts), `difference`, `tolerance` (numbers),
    `agrees` (bool), `reason`.
    """
    whole = (len(dataset.train), len(dataset.test)) == MNIST
    differs = DRIFT if whole else OTHER_DIGITS
    found = []
    for row in rows:
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
                    "reason": row.reason if apart <= row.tolerance else differs,
                }
            )
    return pd.DataFrame(found)
