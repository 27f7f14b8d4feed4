"""The lessons' own figures, drawn from arrays; they know no model and no page."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.evaluation.metrics import Counts, Curve
from core.figures.charts import COLOURS, finish, mark, separators, thinned
from core.language import number, percent, tr


def two_detectors(
    curves: dict[str, Curve], points: dict[str, Counts], kind: str = "precision"
) -> go.Figure:
    """Draw detectors on one axis: "precision" against recall, or the "roc" curve."""
    figure = go.Figure()
    for place, (name, curve) in enumerate(curves.items()):
        chosen, now = thinned(curve), points[name]
        if kind == "roc":
            x, y = curve.false_positive_rate[chosen], curve.recall[chosen]
            at, area = (
                (1 - now.specificity, now.recall),
                tr("area {roc_auc:.4f}", roc_auc=curve.roc_auc),
            )
        else:
            x, y = curve.recall[chosen], curve.precision[chosen]
            at, area = (
                (now.recall, now.precision),
                tr("area {average_precision:.4f}", average_precision=curve.average_precision),
            )
        figure.add_scatter(
            x=(x * 100).tolist(),
            y=(y * 100).tolist(),
            name=f"{name}, {area}",
            line={"color": COLOURS[place]},
        )
        mark(figure, at[0] * 100, at[1] * 100, COLOURS[place])
    if kind == "roc":
        figure.add_scatter(
            x=[0, 100], y=[0, 100], line={"dash": "dot", "color": "#888888"}, name=tr("chance")
        )
        finish(figure, tr("ROC curves"), tr("false positive rate (%)"), tr("recall (%)"))
    else:
        finish(figure, tr("Precision against recall"), tr("recall (%)"), tr("precision (%)"))
    return figure


def tournament(board: np.ndarray, score: np.ndarray, title: str) -> go.Figure:
    """Draw one image's duels (10, 10): 1 where the row's digit beats the column's; scores (10,)."""
    won = board > 0
    shade = np.clip(board, -1, 1).tolist()
    text = [["" if i == j else ("1" if won[i, j] else "0") for j in range(10)] for i in range(10)]
    names = [f"{i}: {number(score[i], '.2f')}" for i in range(10)]
    figure = go.Figure(
        go.Heatmap(
            z=[[None if i == j else shade[i][j] for j in range(10)] for i in range(10)],
            customdata=board.tolist(),
            x=[str(i) for i in range(10)],
            y=names,
            text=text,
            texttemplate="%{text}",
            textfont={"color": "black"},
            zmin=-1,
            zmax=1,
            colorscale=[[0, "#e0701a"], [0.5, "#f3c7a4"], [0.5, "#bcd5f5"], [1, "#4a90e2"]],
            showscale=False,
            hovertemplate=tr("%{y} against %{x}: score %{customdata:.2f}") + "<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    finish(figure, title, tr("against"), tr("digit: its score"))
    figure.update_layout(separators=separators(), height=420)
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def shift_map(accuracy: np.ndarray, dx: int, dy: int, title: str) -> go.Figure:
    """Draw accuracy (2r+1, 2r+1) after each shift, rows down and columns right; (dx, dy) marked."""
    reach = len(accuracy) // 2
    steps = [f"{step:+d}" if step else "0" for step in range(-reach, reach + 1)]
    figure = go.Figure(
        go.Heatmap(
            z=(accuracy * 100).tolist(),
            x=steps,
            y=steps,
            text=[[percent(value, 0) for value in row] for row in accuracy],
            texttemplate="%{text}",
            colorscale=[[0, "rgba(213,94,0,0.9)"], [1, "rgba(47,126,216,0.55)"]],
            showscale=False,
            hovertemplate=tr("%{x} right, %{y} down: %{z:.1f} %") + "<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.add_scatter(
        x=[steps[dx + reach]],
        y=[steps[dy + reach]],
        mode="markers",
        marker={"symbol": "square-open", "size": 34, "color": "#e69f00", "line": {"width": 3}},
        showlegend=False,
        hoverinfo="skip",
    )
    finish(figure, title, tr("pixels to the right"), tr("pixels down"))
    figure.update_layout(separators=separators(), height=380)
    figure.update_xaxes(type="category", fixedrange=True, showgrid=False)
    figure.update_yaxes(type="category", autorange="reversed", fixedrange=True, showgrid=False)
    return figure


def pictures(images: dict[str, np.ndarray], top: int = 255) -> go.Figure:
    """Draw pictures (28, 28) side by side under their titles, on one grey scale up to `top`."""
    figure = go.Figure()
    for place, (title, image) in enumerate(images.items(), start=1):
        axis = "" if place == 1 else str(place)
        figure.add_heatmap(
            z=np.asarray(image).reshape(28, 28).tolist(),
            colorscale=[[0, "black"], [1, "white"]],
            zmin=0,
            zmax=top,
            showscale=False,
            xaxis=f"x{axis}",
            yaxis=f"y{axis}",
            hovertemplate=tr("row %{y}, column %{x}: ") + "%{z}<extra>" + title + "</extra>",
        )
        share = 1 / len(images)
        figure.update_layout(
            {
                f"xaxis{axis}": {
                    "domain": [(place - 1) * share + 0.01, place * share - 0.01],
                    "visible": False,
                },
                f"yaxis{axis}": {
                    "visible": False,
                    "autorange": "reversed",
                    "scaleanchor": f"x{axis}",
                    "constrain": "domain",
                    "constraintoward": "top",  # on a phone, too, under their titles
                },
            }
        )
        figure.add_annotation(
            text=title,
            x=(place - 0.5) * share,
            y=1.02,
            xref="paper",
            yref="paper",
            yanchor="bottom",
            showarrow=False,
        )
    figure.update_layout(
        separators=separators(), height=260, margin={"l": 0, "r": 0, "t": 40, "b": 0}
    )
    return figure


def cleaning(levels: np.ndarray, error: np.ndarray, untouched: np.ndarray, level: int) -> go.Figure:
    """Draw the mean difference in grey levels with and without cleaning against the noise."""
    figure = go.Figure()
    for name, values, colour in [
        (tr("noisy, as it comes"), untouched, COLOURS[3]),
        (tr("cleaned"), error, COLOURS[0]),
    ]:
        figure.add_scatter(x=levels.tolist(), y=values.tolist(), name=name, line={"color": colour})
    figure.add_vline(x=level, line_dash="dot", opacity=0.6)
    finish(
        figure,
        tr("How far a pixel is from the truth"),
        tr("noise below (grey levels)"),
        tr("mean difference (of 255)"),
    )
    return figure


def grid_search(
    k: np.ndarray, by_distance: np.ndarray, mean: np.ndarray, std: np.ndarray
) -> go.Figure:
    """Draw cross-validated accuracy against k, with and without weights.

    Bars reach one standard deviation of the folds up and down.
    """
    figure = go.Figure()
    for place, (name, chosen) in enumerate(
        [(tr("one vote each"), ~by_distance), (tr("by distance"), by_distance)]
    ):
        figure.add_scatter(
            x=(k[chosen] + (0.04 if place else -0.04)).tolist(),  # bars beside each other
            y=(mean[chosen] * 100).tolist(),
            customdata=np.column_stack([k[chosen], std[chosen] * 100]).tolist(),
            error_y={"array": (std[chosen] * 100).tolist(), "thickness": 1, "width": 3},
            name=name,
            mode="lines+markers",
            line={"color": COLOURS[place]},
            hovertemplate="k = %{customdata[0]}: %{y:.2f} ± %{customdata[1]:.2f} %"
            "<extra>" + name + "</extra>",
        )
    finish(
        figure,
        tr("The grid, on 10,000 digits in five folds"),
        tr("k, the number of neighbours"),
        tr("accuracy (%)"),
    )
    figure.update_xaxes(dtick=1)
    return figure
