"""The models beside one another as plain HTML: the first page waits for no chart library."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from core.analysis import overview
from core.language import number, percent, tr
from widgets.sortable import MEGABYTES, PER_CENT, SECONDS, sortable

STYLE = f"<style>{(Path(__file__).parent / 'comparison.css').read_text(encoding='utf-8')}</style>"
#: Classes whose recalls fit beside one another; of more, those with the lowest are shown.
MOST_CLASSES = 30
#: Letters of all names, were each as long as the longest, that fit beside one another; on a phone.
LETTERS, ON_PHONES = 60, 30
UNITS = {"Time to fit": "s", "Size": "MB"}


def table(models: pd.DataFrame) -> None:
    """Show `overview.comparison`; the best share of each column is bold."""
    head = "".join(f'<th scope="col">{escape(tr(name))}</th>' for name in models.columns)
    best = {name: models[name].max() for name in overview.shares(models)}
    rows = "".join(
        "<tr>"
        + "".join(_cell(name, row[name], best.get(name)) for name in models.columns)
        + "</tr>"
        for row in models.to_dict("records")
    )
    st.html(f'{STYLE}<table class="models"><thead><tr>{head}</tr></thead>{rows}</table>')


def recalls(tables: Mapping[str, pd.DataFrame], word: str, colours: Mapping[str, str]) -> None:
    """Show each model's recall of every class as dots, from `metrics.per_class` tables.

    `colours` are the models', by the same titles as the tables'; `word` is what a class is called.
    Long names and many of them stand upright.
    Dots, not bars: bars would have to start at zero, where all differences vanish.
    """
    shares = _shares(tables)
    if len(shares) > MOST_CLASSES:
        shares = shares.loc[shares.mean(axis=1).sort_values(kind="stable").index[:MOST_CLASSES]]
    step = 1 if shares.min(axis=None) >= 94 else 5
    low = shares.min(axis=None) // step * step
    lines = [low + step * i for i in range(int((100 - low) / step) + 1)]
    grid = "".join(
        f'<div class="line" style="bottom:{_up(at, low)}"><b>{percent(at / 100, 0)}</b></div>'
        for at in lines[:: -(-len(lines) // 8)]
    )
    columns = "".join(
        f'<div class="of-class"><span class="range" style="bottom:{_up(row.min(), low)};'
        f'top:calc(100% - {_up(row.max(), low)})"></span>'
        + "".join(
            f'<span class="dot" style="bottom:{_up(share, low)};background:{colours[title]}" '
            f'title="{escape(_told(title, name, share))}"></span>'
            for title, share in row.items()
        )
        + f"<b>{escape(name)}</b></div>"
        for name, row in shares.iterrows()
    )
    longest = max(len(name) for name in shares.index)
    wide = longest * len(shares)
    upright = " upright" if wide > LETTERS else " upright-on-phones" if wide > ON_PHONES else ""
    legend = "".join(
        f'<li><span class="dot" style="background:{colours[title]}"></span>{escape(title)}</li>'
        for title in shares
    )
    said = escape(_said(shares, word))
    st.html(
        f'{STYLE}<div class="recalls{upright}" role="img" aria-label="{said}" '
        f'style="--letters:{longest}">'
        f'<div class="plot">{grid}<div class="classes">{columns}</div></div>'
        f"</div><ul class='recalls-legend'>{legend}</ul>"
    )


def as_tables(models: pd.DataFrame, tables: Mapping[str, pd.DataFrame], word: str) -> None:
    """Show the same figures as tables to sort and to download."""
    titles: dict[str, Any] = {name: tr(name) for name in models.columns}
    titles["Model"] = st.column_config.TextColumn(tr("Model"), pinned=True)
    forms = dict.fromkeys(overview.shares(models), PER_CENT)
    forms |= {"Time to fit": SECONDS, "Size": MEGABYTES}
    sortable(models, forms, hide_index=True, column_config=titles)
    if tables:
        shares = _shares(tables).rename_axis(word)
        sortable(shares, dict.fromkeys(shares, PER_CENT))


def _shares(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    return pd.DataFrame({title: table["recall"] * 100 for title, table in tables.items()})


def _cell(name: str, value: str | float, best: float | None) -> str:
    if isinstance(value, str):
        tag, text = ("th", escape(value)) if name == "Model" else ("td", escape(value))
    else:
        tag = "td"
        decimals = 1 if name == "Time to fit" else 2
        text = f"{number(value, f',.{decimals}f')}\u00a0{UNITS.get(name, '%')}"
        text = f"<strong>{text}</strong>" if value == best else text
        text = "–" if value != value else text  # not a number: of predictions without their model
    scope = ' scope="row"' if tag == "th" else f' data-name="{escape(tr(name))}"'
    return f"<{tag}{scope}>{text}</{tag}>"


def _told(title: str, name: str, share: float) -> str:
    return tr(
        "{model}: recall of {class_name} is {part:.2%}",
        model=title,
        class_name=name,
        part=share / 100,
    )


def _up(share: float, low: float) -> str:
    return f"{100 * (share - low) / max(100 - low, 1):.2f}%"


def _said(shares: pd.DataFrame, word: str) -> str:
    """Return the chart in words: where each model is weakest."""
    weakest = [
        tr(
            "{title} reads {idxmin} worst, at {min:.1f} %",
            title=title,
            idxmin=column.idxmin(),
            min=column.min(),
        )
        for title, column in shares.items()
    ]
    return tr("Recall of each {word}: ", word=word) + "; ".join(weakest)
