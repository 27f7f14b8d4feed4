"""A table of results, the best first; a row opens what it is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import streamlit as st

from widgets.reported import reported

FOLDER = Path(__file__).parent

_component = st.components.v2.component(
    "ranking",
    html='<div class="ranking"></div>',
    css="".join(
        (FOLDER / name).read_text(encoding="utf-8") for name in ("comparison.css", "ranking.css")
    ),
    js=(FOLDER / "ranking.js").read_text(encoding="utf-8"),
)


def ranking(
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    key: str,
    label: str,
    opened: int,
    on_pick: Callable[[int], None],
) -> None:
    """Show rows of texts, a text for each column; the first column is left, the others right.

    Parameters
    ----------
    columns : their titles
    rows : as many texts each; the first column's is the button of its row
    key : name of this table on its page
    label : what it lists, for screen readers
    opened : the row that is open
    on_pick : called with the number of the row that was chosen
    """

    def report() -> None:
        row = reported(key, "picked")
        if type(row) is int and 0 <= row < len(rows):
            on_pick(row)

    data = {"columns": list(columns), "rows": [list(row) for row in rows], "label": label}
    _component(key=key, data={**data, "opened": opened}, on_picked_change=report, width="stretch")
