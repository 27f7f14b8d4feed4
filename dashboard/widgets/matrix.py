"""A matrix of counts whose cells and headers can be chosen by mouse, finger and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import streamlit as st

from core.language import tr
from widgets.reported import reported

FOLDER = Path(__file__).parent
Cell = tuple[int | None, int | None]
#: Letters of all names that fit above the columns, and columns above which cells are small.
LETTERS, CLOSE = 60, 15
#: Letters of a name above which it is wider than the first column is on a phone.
SHORT = 6

_component = st.components.v2.component(
    "class_matrix",
    html='<div class="matrix"></div>',
    css=(FOLDER / "matrix.css").read_text(encoding="utf-8"),
    js=(FOLDER / "matrix.js").read_text(encoding="utf-8"),
)


def matrix(
    counts: np.ndarray,
    text: list[list[str]],
    shade: np.ndarray,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    key: str,
    titles: tuple[str, str] = ("true", "predicted"),
    chosen: Sequence[Cell] = (),
    labels: list[list[str]] | None = None,
    on_pick: Callable[[Cell, bool], None],
) -> None:
    """Show a table of buttons; a click reports its cell, a header its row or column.

    Parameters
    ----------
    counts : (r, c) images in each cell, for screen readers
    text : r lists of c texts to show
    shade : (r, c) from -1 (blue) to 1 (orange), how strongly a cell is coloured; nan for a cell
        out of the scale
    rows, columns : r and c names
    key : name of this matrix on its page
    titles : what the rows and what the columns are
    chosen : cells with a frame; None in place of a number means the whole row or column
    labels : r lists of c texts for screen readers; by default the counts in words
    on_pick : called with the cell and whether it is to be added (Shift or Ctrl was held)
    """

    def report() -> None:
        answer = reported(key, "picked")
        if not isinstance(answer, dict):
            return
        sides = []
        for name, limit in (("row", len(rows)), ("column", len(columns))):
            value = answer.get(name)
            if value is not None and (type(value) is not int or not 0 <= value < limit):
                return
            sides.append(value)
        if sides != [None, None]:
            on_pick((sides[0], sides[1]), answer.get("add") is True)

    row_title, column_title = titles
    data = {
        "said": {
            "table": tr("Rows: {rows}, columns: {columns}", rows=row_title, columns=column_title),
            "rows": [tr("all with {title} {name}", title=row_title, name=row) for row in rows],
            "columns": [
                tr("all with {title} {name}", title=column_title, name=column) for column in columns
            ],
        },
        "rows": list(rows),
        "columns": list(columns),
        "text": text,
        "shade": [[None if np.isnan(v) else round(float(v), 3) for v in line] for line in shade],
        "labels": labels
        or [
            [
                tr(
                    "{row_title} {row}, {column_title} {column}: {counts:,} images",
                    row_title=row_title,
                    row=row,
                    column_title=column_title,
                    column=column,
                    counts=int(counts[i][j]),
                )
                for j, column in enumerate(columns)
            ]
            for i, row in enumerate(rows)
        ],
        "titles": [row_title, column_title],
        "form": _form(rows, columns),
        "chosen": [list(cell) for cell in chosen],
    }
    _component(key=key, data=data, on_picked_change=report, width="stretch")


def _form(rows: Sequence[str], columns: Sequence[str]) -> str:
    """Return how the table is laid out: long names stand upright, many classes lie close."""
    longest = max(map(len, (*rows, *columns)))
    forms = {
        "named": longest > SHORT,
        "long": longest > 2 and longest * len(columns) > LETTERS,
        "dense": len(columns) > CLOSE,
    }
    return " ".join(form for form, fits in forms.items() if fits)
