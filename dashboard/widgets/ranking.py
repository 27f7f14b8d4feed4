"""A table of results as plain HTML: a page waits for no table component."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from widgets.comparison import STYLE


def ranking(columns: Sequence[str], rows: Sequence[Sequence[str]], best: int | None = 0) -> None:
    """Show rows of texts, a text for each column; the first column is left, the others right.

    Parameters
    ----------
    columns : their titles
    rows : as many texts each
    best : the row in bold, None for none
    """
    head = "".join(f'<th scope="col">{escape(title)}</th>' for title in columns)
    body = "".join(
        f"<tr{' class=best' if number == best else ''}>"
        + "".join(
            f'<td data-name="{escape(title)}">{escape(cell)}</td>'
            if place
            else f'<th scope="row">{escape(cell)}</th>'
            for place, (title, cell) in enumerate(zip(columns, row, strict=True))
        )
        + "</tr>"
        for number, row in enumerate(rows)
    )
    st.html(
        f'{STYLE}<div class="wide"><table class="models"><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>"
    )
