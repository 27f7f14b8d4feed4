"""The page Compare: any two columns that are known of the images as the axes of one table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import streamlit as st

from core.analysis import selection
from core.analysis.selection import Cell
from core.analysis.verdicts import CHOICES
from core.data.labelled import Dataset
from core.language import mark as said
from core.language import tr
from core.models import registry
from session import better, choice, following, opened, verdicts
from session.address import cells, cells_text, model_name_text
from session.cells import answer_names, together
from session.parameters import Parameter

NO_VERDICT = said("no verdict")
#: What can be compared beside the models.
FIXED = ("true", "rule", "verdict")
Side = Literal["rows", "columns"]


def _cells_exist(found: Sequence[Cell], dataset: Dataset) -> bool:
    most = max(dataset.n_classes, len(CHOICES))
    return all(n is None or n <= most for cell in found for n in cell)


#: None: the two most accurate models; with one model, labels and the rule that the pages follow.
ROWS: Parameter[str | None] = Parameter("rows", None, model_name_text)
COLUMNS: Parameter[str | None] = Parameter("columns", None, model_name_text)
CELLS: Parameter[list[Cell]] = Parameter("cells", [], cells, cells_text, _cells_exist)
PARAMETERS = (ROWS, COLUMNS, CELLS)


def axis(side: Side) -> str:
    """Return what the rows or the columns of the comparison are."""
    chosen = ROWS.get() if side == "rows" else COLUMNS.get()
    if chosen is not None and chosen in axes():
        return chosen
    best = better.best_two()
    if best is not None:
        return best[0] if side == "rows" else best[1]
    return "true" if side == "rows" else "rule"


def mark(name: str, answer: str, right: bool) -> str:
    """Return an answer for a tile; one of a model or a rule says whether it is right."""
    return f"{answer} {'✓' if right else '✗'}" if name in (*opened.trained(), "rule") else answer


def axes() -> dict[str, str]:
    """Return what can be compared and what it is called: label, rule, verdict, every model."""
    present = tr(
        "{title} by {words}", title=registry.title(choice.model_name()), words=following.words()
    )
    titles = tr("true {class_word}", class_word=choice.class_word()), present, tr("verdict")
    return dict(zip(FIXED, titles, strict=True)) | {
        name: registry.title(name) for name in opened.trained()
    }


def axis_values(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return a column as numbers (n,) of its names, and the names."""
    classes = choice.classes()
    if name == "true":
        return choice.images().labels, classes
    if name == "rule":
        answers = following.predicted()
        return answers, answer_names() if answers.max() == len(classes) else classes
    if name == "verdict":
        values = np.full(len(choice.images()), len(CHOICES))
        for verdict in verdicts.verdicts():
            values[verdict.index] = CHOICES.index(verdict.choice)
        return values, (*map(tr, CHOICES), tr(NO_VERDICT))
    return opened.scores(name).predicted(), classes


def choose_axis(side: Side) -> None:
    """Take over the axis that a widget of this page holds; the chosen cells meant other things."""
    chosen = st.session_state[f"{side}_choice"]
    if side == "rows":
        ROWS.set(chosen)
    else:
        COLUMNS.set(chosen)
    CELLS.set([])


def compared_cells(shape: tuple[int, int]) -> list[Cell]:
    """Return the cells chosen in the comparison that its table has."""
    return [
        (i, j)
        for i, j in CELLS.get()
        if (i is None or i < shape[0]) and (j is None or j < shape[1])
    ]


def pick_compared(cell: Cell, add: bool) -> None:
    """Choose a cell of the comparison that was clicked; for callbacks."""
    CELLS.set(selection.chosen_after(CELLS.get(), cell, add or together()))


def drop_compared(cell: Cell) -> None:
    """Take one cell of the comparison out of the choice; for callbacks."""
    CELLS.set([other for other in CELLS.get() if other != cell])
