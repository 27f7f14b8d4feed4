"""A number of the book beside ours: whether they agree within a tolerance, and why."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data.labelled import Dataset
from core.language import mark, number, tr
from core.lessons.measured import Ours, Values
from core.lessons.stored import Arrays

OTHER_DIGITS = mark("Other digits than the 60,000 and 10,000 of MNIST, so other numbers.")
DRIFT = mark(
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
    tolerance : the largest difference that is not a drift; half of the last printed place if equal
    form : how one value is written, a format specification
    reason : why ours is equal, or why it differs
    pinned : what the versions of requirements.txt give, where that is not what the book printed
    """

    lesson: str
    quantity: str
    book: Values
    ours: Ours
    tolerance: float
    form: str
    reason: str
    pinned: Values | None = None

    def agrees(self, values: Values) -> bool:
        """Return whether values are the book's, within the tolerance."""
        return self._near(values, self.book)

    def drifts(self, values: Values) -> bool:
        """Return whether values are not those that the pinned versions give."""
        return not self._near(values, self.pinned or self.book)

    def _near(self, values: Values, wanted: Values) -> bool:
        return float(np.max(np.abs(np.subtract(values, wanted)))) <= self.tolerance

    def written(self, values: Values) -> str:
        """Return values as text."""
        return "; ".join(number(value, self.form) for value in values)


def within(tolerance: float) -> str:
    """Return a tolerance in words: the largest difference that is not a drift."""
    if not tolerance:
        return tr("exactly")
    places = len(f"{tolerance:.6f}".rstrip("0").partition(".")[2])
    return f"±\u00a0{number(tolerance, f',.{places}f')}"


def table(rows: list[Golden], opened: dict[str, Arrays], dataset: Dataset) -> pd.DataFrame:
    """Return book and ours side by side for the lessons that are opened.

    Columns: `lesson`, `quantity`, `book`, `ours` (texts), `tolerance` (number), `agrees` (with the
    book) and `drifts` (from what the pinned versions give; both bool), `reason`.
    """
    whole = (len(dataset.train), len(dataset.test)) == MNIST
    differs = DRIFT if whole else OTHER_DIGITS
    found = []
    for row in rows:
        if row.lesson in opened:
            values = row.ours(opened[row.lesson], dataset)
            found.append(
                {
                    "lesson": row.lesson,
                    "quantity": row.quantity,
                    "book": row.written(row.book),
                    "ours": row.written(values),
                    "tolerance": row.tolerance,
                    "agrees": row.agrees(values),
                    "drifts": row.drifts(values),
                    "reason": differs if row.drifts(values) else row.reason,
                }
            )
    return pd.DataFrame(found)


def verdict(table: pd.DataFrame) -> str:
    """Return in words how many rows of a table agree with the book, and how many drift."""
    if not len(table):
        return "none"
    agree, drift = int(table["agrees"].sum()), int(table["drifts"].sum())
    text = f"{agree} of {len(table)} agree"
    if known := len(table) - agree - drift:
        text += f", {known} differ for a known reason"
    return text + (f", {drift} drift" if drift else "")
