"""A map of many points in one canvas; a lasso drawn around points reports them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from core.analysis import maps

FOLDER = Path(__file__).parent
MOST_CORNERS = 36  # of a lasso, so that it fits into the address

_component = st.components.v2.component(
    "image_scatter",
    html='<div class="scatter"></div>',
    css=(FOLDER / "scatter.css").read_text(encoding="utf-8"),
    js=(FOLDER / "scatter.js").read_text(encoding="utf-8"),
)


def scatter(
    places: np.ndarray,
    colours: np.ndarray,
    palette: Sequence[str],
    names: Sequence[str],
    *,
    key: str,
    label: str,
    chosen: Sequence[int] = (),
    on_lasso: Callable[[tuple[int, ...]], None],
) -> None:
    """Draw points to put a lasso around.

    Parameters
    ----------
    places : (n, 2) anywhere
    colours : (n,) numbers of the palette
    palette : colours as CSS
    names : what each colour means; empty names stay out of the legend
    key : name of this map on its page
    label : what is shown, for screen readers
    chosen : points that stand out, if any
    on_lasso : called with x and y of the lasso's corners in turn, whole numbers from 0 to
        `maps.SIDE`, before the page runs again
    """

    def report() -> None:
        answer = st.session_state[key].lasso
        if isinstance(answer, list) and 6 <= len(answer) <= 2 * MOST_CORNERS:
            on_lasso(tuple(min(max(int(at), 0), maps.SIDE) for at in answer))

    scaled = maps.on_paper(places)
    data = {
        "size": maps.SIDE,
        "corners": MOST_CORNERS,
        "x": scaled[:, 0].tolist(),
        "y": scaled[:, 1].tolist(),
        "colours": np.asarray(colours).tolist(),
        "palette": list(palette),
        "names": list(names),
        "label": label,
    }
    data["version"] = str(hash(repr(data)))
    _component(
        key=key, data={**data, "chosen": list(chosen)}, on_lasso_change=report, width="stretch"
    )
