"""Choosing cells of a table of two columns, such as true and predicted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.evaluation.metrics import Normalise, normalised

Cell = tuple[int | None, int | None]
MOST = 4  # cells beside each other


def chosen_after(present: Sequence[Cell], cell: Cell, add: bool) -> list[Cell]:
    """Return the cells chosen after one more click.

    A click chooses its cell alone, or takes the choice back if it was chosen alone. With `add` it
    joins the others, of which the oldest leaves when there are more than MOST, or leaves them.
    """
    if not add:
        return [] if list(present) == [cell] else [cell]
    if cell in present:
        return [other for other in present if other != cell]
    return [*present, cell][-MOST:]


def pair(cell: Cell) -> list[Cell]:
    """Return the four cells of two classes: right and wrong in both directions."""
    i, j = cell
    return [(i, i), (i, j), (j, i), (j, j)]


def shades(table: np.ndarray, by: Normalise, square: bool = True) -> np.ndarray:
    """Return how strongly to colour each cell, 0 to 1.

    In a square table (with a column for rejected images or without) the diagonal and that column
    stay out of the scale, as nan: they are no errors, and would hide where those are.
    """
    shown = normalised(table, by).astype(float)
    if square:
        np.fill_diagonal(shown, np.nan)
        shown[:, len(shown) :] = np.nan
    largest = np.nanmax(shown, initial=0)
    return shown / largest if largest else shown
