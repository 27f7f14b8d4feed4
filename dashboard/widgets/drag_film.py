"""Images that follow the hand on a threshold: sent before they are needed, drawn by the slider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

_component = st.components.v2.component(
    "drag_film",
    html="<span></span>",
    js=(Path(__file__).parent / "drag_film.js").read_text(encoding="utf-8"),
)

HIDDEN = "<style>.st-key-drag_film { display: none; }</style>"


def drag_film(data: dict[str, Any], *, key: str) -> None:
    """Send images to the slider of the page.

    They are a message of their own: the slider's changes with every move, and this one only when
    other images are needed, so that the browser keeps what it has.

    Parameters
    ----------
    data : "of", which the slider's `film` has as well; "image", [width, height] of an image;
        "columns" of "sprite", a PNG with the "positives" first; both sides have "scores", which
        rise, and "indices"
    key : name on the page
    """
    with st.container(key="drag_film"):
        st.html(HIDDEN)
        _component(key=key, data=data)
