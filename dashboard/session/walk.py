"""The open image, the row of images it was picked from, and how the misread ones are listed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from core.analysis.reasons import ORDERS, REASONS, offered
from core.data import mnist
from core.data.labelled import Dataset
from core.language import mark
from session import choice
from session.address import one_of, some_of, whole
from session.parameters import Parameter

LAYOUTS = {
    "stream": mark("One stream"),
    "pairs": mark("By pair"),
    "both": mark("Errors and successes"),
}


def _an_image(index: int | None, dataset: Dataset) -> bool:
    return index is None or index < max(len(dataset.train), len(dataset.test))


def _offered(names: list[str], dataset: Dataset) -> bool:
    return set(names) <= set(offered(dataset.name == mnist.NAME))


#: None: the first of the row that the page begins with.
INDEX: Parameter[int | None] = Parameter("index", None, whole(), fits=_an_image)
ORDER: Parameter[str] = Parameter("order", "shortfall", one_of(ORDERS))
LAYOUT: Parameter[str] = Parameter("layout", "stream", one_of(LAYOUTS))
FILTERS: Parameter[list[str]] = Parameter("reasons", [], some_of(REASONS), ".".join, _offered)
PARAMETERS = (ORDER, LAYOUT, FILTERS, INDEX)


def order() -> str:
    """Return what the misread images are sorted by."""
    return ORDER.get()


def layout() -> str:
    """Return how the misread images are laid out."""
    return LAYOUT.get()


def filters() -> list[str]:
    """Return the reasons that the misread images are filtered by."""
    return FILTERS.get()


def open_image(index: int, among: np.ndarray | None = None) -> None:
    """Choose the image to see close up, and the row of images that it stands in."""
    INDEX.set(int(index))
    st.session_state.passed = []
    if among is not None:
        where = (choice.DATASET.get(), choice.split())
        st.session_state.row = (where, [int(i) for i in among])


def open_in_split(index: int, which: str, among: np.ndarray) -> None:
    """Choose an image of a split, and that split with it; for callbacks."""
    choice.choose_split(which)
    open_image(index, among)


def go_to(index: int) -> None:
    """Open another image of the same row; for callbacks."""
    INDEX.set(index)


def open_index() -> int | None:
    """Return the image that is open, if it is one of the chosen split."""
    chosen = INDEX.get()
    return chosen if chosen is not None and chosen < len(choice.images()) else None


def row(default: Callable[[], np.ndarray]) -> list[int]:
    """Return the images to walk through: where the open one was picked, else the default ones."""
    where, found = st.session_state.get("row", (None, []))
    here = where == (choice.DATASET.get(), choice.split()) and open_index() in found
    st.session_state.present_row = list(found) if here else [int(i) for i in default()]
    return present_row()


def present_row() -> list[int]:
    """Return the row that the open image was last shown in."""
    found: list[int] = st.session_state.get("present_row", [])
    return found


def go_on(index: int) -> bool:
    """Open the next image of the row, and keep that row; False where none comes. For callbacks."""
    found = present_row()
    if index not in found[:-1]:
        return False
    open_image(found[found.index(index) + 1], np.array(found))
    return True


def passed() -> list[int]:
    """Return the images that "another like this" has shown."""
    found: list[int] = st.session_state.setdefault("passed", [])
    return found


def open_another(found: int) -> None:
    """Open an image like the present one and remember that one was seen; for callbacks."""
    present = open_index()
    if present is not None:
        passed().append(present)
    INDEX.set(found)
