"""Your own handwriting: the kept digits, how every model reads them, the files that are added."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis.selection import Cell, chosen_after
from core.data.labelled import LabelledImages
from core.drawing import handwriting
from core.evaluation.scores import Scores
from core.language import tr
from core.storage import paths
from core.training import artifacts
from session.cells import cell, set_cell
from session.opened import model, trained
from session.parameters import tell

SESSION = "own_open"


def own_digits() -> LabelledImages:
    """Return the kept digits, in an order that depends on them alone."""
    return kept().test


def kept() -> handwriting.Kept:
    """Return the kept digits, with what is to be said of their file."""
    return _kept(str(paths.ARTIFACTS), handwriting.stamp())


def set_aside() -> tuple[str, ...]:
    """Return sentences on damaged files beside the one in use, none without any."""
    return handwriting.set_aside()


def own_scores(name: str) -> Scores:
    """Return a model's scores of the kept digits, of which there must be some."""
    place, stamp = str(paths.ARTIFACTS), handwriting.stamp()
    return _own_scores(name, place, stamp, artifacts.stamp(name))


def all_own_scores() -> dict[str, Scores]:
    """Return every trained model's scores of the kept digits."""
    return {name: own_scores(name) for name in trained()}


@st.cache_resource(show_spinner=False, max_entries=4)
def _kept(place: str, stamp: str) -> handwriting.Kept:
    return handwriting.kept()


@st.cache_resource(show_spinner="Reading your digits", max_entries=64)
def _own_scores(name: str, place: str, stamp: str, model_stamp: str) -> Scores:
    return handwriting.scores(model(name), _kept(place, stamp).test)


def pick_own_cell(picked: Cell, add: bool) -> None:
    """Choose the cell of the sidebar that was clicked, or take the choice back; for callbacks."""
    chosen = [] if cell() == (None, None) else [cell()]
    set_cell(*(chosen_after(chosen, picked, add=False) or [(None, None)])[0])


def open_own(index: int) -> None:
    """Choose one kept digit to look at; for callbacks."""
    digits = own_digits()
    st.session_state[SESSION] = (digits.images[index].tobytes(), int(digits.labels[index]))


def opened_own() -> int | None:
    """Return the place of the kept digit to look at among all, None if there is none."""
    if SESSION not in st.session_state:
        return None
    image, label = st.session_state[SESSION]
    digits, wanted = own_digits(), np.frombuffer(image, np.uint8).reshape(28, 28)
    same = (digits.labels == label) & (digits.images == wanted).all(axis=(1, 2))
    return int(same.argmax()) if same.any() else None


def drop_own(image: np.ndarray, label: int) -> None:
    """Take a digit out of the kept ones; for callbacks."""
    try:
        handwriting.drop(image, label)
    except StudioError as error:
        tell(str(error))


def add_files(key: str) -> None:
    """Merge the files that an uploader holds into the kept digits; for callbacks."""
    told = st.session_state.added_files = []
    for file in st.session_state.get(key) or []:
        try:
            merged = handwriting.merge_file(file.getvalue(), file.name)
        except StudioError as error:
            told.append((False, str(error)))
            continue
        other = (
            tr(", {disputed:,} labelled otherwise here", disputed=merged.disputed)
            if merged.disputed
            else ""
        )
        told.append(
            (
                True,
                tr(
                    "{name}: {added:,} new, {known:,} known already{other}.",
                    name=file.name,
                    added=merged.added,
                    known=merged.known,
                    other=other,
                ),
            )
        )


def added() -> list[tuple[bool, str]]:
    """Return for each file just added whether it was read and one sentence; then forget them."""
    found: list[Any] = st.session_state.get("added_files", [])
    st.session_state.added_files = []
    return found
