"""A small canvas to draw a digit on inside a page."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path

import numpy as np
import streamlit as st

FOLDER = Path(__file__).parent
SIDE = 140  # pixels of the picture that the browser sends; the canvas is drawn at twice the size

_component = st.components.v2.component(
    "drawing_pad",
    html='<div class="pad"><canvas width="280" height="280" aria-label="Draw a digit here">'
    '</canvas><button type="button">Clear</button></div>',
    css=(FOLDER / "pad.css").read_text(encoding="utf-8"),
    js=(FOLDER / "pad.js").read_text(encoding="utf-8"),
)


def pad(key: str) -> np.ndarray | None:
    """Show the canvas; return its ink (140, 140) uint8 after the last stroke, None if blank."""
    result = _component(key=key, data={"side": SIDE}, on_ink_change=lambda: None, width="content")
    return decoded(result.ink)


def decoded(ink: object) -> np.ndarray | None:
    """Return the ink that the browser sent, None if it is nothing or not what we asked for."""
    if not isinstance(ink, str) or len(ink) > 2 * SIDE * SIDE:
        return None
    try:
        content = base64.b64decode(ink, validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(content) != SIDE * SIDE:
        return None
    picture = np.frombuffer(content, np.uint8).reshape(SIDE, SIDE)
    return picture if picture.any() else None
