"""The part of `session` that the pages on errors share: chosen cells, the open digit, verdicts."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import attribution as core_evidence
from core.analysis import label_errors as core_label_errors
from core.analysis import maps, neighbours, selection
from core.analysis.reasons import Case
from core.analysis.verdicts import CHOICES, Choice, Verdict, Verdicts, from_voters, now
from core.models import registry
from core.rules.binary import NOT_READ
from core.training import artifacts
from session import following, opened, view

NO_VERDICT = "no verdict"
AROUND = 100


# --- cells ----------------------------------------------------------------------------------


def chosen_cells() -> list[selection.Cell]:
    """Return the cells chosen in the confusion matrix, the first of them the sidebar's."""
    first = view.cell()
    return [cell for cell in [first] if cell != (None, None)] + st.session_state.also


def choose_cells(cells: list[selection.Cell]) -> None:
    """Choose these cells and nothing else; for callbacks."""
    view.set_cell(*(cells[0] if cells else (None, None)))
    view.set_values(also=cells[1:], outcome="all")


def pick_cell(cell: selection.Cell, add: bool) -> None:
    """Choose a cell that was clicked; for callbacks."""
    together = add or st.session_state.get("together", False)
    choose_cells(selection.chosen_after(chosen_cells(), cell, together))


def drop_cell(cell: selection.Cell) -> None:
    """Take one cell out of the choice; for callbacks."""
    choose_cells([other for other in chosen_cells() if other != cell])


def outcome() -> str:
    """Return whether all, the misread or the correct images are asked for."""
    return st.session_state.outcome


def choose_outcome(name: str) -> None:
    """Choose the misread or the correct images, in whatever cell; for callbacks."""
    choose_cells([])
    view.set_values(outcome=name)


# --- any two columns ------------------------------------------------------------------------


def axis(side: str) -> str:
    """Return what the rows or the columns of the comparison are."""
    chosen = st.session_state[side]
    if chosen in axes():
        return chosen
    return "true" if side == "rows" else "rule"


def axes() -> dict[str, str]:
    """Return what can be compared and what it is called: label, rule, verdict, every model."""
    present = f"{registry.get(view.model_name()).title} by {following.rule()}"
    fixed = {"true": "true digit", "rule": present, "verdict": "verdict"}
    return fixed | {name: registry.get(name).title for name in opened.trained()}


def axis_values(name: str) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return a column as numbers (n,) of its names, and the names."""
    classes = opened.dataset().classes
    if name == "true":
        return opened.digits().labels, classes
    if name == "rule":
        answers = following.predicted()
        return answers, (*classes, NOT_READ) if answers.max() == len(classes) else classes
    if name == "verdict":
        values = np.full(len(opened.digits()), len(CHOICES))
        for verdict in verdicts():
            values[verdict.index] = CHOICES.index(verdict.choice)
        return values, (*CHOICES, NO_VERDICT)
    return opened.scores(name).predicted(), classes


def choose_axis(side: str) -> None:
    """Take over the axis that a widget of this page holds; the chosen cells meant other things."""
    view.set_values(**{side: st.session_state[f"{side}_choice"]}, cells=[])


def compared_cells(shape: tuple[int, int]) -> list[selection.Cell]:
    """Return the cells chosen in the comparison that its table has."""
    return [
        (i, j)
        for i, j in st.session_state.cells
        if (i is None or i < shape[0]) and (j is None or j < shape[1])
    ]


def pick_compared(cell: selection.Cell, add: bool) -> None:
    """Choose a cell of the comparison that was clicked; for callbacks."""
    together = add or st.session_state.get("together", False)
    view.set_values(cells=selection.chosen_after(st.session_state.cells, cell, together))


def drop_compared(cell: selection.Cell) -> None:
    """Take one cell of the comparison out of the choice; for callbacks."""
    view.set_values(cells=[other for other in st.session_state.cells if other != cell])


# --- the open digit and the row of digits it was picked from --------------------------------


def order() -> str:
    """Return what the misread digits are sorted by."""
    return st.session_state.order


def layout() -> str:
    """Return how the misread digits are laid out."""
    return st.session_state.layout


def reasons() -> list[str]:
    """Return the reasons that the misread digits are filtered by."""
    return st.session_state.reasons


def open_digit(index: int, among: np.ndarray | None = None) -> None:
    """Choose the digit to see close up, and the row of digits that it stands in."""
    view.set_values(index=int(index))
    st.session_state.passed = []
    if among is not None:
        st.session_state.row = (view.split(), [int(i) for i in among])


def index() -> int | None:
    """Return the digit that is open, if it is one of the chosen split."""
    chosen = st.session_state.index
    return chosen if chosen is not None and chosen < len(opened.digits()) else None


def row(default: np.ndarray) -> list[int]:
    """Return the digits to walk through: where the open one was picked, else the default."""
    which, found = st.session_state.get("row", (None, []))
    return found if which == view.split() and index() in found else [int(i) for i in default]


def passed() -> list[int]:
    """Return the digits that "another like this" has shown."""
    return st.session_state.setdefault("passed", [])


def open_another(found: int) -> None:
    """Open a digit like the present one and remember that one was seen; for callbacks."""
    passed().append(st.session_state.index)
    view.set_values(index=found)


# --- what is known of the images ------------------------------------------------------------


def case() -> Case:
    """Return what the filters and orders look at: the chosen model, rule, split and all models."""
    names = tuple(opened.trained())
    stamps = tuple(artifacts.stamp(name) for name in names)
    return _case(view.model_name(), view.split(), following.rule().text(), names, stamps)


@st.cache_resource(show_spinner=False, max_entries=16)
def _case(name: str, which: str, rule: str, names: tuple[str, ...], stamps: tuple[str, ...]) -> Any:
    answers = np.stack([opened.scores(other, which).predicted() for other in names])
    images = opened.digits(which).images
    return Case(opened.scores(name, which), following.predicted(name, which), images, answers)


def nearest(index: int, label: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the training digits of a class nearest to a digit of the chosen split."""
    without = index if view.split() == "oof" else None
    return _index().nearest(opened.digits().images[index], k, label, without)


