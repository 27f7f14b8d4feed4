"""The cells of the confusion matrix that are chosen: in the sidebar, and further ones beside."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.analysis import selection
from core.analysis.selection import Cell
from core.data.labelled import Dataset
from core.language import mark, tr
from core.rules.binary import REJECTED
from session import choice
from session.address import cells, cells_text, class_or, classes, classes_text, one_of
from session.parameters import Parameter

ANY = mark("any")
MATRIX_VIEWS = {
    "counts": mark("Counts"),
    "true": mark("% of true"),
    "predicted": mark("% of predicted"),
    "errors": mark("Errors only"),
}
#: Classes that can be searched for at once.
MOST_SHOWN = 30
OUTCOMES = ("all", "misread", "correct")


def _a_class(value: int | str, dataset: Dataset) -> bool:
    return isinstance(value, str) or value < dataset.n_classes


def _cells_exist(found: Sequence[Cell], dataset: Dataset) -> bool:
    k = dataset.n_classes
    return all((i is None or i < k) and (j is None or j <= k) for i, j in found)


def _some_exist(found: Sequence[int], dataset: Dataset) -> bool:
    return len(found) <= MOST_SHOWN and max(found, default=0) < dataset.n_classes


TRUE: Parameter[int | str] = Parameter("true", ANY, class_or(ANY), fits=_a_class)
READ_AS: Parameter[int | str] = Parameter("read_as", ANY, class_or(ANY, REJECTED), fits=_a_class)
ALSO: Parameter[list[Cell]] = Parameter("also", [], cells, cells_text, _cells_exist)
MATRIX: Parameter[str] = Parameter("matrix", "counts", one_of(MATRIX_VIEWS))
#: Of many classes, those that the matrix shows whatever their errors.
SHOWN: Parameter[list[int]] = Parameter("shown", [], classes, classes_text, _some_exist)
OUTCOME: Parameter[str] = Parameter("outcome", "all", one_of(OUTCOMES))
PARAMETERS = (TRUE, READ_AS, MATRIX, ALSO, SHOWN, OUTCOME)


def side_names() -> tuple[dict[int | str, str], dict[int | str, str]]:
    """Return what can be chosen as the true class and as the answer, and what that is called."""
    known: dict[int | str, str] = {ANY: tr(ANY), **dict(enumerate(choice.classes()))}
    return known, {**known, REJECTED: tr(REJECTED)}


def answer_names() -> tuple[str, ...]:
    """Return the names of the answers, in the order of their numbers; the last is "rejected"."""
    return (*choice.classes(), tr(REJECTED))


def cell() -> Cell:
    """Return the sidebar's true and predicted class; None means any, k (the last one) rejected."""
    true, read_as = TRUE.get(), READ_AS.get()
    rejected = len(choice.classes()) if read_as == REJECTED else None
    return (
        None if isinstance(true, str) else true,
        rejected if isinstance(read_as, str) else read_as,
    )


def set_cell(true: int | None, read_as: int | None) -> None:
    """Choose a cell, a row (read_as None), a column (true None) or everything; for callbacks."""
    TRUE.set(ANY if true is None else true)
    rejected = read_as == len(choice.classes())
    READ_AS.set(ANY if read_as is None else REJECTED if rejected else read_as)


def matrix_view() -> str:
    """Return how the confusion matrix is to be shown."""
    return MATRIX.get()


def chosen_cells() -> list[Cell]:
    """Return the cells chosen in the confusion matrix, the first of them the sidebar's."""
    first = cell()
    return [one for one in [first] if one != (None, None)] + ALSO.get()


def choose_cells(found: list[Cell]) -> None:
    """Choose these cells and nothing else; for callbacks."""
    set_cell(*(found[0] if found else (None, None)))
    ALSO.set(found[1:])
    OUTCOME.set("all")


def together() -> bool:
    """Return whether a click adds a cell to the chosen ones."""
    return bool(st.session_state.get("together", False))


def pick_cell(picked: Cell, add: bool) -> None:
    """Choose a cell that was clicked; for callbacks."""
    choose_cells(selection.chosen_after(chosen_cells(), picked, add or together()))


def drop_cell(dropped: Cell) -> None:
    """Take one cell out of the choice; for callbacks."""
    choose_cells([other for other in chosen_cells() if other != dropped])


def outcome() -> str:
    """Return whether all, the misread or the correct images are asked for."""
    return OUTCOME.get()


def choose_outcome(name: str) -> None:
    """Choose the misread or the correct images, in whatever cell; for callbacks."""
    choose_cells([])
    OUTCOME.set(name)
