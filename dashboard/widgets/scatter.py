"""A map of many points: a lasso around some reports them, and each shows what it stands for."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import streamlit as st
from streamlit import runtime

from core.analysis import maps
from core.analysis.sprites import Preview
from core.language import mark
from widgets.reported import reported
from widgets.words import spoken

FOLDER = Path(__file__).parent
MOST_CORNERS = 36  # of a lasso, so that it fits into the address
HOW = ("new", "add", "take")
#: What scatter_tools.js says.
WORDS = (
    mark("Map"),
    mark("New choice"),
    mark("Add"),
    mark("Take away"),
    mark("Move"),
    mark("Draw around points to choose them"),
    mark("Draw around points to add them (Shift)"),
    mark("Draw around points to take them out (Alt)"),
    mark("Drag the map; two fingers and Ctrl with the wheel zoom"),
    mark("Zoom out"),
    mark("Zoom in"),
    mark("Whole map"),
    mark("Show all points"),
    mark("{mark} index {i}: true {true}, read as {answer}"),
)

_component = st.components.v2.component(
    "image_scatter",
    html='<div class="scatter"></div>',
    css=(FOLDER / "scatter.css").read_text(encoding="utf-8"),
    js="\n".join(
        (FOLDER / f"{part}.js").read_text(encoding="utf-8")
        for part in (
            "words",
            "scatter_tools",
            "scatter_view",
            "scatter",
        )  # it cannot import another
    ),
)


class Colouring(NamedTuple):
    """How points are drawn.

    Parameters
    ----------
    numbers : (n,) of the palette
    palette : colours as CSS
    names : what each colour means; empty names stay out of the legend
    crossed : (n,) bool, points that are crosses
    cross : what a cross means
    """

    numbers: np.ndarray
    palette: Sequence[str]
    names: Sequence[str]
    crossed: np.ndarray
    cross: str


def scatter(
    places: np.ndarray,
    colouring: Colouring,
    captions: tuple[Sequence[str], np.ndarray, np.ndarray],
    *,
    key: str,
    label: str,
    chosen: Sequence[int] = (),
    shapes: Sequence[tuple[bool, tuple[int, ...]]] = (),
    preview: Preview | None = None,
    on_lasso: Callable[[str, tuple[int, ...]], None],
    on_pick: Callable[[int], None],
) -> int | None:
    """Draw points to put lassos around, to look at and to open.

    Parameters
    ----------
    places : (n, 2) anywhere
    colouring : how the points are drawn
    captions : the names of the classes, and of each point its true class and the answer, (n,)
    key : name of this map on its page
    label : what is shown, for screen readers
    chosen : points that stand out, if any
    shapes : what was drawn so far: whether it takes away, and corners or one point
    preview : what the points stand for
    on_lasso : called with "new", "add" or "take" and x and y of the lasso's corners in turn, whole
        numbers from 0 to `maps.SIDE`, before the page runs again
    on_pick : called with the point that was clicked, before the page runs again

    Returns
    -------
    int or None
        The point that was clicked just now, in this one run.
    """

    def point(answer: object) -> int | None:
        return answer if type(answer) is int and 0 <= answer < len(places) else None

    def report_lasso() -> None:
        answer = reported(key, "lasso")
        if not isinstance(answer, dict) or answer.get("how") not in HOW:
            return
        corners = answer.get("corners")
        if isinstance(corners, list) and 6 <= len(corners) <= 2 * MOST_CORNERS:
            on_lasso(answer["how"], tuple(min(max(int(at), 0), maps.SIDE) for at in corners))

    def report_pick() -> None:
        picked = point(reported(key, "picked"))
        if picked is not None:
            on_pick(picked)

    scaled = maps.on_paper(places)
    names, true, answers = captions
    data: dict[str, Any] = {
        "size": maps.SIDE,
        "corners": MOST_CORNERS,
        "x": packed(scaled[:, 0]),
        "y": packed(scaled[:, 1]),
        "colours": packed(colouring.numbers),
        "palette": list(colouring.palette),
        "names": list(colouring.names),
        "crossed": np.flatnonzero(colouring.crossed).tolist(),
        "cross": colouring.cross,
        "classes": list(names),
        "true": packed(true),
        "answers": packed(answers),
        "label": label,
    }
    data["version"] = hashlib.blake2b(repr(data).encode(), digest_size=8).hexdigest()
    result = _component(
        key=key,
        data={
            **spoken(WORDS),
            **data,
            "chosen": list(chosen),
            "shapes": [{"takes": takes, "numbers": list(numbers)} for takes, numbers in shapes],
            "preview": _preview(preview, key),
        },
        on_lasso_change=report_lasso,
        on_picked_change=report_pick,
        width="stretch",
    )
    return point(result.picked)


def packed(numbers: np.ndarray) -> dict[str, Any]:
    """Return whole numbers below 65,536 as base64 of one or two bytes each, low byte first."""
    found = np.asarray(numbers)
    size = 1 if found.max(initial=0) < 256 else 2
    return {"size": size, "text": base64.b64encode(found.astype(f"<u{size}").tobytes()).decode()}


def unpacked(sent: dict[str, Any]) -> np.ndarray:
    """Return the numbers that `packed` wrote."""
    return np.frombuffer(base64.b64decode(sent["text"]), f"<u{sent['size']}")


def _preview(preview: Preview | None, key: str) -> dict[str, Any] | None:
    """Return the address of the previews, which the browser asks for once it needs them."""
    if preview is None or not runtime.exists():
        return None
    manager = runtime.get_instance().media_file_mgr
    url = manager.add(preview.png, "image/png", f"preview of {key}")
    return {"url": url, "columns": preview.columns, "size": list(preview.size)}
