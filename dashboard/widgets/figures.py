"""Small tables of figures with headings and notes, as one piece of HTML: quick to replace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

import streamlit as st

STYLE = f"<style>{(Path(__file__).parent / 'figures.css').read_text(encoding='utf-8')}</style>"


@dataclass(frozen=True)
class Figures:
    """A table: its heading, the names of its columns, its rows by name, and a note below.

    Of `rows` the one named `strong` is emphasised; without columns there is the note alone.
    """

    note: str
    title: str = ""
    columns: Sequence[str] = ()
    rows: Mapping[str, Sequence[str]] | None = None
    strong: str = ""


def figures(tables: Sequence[Figures]) -> None:
    """Show tables of figures below one another; all texts are shown as they are."""
    st.html(STYLE)  # by itself: new style with each new text would let the browser style all again
    st.html("".join(f'<section class="figures">{_one(table)}</section>' for table in tables))


def _one(table: Figures) -> str:
    title = f"<h2>{escape(table.title)}</h2>" if table.title else ""
    return f"{title}{_table(table)}<p>{escape(table.note)}</p>"


def _table(table: Figures) -> str:
    if not table.rows:
        return ""
    first, *others = table.columns
    head = f'<th scope="col">{escape(first)}</th>' + "".join(
        f'<th scope="col">{escape(name)}</th>' for name in others
    )
    body = ""
    for name, texts in table.rows.items():
        cells = "".join(
            f'<td data-name="{escape(column)}">{escape(text)}</td>'
            for column, text in zip(others, texts, strict=True)
        )
        strong = ' class="strong"' if name == table.strong else ""
        body += f'<tr{strong}><th scope="row">{escape(name)}</th>{cells}</tr>'
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
