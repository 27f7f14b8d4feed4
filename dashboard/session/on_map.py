"""The page Map: which map is shown, and what is chosen on it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import maps
from core.data import sets
from session import choice
from session.address import Lasso, lasso, lasso_text, one_of
from session.parameters import Parameter, always

MAPS = {"pca": "PCA", "tsne": "t-SNE"}
COLOURS = ("true", "predicted", "margin", "wrong", "verdict")
AROUND = 100

MAP: Parameter[str] = Parameter("map", "pca", one_of(MAPS))
COLOUR: Parameter[str] = Parameter("colour", "true", one_of(COLOURS))
#: None: nothing is chosen.
LASSO: Parameter[Lasso | None] = Parameter("lasso", None, lasso(MAPS), lasso_text, always)
PARAMETERS = (MAP, COLOUR, LASSO)


def colour_titles() -> dict[str, str]:
    """Return what the points can be coloured by and what that is called."""
    word = choice.class_word()
    titles = (f"True {word}", f"Predicted {word}", "Margin", "Right or wrong", "Verdict")
    return dict(zip(COLOURS, titles, strict=True))


def map_kind() -> str:
    """Return which map is shown, "pca" or "tsne"."""
    return MAP.get()


def map_colour() -> str:
    """Return what the points of the map are coloured by."""
    return COLOUR.get()


def places(kind: str) -> np.ndarray:
    """Return where the test images lie, (n, 2): "pca" at once, "tsne" if it was made."""
    data = choice.DATASET.get()
    return _principal(data, sets.load(data).sha256) if kind == "pca" else maps.open_map(data)


@st.cache_resource(show_spinner="Laying out the map", max_entries=4)
def _principal(data: str, sha256: str) -> np.ndarray:
    return maps.components(sets.load(data).test.images)


def inside() -> list[int]:
    """Return the images chosen on the map: inside a lasso, or around one of them."""
    chosen = LASSO.get()
    if chosen is None:
        return []
    kind, numbers = chosen
    try:
        where = places(kind)
    except StudioError as error:  # an address from where there is such a map
        LASSO.set(None)
        st.warning(f"What was chosen on the map is not shown. {error}")
        return []
    if len(numbers) == 1:
        index = min(numbers[0], len(where) - 1)
        return [int(i) for i in maps.around(where, index, AROUND)]
    corners = np.array(numbers).reshape(-1, 2)
    return [int(i) for i in maps.inside(maps.on_paper(where), corners)]


def choose_lasso(corners: tuple[int, ...]) -> None:
    """Choose the images inside a lasso on the map that is shown; for callbacks."""
    LASSO.set((map_kind(), corners))


def choose_around(index: int) -> None:
    """Choose the images nearest on the map to one of them; for callbacks."""
    LASSO.set((map_kind(), (int(index),)))


def drop_lasso(_: object = None) -> None:
    """Choose nothing on the map; for callbacks."""
    LASSO.set(None)
