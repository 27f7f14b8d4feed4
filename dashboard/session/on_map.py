"""The page Map: which map is shown, and what is chosen on it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import maps, sprites
from core.data import sets
from core.language import tr
from core.storage import jobs
from session import asked, choice
from session.address import Lasso, Shape, lasso, lasso_text, one_of
from session.parameters import Parameter, always, tell

MAPS = {"tsne": "t-SNE", "pca": "PCA"}
COLOURS = ("true", "predicted", "margin", "wrong", "verdict")
AROUND = 100
#: Shapes that one choice is made of, so that it fits into the address.
MOST_SHAPES = 5
#: Pixels that all previews have together, and the least of one side at which one sees anything.
PREVIEW_ROOM, LEAST_SIDE = 8_000_000, 8

MAP: Parameter[str] = Parameter("map", "tsne", one_of(MAPS))
COLOUR: Parameter[str] = Parameter("colour", "true", one_of(COLOURS))
#: None: nothing is chosen.
LASSO: Parameter[Lasso | None] = Parameter(
    "lasso", None, lasso(MAPS, MOST_SHAPES), lasso_text, always, longest=2000
)
PARAMETERS = (MAP, COLOUR, LASSO)


def colour_titles() -> dict[str, str]:
    """Return what the points can be coloured by and what that is called."""
    word = choice.class_word()
    titles = (
        tr("True {word}", word=word),
        tr("Predicted {word}", word=word),
        tr("Margin"),
        tr("Right or wrong"),
        tr("Verdict"),
    )
    return dict(zip(COLOURS, titles, strict=True))


def map_kind() -> str:
    """Return which map is shown, "tsne" or "pca": PCA as long as there is no other."""
    return MAP.get() if MAP.get() == "pca" or facts() else "pca"


def asks_for_missing() -> bool:
    """Return whether t-SNE is asked for and not there."""
    return MAP.get() == "tsne" and facts() is None


def map_colour() -> str:
    """Return what the points of the map are coloured by."""
    return COLOUR.get()


def places(kind: str) -> np.ndarray:
    """Return where the test images lie, (n, 2): "pca" at once, "tsne" if it is there."""
    data = choice.DATASET.get()
    return _principal(data, sets.load(data).sha256) if kind == "pca" else maps.open_map(data)


@st.cache_resource(show_spinner="Laying out the map", max_entries=4)
def _principal(data: str, sha256: str) -> np.ndarray:
    return maps.components(sets.load(data).test.images)


# --- what is chosen -------------------------------------------------------------------------


def inside() -> list[int]:
    """Return the images chosen on the map: what its shapes hold, added and taken in turn."""
    found: set[int] = set()
    for shape in LASSO.get() or ():
        try:
            where = places(shape.kind)
        except StudioError:  # an address from where there is such a map
            LASSO.set(None)
            st.warning(
                tr("What was chosen on the map is not shown: there is no such map here yet.")
            )
            return []
        found = found - _held(where, shape) if shape.takes else found | _held(where, shape)
    return sorted(found)


def _held(where: np.ndarray, shape: Shape) -> set[int]:
    """Return the images inside a lasso, or around one of them."""
    if len(shape.numbers) == 1:
        index = min(shape.numbers[0], len(where) - 1)
        return {int(i) for i in maps.around(where, index, AROUND)}
    corners = np.array(shape.numbers).reshape(-1, 2)
    return {int(i) for i in maps.inside(maps.on_paper(where), corners)}


def shapes() -> list[Shape]:
    """Return what was drawn on the map that is shown."""
    return [shape for shape in LASSO.get() or () if shape.kind == map_kind()]


def choose(how: str, numbers: tuple[int, ...]) -> None:
    """Choose, "add" or "take" what a lasso holds, or one image's surroundings; for callbacks."""
    before = () if how == "new" else LASSO.get() or ()
    if len(before) >= MOST_SHAPES:
        tell(
            tr(
                "A choice is made of at most {most_shapes} shapes; begin a new one.",
                most_shapes=MOST_SHAPES,
            )
        )
        return
    LASSO.set((*before, Shape(map_kind(), how == "take", tuple(map(int, numbers)))))


def drop_lasso(_: object = None) -> None:
    """Choose nothing on the map; for callbacks."""
    LASSO.set(None)


# --- previews -------------------------------------------------------------------------------


def preview() -> sprites.Preview | None:
    """Return all test images as one small picture; None where one would see nothing."""
    data = choice.DATASET.get()
    return _preview(data, sets.load(data).sha256)


@st.cache_resource(show_spinner=False, max_entries=4)
def _preview(data: str, sha256: str) -> sprites.Preview | None:
    images = sets.load(data).test.images
    side = min(int((PREVIEW_ROOM / max(len(images), 1)) ** 0.5), max(images.shape[1:3]), 48)
    return None if side < min(LEAST_SIDE, *images.shape[1:3]) else sprites.preview(images, side)


# --- making it ------------------------------------------------------------------------------


def facts() -> dict | None:
    """Return when the t-SNE map was made and in how many seconds; None if there is none."""
    return maps.facts(choice.DATASET.get())


def seconds() -> float:
    """Return how long making the t-SNE map takes, about."""
    return maps.expected_seconds(len(choice.images("test")))


def job() -> jobs.Job | None:
    """Return how far the making is or how the last one ended."""
    return jobs.progress(maps.JOB, choice.DATASET.get())


def start(_: object = None) -> None:
    """Start making the t-SNE map in a process of its own; for callbacks."""
    data = choice.DATASET.get()
    asked.start(maps.JOB, ["map", "--dataset", data], data)


def cancel(_: object = None) -> None:
    """Ask the making to stop; for callbacks."""
    asked.cancel(maps.JOB, tr("There was no map left to cancel."), choice.DATASET.get())
