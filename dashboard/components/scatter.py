"""A map of many points in one canvas; a lasso drawn around points reports them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import streamlit as st

FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "digit_scatter",
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
    on_lasso: Callable[[list[int]], None],
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
    on_lasso : called with the numbers of the points inside, before the page runs again
    """
    n = len(places)

    def report() -> None:
        answer = st.session_state[key].inside
        if isinstance(answer, list):
            on_lasso(sorted({i for i in answer if type(i) is int and 0 <= i < n}))

    low, high = places.min(axis=0), places.max(axis=0)
    scaled = np.round((places - low) / np.maximum(high - low, 1e-12) * 4000).astype(int)
    data = {
        "x": scaled[:, 0].tolist(),
        "y": scaled[:, 1].tolist(),
        "colours": np.asarray(colours).tolist(),
        "palette": list(palette),
        "names": list(names),
        "label": label,
    }
    data["version"] = str(hash(repr(data)))
    _component(
        key=key, data={**data, "chosen": list(chosen)}, on_inside_change=report, width="stretch"
    )
