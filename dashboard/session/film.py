"""The images that follow the hand on the page Thresholds: which are sent, and when others are."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import numpy as np
import streamlit as st

from core.analysis import sprites
from core.rules import nearest
from core.rules.nearest import Ranked, Window
from session import choice, cut, opened
from session.pictures import ROOM, pictures, shape

MOST = 2000
#: Pixels of an image's longer side: a tile is hardly larger on the page.
SIDE = 48
#: Bytes of pixels that are sent at most: of coloured and larger images there are fewer.
SENT_ROOM = 3_000_000


def about() -> dict[str, Any]:
    """Return what the slider must know of the images before they come.

    `of` names the model, the question and the split, `image` is [width, height] of an image in
    pixels, and `all` is how many images the question is about.
    """
    rows, columns = _sent_shape()[:2]
    everything = sum(len(side.scores) for side in opened.ranked_sides(*_identity()))
    return {"of": _name(_identity()), "image": [columns, rows], "all": everything}


def contents() -> dict[str, Any]:
    """Return the images nearest to the threshold, others than before where those run short."""
    sent = window()
    return _contents(*_identity(), sent.positives, sent.negatives)


def window() -> Window:
    """Return the places of the positives and of the negatives that this visit is sent."""
    if runs_short():
        identity, at = _identity(), cut.threshold_rule().threshold
        sides = opened.ranked_sides(*identity)
        st.session_state.film_window = (identity, nearest.window(sides, at, most()))
    found: Window = st.session_state.film_window[1]
    return found


def runs_short() -> bool:
    """Return whether others than the images sent last are needed at the present threshold."""
    identity, at = _identity(), cut.threshold_rule().threshold
    held = st.session_state.get("film_window")
    sides = opened.ranked_sides(*identity)
    return held is None or held[0] != identity or not nearest.reaches(sides, held[1], at)


def most() -> int:
    """Return how many images are sent at most."""
    return max(1, min(MOST, SENT_ROOM // _bytes(_sent_shape()), ROOM // _bytes(shape())))


def _sent_shape() -> tuple[int, ...]:
    """Return the shape (h, w[, 3]) that an image is sent in."""
    return tuple(_reduced(np.zeros((1, *shape()), np.uint8)).shape[1:])


def _reduced(images: np.ndarray) -> np.ndarray:
    """Return images as small as they are seen; plates stay as they are, to be read."""
    return sprites.thumbnails(images, SIDE) if choice.dataset().pictured else images


def _identity() -> tuple[str, str, str, str, str]:
    name, asked = choice.model_name(), cut.threshold_rule().at(0.0).text()
    return choice.DATASET.get(), name, choice.split(), asked, opened.stamp(name)


def _name(identity: tuple[str, ...]) -> str:
    return hashlib.blake2b(repr(identity).encode(), digest_size=8).hexdigest()


@st.cache_resource(show_spinner=False, max_entries=32)
def _contents(
    data: str,
    name: str,
    which: str,
    asked: str,
    stamp: str,
    positives: tuple[int, int],
    negatives: tuple[int, int],
) -> dict[str, Any]:
    """Return the images of a window as they are sent: the positives first, by rising score."""
    yes, no = opened.ranked_sides(data, name, which, asked, stamp)
    indices = np.concatenate([yes.indices[slice(*positives)], no.indices[slice(*negatives)]])
    pixels = np.ascontiguousarray(_reduced(pictures(indices, which)))
    png = base64.b64encode(sprites.sprite(pixels)).decode()
    return {
        "of": _name((data, name, which, asked, stamp)),
        "image": [pixels.shape[2], pixels.shape[1]],
        "columns": sprites.COLUMNS,
        "sprite": f"data:image/png;base64,{png}",
        "positives": _side(yes, positives),
        "negatives": _side(no, negatives),
    }


def _side(side: Ranked, place: tuple[int, int]) -> dict[str, list]:
    inside = slice(*place)
    return {
        "scores": side.scores[inside].astype(float).tolist(),
        "indices": side.indices[inside].tolist(),
    }


def _bytes(shape: tuple[int, ...]) -> int:
    return max(1, int(np.prod(shape)))
