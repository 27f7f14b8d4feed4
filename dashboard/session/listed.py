"""The images that the address lists: those of a cell, misread for a reason, or by one writer."""

from __future__ import annotations

import numpy as np

from core.analysis import errors, reasons
from session import cells, following, known, opened, walk, writers


def shown() -> tuple[np.ndarray, np.ndarray]:
    """Return what passes all filters: the misread images in the chosen order, and the others.

    Those read correctly begin with the nearest to being wrong.
    """
    case, predicted = known.case(), following.predicted()
    found = errors.in_cell(opened.scores().labels, predicted, *cells.cell())
    found = found[reasons.kept(case, walk.filters())[found]]
    writer = writers.chosen()
    if writer is not None and writers.are_known():
        found = found[writers.made_by(writer)[found]]
    wrong = case.wrong[found]
    return (
        reasons.ordered(case, found[wrong], walk.order()),
        reasons.ordered(case, found[~wrong], "margin"),
    )


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
    listed, _ = shown()
    if index in listed:
        return listed
    return reasons.ordered(known.case(), np.flatnonzero(known.case().wrong), walk.order())
