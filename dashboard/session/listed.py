"""The images that the address lists: those of a cell, misread for a reason, or by one writer."""

from __future__ import annotations

import numpy as np

from core.analysis import errors, reasons
from session import cells, following, known, opened, walk, writers


def misread() -> np.ndarray:
    """Return the misread images that pass all filters, in the chosen order."""
    case, shown = known.case(), _shown()
    return reasons.ordered(case, shown[case.wrong[shown]], walk.order())


def correct() -> np.ndarray:
    """Return those read correctly that pass all filters, the nearest to being wrong first."""
    case, shown = known.case(), _shown()
    return reasons.ordered(case, shown[~case.wrong[shown]], "margin")


def around(index: int) -> np.ndarray:
    """Return the row in which an address alone places an image, as after a reload.

    What Confusions lists of the cell that holds it, where nothing but cells is chosen; else what
    Misread lists, if it is among that; else everything that is misread.
    """
    scores, predicted = opened.scores(), following.predicted()
    if not walk.filters() and writers.chosen() is None:
        for one in cells.chosen_cells():
            found = errors.in_cell(scores.labels, predicted, *one)
            if index in found:
                return errors.worst_first(scores, predicted, found)
    listed = misread()
    if index in listed:
        return listed
    return reasons.ordered(known.case(), np.flatnonzero(known.case().wrong), walk.order())


def _shown() -> np.ndarray:
    labels, predicted = opened.scores().labels, following.predicted()
    found = errors.in_cell(labels, predicted, *cells.cell())
    found = found[reasons.kept(known.case(), walk.filters())[found]]
    writer = writers.chosen()
    if writer is None or not writers.are_known():
        return found
    return found[writers.made_by(writer)[found]]
