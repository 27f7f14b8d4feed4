"""Tables of many classes: the most confused ones, and all the others together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.language import mark

#: Classes that are shown in full; more than these are unreadable beside one another.
MOST = 30
OTHER = mark("other")


def most_confused(counts: np.ndarray, wanted: Sequence[int] = (), most: int = MOST) -> np.ndarray:
    """Return the classes with the most errors, as rows and as columns, in their order.

    Parameters
    ----------
    counts : (k, k) or (k, k + 1), rows true, columns predicted, the last one rejected
    wanted : classes that are shown whatever their errors
    most : how many classes are returned, if there are as many
    """
    square = np.asarray(counts)[:, : len(counts)]
    errors = square.sum(axis=1) + square.sum(axis=0) - 2 * np.diag(square)
    return _first(errors, wanted, most)


def largest(counts: np.ndarray, wanted: Sequence[int] = (), most: int = MOST) -> np.ndarray:
    """Return the rows of a table (r, c) with the most images, as `most_confused`."""
    return _first(np.asarray(counts).sum(axis=1), wanted, most)


def _first(by: np.ndarray, wanted: Sequence[int], most: int) -> np.ndarray:
    order = np.argsort(-by, kind="stable").tolist()
    kept = list(dict.fromkeys([*wanted, *order]))[: max(most, len(wanted))]
    return np.sort(np.array(kept, int))


@dataclass(frozen=True, eq=False)
class Folded:
    """A table whose rows and columns beyond some are added up.

    Parameters
    ----------
    counts : the table that is shown
    rows, columns : what each of its rows and columns was before; None for those added up
    """

    counts: np.ndarray
    rows: tuple[int | None, ...]
    columns: tuple[int | None, ...]

    def before(self, cell: tuple[int | None, int | None]) -> tuple[int | None, int | None] | None:
        """Return what a shown cell was before, None if it was added up."""
        row, column = cell
        if row is not None and self.rows[row] is None:
            return None
        if column is not None and self.columns[column] is None:
            return None
        return (
            None if row is None else self.rows[row],
            None if column is None else self.columns[column],
        )

    def after(self, cell: tuple[int | None, int | None]) -> tuple[int | None, int | None] | None:
        """Return where a cell is shown now, None if it was added up."""
        row, column = cell
        if (row is not None and row not in self.rows) or (
            column is not None and column not in self.columns
        ):
            return None
        return (
            None if row is None else self.rows.index(row),
            None if column is None else self.columns.index(column),
        )


def folded(counts: np.ndarray, rows: np.ndarray | None, columns: np.ndarray | None) -> Folded:
    """Return a table with these rows and columns, and a last one of all the others.

    Parameters
    ----------
    counts : (r, c)
    rows, columns : those that stay, in their order; None for all. The last column is kept where
        there are more columns than rows: it is of rejected images.
    """
    counts = np.asarray(counts)
    rejected = counts.shape[1] == len(counts) + 1
    shown, kept_rows = _fold(counts, rows, False)
    turned, kept_columns = _fold(shown.T, columns, rejected)
    return Folded(turned.T, kept_rows, kept_columns)


def _fold(
    counts: np.ndarray, kept: np.ndarray | None, last: bool
) -> tuple[np.ndarray, tuple[int | None, ...]]:
    if kept is None:
        return counts, tuple(range(len(counts)))
    stay = [int(i) for i in kept]
    others = np.ones(len(counts), bool)
    others[stay] = False
    tail = []
    if last:
        others[-1] = False
        tail = [len(counts) - 1]
    parts = [counts[stay], counts[others].sum(axis=0, keepdims=True), counts[tail]]
    return np.concatenate(parts), (*stay, None, *tail)
