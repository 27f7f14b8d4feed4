"""Tables to plotly figures, shared by the dashboard and the canvas app.

Every figure is drawn from a table or arrays given to it; it knows no model and no page.
"""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from core.evaluation.metrics import Curve, Normalise, cell_texts, normalised
from core.language import current, tr

#: Colours that stay apart for the colour-blind (after Okabe and Ito, 2008) on dark and light.
COLOURS = ["#2f7ed8", "#e69f00", "#009e73", "#d55e00", "#cc79a7", "#56b4e9"]
#: Lines between the pixels of an enlarged image, in both themes.
GRID = "#4a4a4a"
POINTS = 400
#: Bars of one image's scores; of more classes half as many are shown.
MOST_BARS = 30


def confusion_heatmap(
    matrix: np.ndarray,
    by: Normalise,
    classes: tuple[str, ...],
    title: str,
    ink: str,
    word: str = "",
) -> go.Figure:
    """Draw a confusion matrix with texts in the colour `ink`.

    The diagonal stays out of the colour scale, which shows where the errors are.
    """
    matrix, word = np.asarray(matrix), word or tr("digit")
    shown = normalised(matrix, by)
    colour = shown.astype(float).copy()
    np.fill_diagonal(colour, np.nan)
    colour[:, len(matrix) :] = np.nan  # rejecting is not an error: it stays out of the scale, too
    text = cell_texts(matrix, by)
    names, columns = list(classes[: len(matrix)]), list(classes[: matrix.shape[1]])
    figure = go.Figure(
        go.Heatmap(
            z=[[None if np.isnan(v) else v for v in row] for row in colour.tolist()],
            x=columns,
            y=names,
            text=text,
            texttemplate="%{text}",
            textfont={"size": 11, "color": ink},
            customdata=matrix.tolist(),
            hovertemplate=tr("true %{y}, read as %{x}: %{customdata:,} images") + "<extra></extra>",
            colorscale=[[0, "rgba(213,94,0,0.03)"], [1, "rgba(213,94,0,0.85)"]],
            showscale=False,
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(
        separators=separators(),
        title=title,
        height=520,
        margin={"l": 10, "r": 10, "t": 50, "b": 10},
    )
    figure.update_xaxes(
        title=tr("predicted {word}", word=word),
        type="category",
        tickangle=0,
        fixedrange=True,
        showgrid=False,
    )
    figure.update_yaxes(
        title=tr("true {word}", word=word),
        type="category",
        autorange="reversed",
        fixedrange=True,
        showgrid=False,
    )
    return figure


def ratios_against_threshold(curve: Curve, threshold: float, unit: str) -> go.Figure:
    """Draw precision, recall and F1 against the threshold, with the present one marked."""
    chosen = thinned(curve)
    x = curve.thresholds[chosen].astype(float)
    precision, recall = curve.precision[chosen], curve.recall[chosen]
    f1 = curve.f1[chosen]
    now = curve.at(threshold)
    figure = go.Figure()
    for name, values, here, colour in [
        (tr("precision"), precision, now.precision, COLOURS[0]),
        (tr("recall"), recall, now.recall, COLOURS[1]),
        ("F1", f1, now.f1, COLOURS[2]),
    ]:
        figure.add_scatter(
            x=x.tolist(), y=(values * 100).tolist(), name=name, line={"color": colour}
        )
        mark(figure, threshold, here * 100, colour)
    figure.add_vline(x=threshold, line_dash="dot", opacity=0.6)
    finish(
        figure,
        tr("Precision, recall and F1 against threshold"),
        tr("threshold ({unit})", unit=unit),
        "%",
    )
    return figure


def score_bars(
    values: np.ndarray,
    true: int,
    kind: str,
    title: str,
    classes: tuple[str, ...] = (),
    word: str = "",
) -> go.Figure:
    """Draw one image's scores, one bar a class, the true class in its own colour.

    `classes` are the names beside the bars (by default their numbers), `word` what a class is (by
    default a digit).
    """
    names, word = list(classes) or [str(i) for i in range(len(values))], word or tr("digit")
    if len(values) > MOST_BARS:  # the highest, and the true class wherever it stands
        top = np.argsort(-np.asarray(values), kind="stable")[: MOST_BARS // 2].tolist()
        kept = list(dict.fromkeys([*top, true]))
        values, true = np.asarray(values)[kept], kept.index(true)
        names = [names[i] for i in kept]
    unit = tr("probability") if kind == "probability" else tr("decision score (no unit)")
    answer = int(np.argmax(values))
    colours = [
        COLOURS[2] if i == true else COLOURS[3] if i == answer else "#9aa4b2"
        for i in range(len(values))
    ]
    figure = go.Figure(
        go.Bar(
            x=[float(v) for v in values],
            y=names,
            orientation="h",
            marker_color=colours,
            hovertemplate=f"{word} %{{y}}: %{{x:,.4g}}<extra></extra>",
        )
    )
    finish(figure, title, unit.replace(" (", "<br>("), word)  # it stands in narrow columns
    figure.update_yaxes(type="category", autorange="reversed")
    return figure


def enlarged(image: np.ndarray, title: str) -> go.Figure:
    """Draw one image (h, w) or (h, w, 3) large, its pixels' values under the pointer."""
    image = np.asarray(image)
    where = tr("row %{y}, column %{x}: ")
    figure = go.Figure(
        go.Image(z=image.tolist(), hovertemplate=where + "%{color}<extra></extra>")
        if image.ndim == 3
        else go.Heatmap(
            z=image.tolist(),
            colorscale=[[0, "black"], [1, "white"]],
            zmin=0,
            zmax=255,
            showscale=False,
            hovertemplate=where + "%{z}<extra></extra>",
            xgap=0.5,
            ygap=0.5,
        )
    )
    figure.update_layout(
        separators=separators(), title=title, height=340, margin={"l": 0, "r": 0, "t": 50, "b": 0}
    )
    figure.update_layout(plot_bgcolor=GRID)  # the page's white would cut the strokes
    figure.update_xaxes(visible=False, constrain="domain")
    figure.update_yaxes(visible=False, autorange="reversed", scaleanchor="x")
    return figure


def thinned(curve: Curve) -> np.ndarray:
    """Return indices of at most a few hundred points, dense where the curve bends.

    Half of them are even steps of rank and half even steps of the score, because decision scores
    have long tails. The first threshold is infinite and left out.
    """
    last = len(curve.thresholds) - 1
    by_rank = np.linspace(1, last, POINTS // 2).astype(int)
    span = np.linspace(curve.thresholds[1], curve.thresholds[-1], POINTS // 2)
    by_score = np.searchsorted(-curve.thresholds, -span)
    return np.unique(np.clip(np.concatenate([by_rank, by_score]), 1, last))


def mark(figure: go.Figure, x: float, y: float, colour: str) -> None:
    """Mark where the present decision lies."""
    figure.add_scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 12, "color": colour, "line": {"width": 2, "color": "white"}},
        showlegend=False,
        name=tr("now"),
    )


def separators() -> str:
    """Return how plotly is to write decimals and thousands: as the reader's language does."""
    return ",." if current() == "de" else ".,"


def finish(figure: go.Figure, title: str, x: str, y: str) -> None:
    """Give a figure its titles, height and margins."""
    figure.update_layout(
        separators=separators(),
        title=title,
        height=340,
        margin={"l": 10, "r": 10, "t": 50, "b": 10},
        legend={"orientation": "h", "y": -0.3},
    )
    figure.update_xaxes(title=x)
    figure.update_yaxes(title=y)