@st.cache_resource(show_spinner="Building the index of neighbours, once")
def _index() -> neighbours.Index:
    return neighbours.open_index()


def evidence(name: str, index: int, label: int, against: int | None) -> core_evidence.Evidence:
    """Return where the evidence for a class lies in a digit of the chosen split."""
    return _evidence(name, view.split(), index, label, against, artifacts.stamp(name))


@st.cache_resource(show_spinner="Looking for the evidence", max_entries=256)
def _evidence(
    name: str, which: str, index: int, label: int, against: int | None, stamp: str
) -> core_evidence.Evidence:
    image = opened.digits(which).images[index]
    return core_evidence.evidence(opened.model(name), image, label, against)


# --- verdicts -------------------------------------------------------------------------------


def verdicts(which: str | None = None, voters: bool = False) -> list[Verdict]:
    """Return the verdicts on a split, with the five voters' where nobody has decided since."""
    which = which or view.split()
    own = Verdicts().all(split=which)
    if not voters or which != "test":
        return own
    decided = {verdict.index for verdict in own}
    return own + [verdict for verdict in from_voters() if verdict.index not in decided]


def verdict(index: int) -> Verdict | None:
    """Return what was decided about a digit of the chosen split."""
    return next((found for found in verdicts() if found.index == index), None)


def decide(index: int, choice: Choice, should_be: int | None, note: str) -> None:
    """Keep a verdict on a digit of the chosen split; for callbacks."""
    right = should_be if choice == "label wrong" else None
    Verdicts().save(Verdict(now(), "mnist", view.split(), index, choice, right, note))


def withdraw(index: int) -> None:
    """Take a verdict back; for callbacks."""
    Verdicts().withdraw("mnist", view.split(), index)


def merge(found: list[Verdict]) -> int:
    """Add verdicts from a file; return how many were new or newer."""
    return Verdicts().merge(found)


def all_verdicts() -> list[Verdict]:
    """Return the verdicts on both splits."""
    return Verdicts().all()


# --- the map and likely label errors --------------------------------------------------------


def places(kind: str) -> np.ndarray:
    """Return where the test digits lie, (n, 2): "pca" at once, "tsne" if it was made."""
    return _principal() if kind == "pca" else maps.open_map()


@st.cache_resource(show_spinner="Laying out the map")
def _principal() -> np.ndarray:
    return maps.components(opened.digits("test").images)


def map_kind() -> str:
    """Return which map is shown, "pca" or "tsne"."""
    return st.session_state.map


def map_colour() -> str:
    """Return what the points of the map are coloured by."""
    return st.session_state.colour


def on_map() -> list[int]:
    """Return the digits chosen on the map: inside a lasso, or around one of them."""
    if not st.session_state.lasso:
        return []
    kind, numbers = st.session_state.lasso
    try:
        where = places(kind)
    except StudioError as error:  # an address from where there is such a map
        view.set_values(lasso=())
        st.warning(f"What was chosen on the map is not shown. {error}")
        return []
    if len(numbers) == 1:
        index = min(numbers[0], len(where) - 1)
        return maps.around(where, index, AROUND).tolist()
    corners = np.array(numbers).reshape(-1, 2)
    return maps.inside(maps.on_paper(where), corners).tolist()


def choose_lasso(corners: tuple[int, ...]) -> None:
    """Choose the digits inside a lasso on the map that is shown; for callbacks."""
    view.set_values(lasso=(map_kind(), corners))


def choose_around(index: int) -> None:
    """Choose the digits nearest on the map to one of them; for callbacks."""
    view.set_values(lasso=(map_kind(), (int(index),)))


def drop_lasso(_: object = None) -> None:
    """Choose nothing on the map; for callbacks."""
    view.set_values(lasso=())


def label_errors() -> Any:
    """Return the likely label errors of the chosen model; they need out-of-fold probabilities."""
    name = view.model_name()
    return _label_errors(name, view.split(), artifacts.stamp(name))


@st.cache_resource(show_spinner="Looking for likely label errors", max_entries=8)
def _label_errors(name: str, which: str, stamp: str) -> Any:
    return core_label_errors.likely(opened.scores(name, which))
