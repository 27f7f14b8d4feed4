"""Figures of one's own labelled digits, drawn from the tables of core.handwriting_tables."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.figures.charts import COLOURS, finish
from core.language import tr


def digit_by_digit(table: pd.DataFrame, title: str) -> go.Figure:
    """Draw the share of each digit read right with its interval, beside that of the test set."""
    digits, share = list(table.index), table["accuracy"] * 100
    figure = go.Figure()
    figure.add_scatter(
        name=tr("yours, with its 95 % interval"),
        x=digits,
        y=share.tolist(),
        error_y={
            "type": "data",
            "array": (table["high"] * 100 - share).tolist(),
            "arrayminus": (share - table["low"] * 100).tolist(),
            "thickness": 2,
            "width": 5,
        },
        mode="markers",
        marker={"size": 11, "color": COLOURS[1]},
        customdata=table[["right", "n"]].to_numpy().tolist(),
        hovertemplate=tr("digit %{x}: %{customdata[0]} of %{customdata[1]} right")
        + "<extra></extra>",
    )
    figure.add_scatter(
        name=tr("MNIST's test digits"),
        x=digits,
        y=(table["test"] * 100).tolist(),
        mode="markers",
        marker={"size": 11, "symbol": "line-ew-open", "color": COLOURS[0], "line": {"width": 3}},
        hovertemplate=tr("digit %{x}: %{y:.2f} % of the test digits") + "<extra></extra>",
    )
    finish(
        figure, tr("Read right by {title}", title=title), tr("what you meant"), tr("read right (%)")
    )
    figure.update_xaxes(type="category")
    lowest = 100 * float(table[["low", "test"]].to_numpy().min())
    figure.update_yaxes(range=[max(lowest - 5, -2), 103])
    return figure
