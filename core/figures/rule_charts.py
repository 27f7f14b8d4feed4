"""Figures of decision rules: how well calibrated probabilities are, what rejecting gains."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.evaluation.coverage import RiskCoverage
from core.figures.charts import COLOURS, finish
from core.language import tr

POINTS = 300


def reliability_diagram(tables: dict[str, pd.DataFrame]) -> go.Figure:
    """Draw observed frequency against predicted probability (`calibration.reliability` tables)."""
    figure = go.Figure(
        go.Scatter(
            x=[0, 100],
            y=[0, 100],
            line={"dash": "dot", "color": "#888888"},
            name=tr("calibrated"),
            hoverinfo="skip",
        )
    )
    for number, (title, table) in enumerate(tables.items()):
        figure.add_scatter(
            x=(table["predicted"] * 100).tolist(),
            y=(table["observed"] * 100).tolist(),
            name=title,
            mode="lines+markers",
            line={"color": COLOURS[number]},
            customdata=table["images"].tolist(),
            hovertemplate=tr("predicted %{x:.1f} %, observed %{y:.1f} %, %{customdata:,} images")
            + f"<extra>{title}</extra>",
        )
    return _finish(
        figure, tr("Calibration"), tr("predicted probability (%)"), tr("observed frequency (%)")
    )


def risk_coverage(
    curves: dict[str, RiskCoverage], now: dict[str, tuple[float, float]]
) -> go.Figure:
    """Draw errors among those read against coverage, with where each split stands now."""
    figure = go.Figure()
    for number, (title, curve) in enumerate(curves.items()):
        chosen = np.unique(np.linspace(0, len(curve.levels) - 1, POINTS).astype(int))
        colour = COLOURS[number]
        figure.add_scatter(
            x=(curve.coverage[chosen] * 100).tolist(),
            y=(curve.risk[chosen] * 100).tolist(),
            name=tr("{title}: area {area:.3f} %", title=title, area=curve.area * 100),
            line={"color": colour},
            customdata=curve.levels[chosen].astype(float).tolist(),
            hovertemplate=tr("level %{customdata:.4g}: %{x:.1f} % read, %{y:.2f} % of them wrongly")
            + "<extra></extra>",
        )
        coverage, risk = now[title]
        figure.add_scatter(
            x=[coverage * 100],
            y=[risk * 100],
            mode="markers",
            marker={"size": 12, "color": colour, "line": {"width": 2, "color": "white"}},
            name=tr("{title}, now", title=title),
            showlegend=False,
        )
    return _finish(
        figure,
        tr("Risk against coverage"),
        tr("coverage: share read (%)"),
        tr("errors among those read (%)"),
    )


def set_sizes(sizes: tuple[int, ...]) -> go.Figure:
    """Draw how many images get a set of how many classes."""
    total = max(sum(sizes), 1)
    figure = go.Figure(
        go.Bar(
            x=list(range(len(sizes))),
            y=[100 * count / total for count in sizes],
            marker_color=COLOURS[0],
            customdata=list(sizes),
            hovertemplate=tr("%{x} classes: %{customdata:,} images") + "<extra></extra>",
        )
    )
    return _finish(figure, tr("Size of the sets"), tr("classes in the set"), tr("images (%)"))


def _finish(figure: go.Figure, title: str, x: str, y: str) -> go.Figure:
    finish(figure, title, x, y)
    return figure.update_yaxes(rangemode="tozero")
