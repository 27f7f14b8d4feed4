"""Figures of experiments: what was newly broken, what accuracy costs, curves over one number."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.evaluation.metrics import Curve
from core.figures.charts import COLOURS, finish, thinned
from core.language import tr

#: Blue for fixed and orange for broken, wherever experiments are drawn.
FIXED, BROKEN = COLOURS[0], COLOURS[3]


def by_class(fixed: np.ndarray, broken: np.ndarray, classes: tuple[str, ...]) -> go.Figure:
    """Draw how many images of each class (k,) were fixed (upwards) and broken (downwards)."""
    figure = go.Figure()
    for name, values, sign, colour in [
        (tr("fixed"), fixed, 1, FIXED),
        (tr("newly broken"), broken, -1, BROKEN),
    ]:
        figure.add_bar(
            name=name,
            x=list(classes),
            y=(sign * np.asarray(values)).tolist(),
            customdata=np.asarray(values).tolist(),
            text=[f"{'+' if sign > 0 else '−'}{v}" if v else "" for v in values.tolist()],
            marker={"color": colour, "pattern": {"shape": "" if sign > 0 else "/"}},
            hovertemplate=f"%{{x}}: %{{customdata:,}} {name}<extra></extra>",
        )
    finish(
        figure, tr("Fixed and newly broken images of each class"), tr("true class"), tr("images")
    )
    figure.update_xaxes(type="category")
    return figure.update_layout(barmode="relative")


def cost(table: pd.DataFrame, x: str, title: str, unit: str) -> go.Figure:
    """Draw accuracy against a cost, one point per experiment, with the Pareto front as a line.

    `table` has the columns "name", "accuracy" (in %), x, and "front" (bool): no other experiment
    is at least as accurate and costs less.
    """
    figure = go.Figure()
    front = table[table["front"]].sort_values(x)
    figure.add_scatter(
        x=front[x].tolist(),
        y=front["accuracy"].tolist(),
        mode="lines",
        line={"color": COLOURS[2], "shape": "hv", "dash": "dot"},
        name=tr("best for its cost (Pareto front)"),
        hoverinfo="skip",
    )
    for on_front, name, symbol, colour in [
        (True, tr("on the front"), "circle", COLOURS[2]),
        (False, tr("costs more for no more accuracy"), "x-thin-open", COLOURS[1]),
    ]:
        part = table[table["front"] == on_front]
        figure.add_scatter(
            x=part[x].tolist(),
            y=part["accuracy"].tolist(),
            text=part["name"].tolist(),
            mode="markers",
            name=name,
            marker={"symbol": symbol, "size": 10, "color": colour, "line": {"width": 2}},
            hovertemplate=f"%{{text}}: %{{y:.2f}} % for %{{x:.3g}} {unit}<extra></extra>",
        )
    finish(
        figure, tr("Accuracy against {title}", title=title), f"{title} ({unit})", tr("accuracy (%)")
    )
    return figure


def against_number(table: pd.DataFrame, title: str, x: str) -> go.Figure:
    """Draw a learning or validation curve, a table of `core.improvement.curves`, with its bands."""
    figure = go.Figure()
    values = table["value"].tolist()
    for name, words, colour in [
        ("oof", "out-of-fold", COLOURS[0]),
        ("train", tr("on images learned from"), COLOURS[1]),
    ]:
        high, low = table[f"{name}_high"].tolist(), table[f"{name}_low"].tolist()
        figure.add_scatter(
            x=[*values, *values[::-1]],
            y=[*high, *low[::-1]],
            fill="toself",
            fillcolor=_faded(colour),
            line={"width": 0},
            showlegend=False,
            hoverinfo="skip",
        )
        figure.add_scatter(
            x=values,
            y=table[name].tolist(),
            customdata=table["seeds"].tolist(),
            name=words,
            mode="lines+markers",
            line={"color": colour, "dash": "solid" if name == "oof" else "dash"},
            hovertemplate=f"{words}: " + tr("%{y:.2f} %, %{customdata} seeds") + "<extra></extra>",
        )
    finish(figure, title, x, tr("accuracy (%)"))
    return figure


def both_thresholds(
    curves: Sequence[Curve], titles: Sequence[str], name: str, unit: str
) -> go.Figure:
    """Draw precision and recall of one class against the threshold, before and after.

    Parameters
    ----------
    curves, titles : before and after: the curve, and what it is called in the legend
    name : of the class
    unit : what the threshold is
    """
    figure = go.Figure()
    for curve, title, dash in zip(curves, titles, ("dot", "solid"), strict=True):
        chosen = thinned(curve)
        x = curve.thresholds[chosen].astype(float).tolist()
        for ratio, values, colour in (
            (tr("precision"), curve.precision, COLOURS[0]),
            (tr("recall"), curve.recall, COLOURS[1]),
        ):
            figure.add_scatter(
                x=x,
                y=(100 * values[chosen]).tolist(),
                name=f"{ratio}: {title}",
                line={"color": colour, "dash": dash},
            )
    finish(
        figure,
        tr("Precision and recall of {name} against threshold", name=name),
        tr("threshold ({unit})", unit=unit),
        "%",
    )
    return figure


def _faded(colour: str) -> str:
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.15)"
