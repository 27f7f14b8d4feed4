"""Figures of single images and of groups of them: averages, evidence, maps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from core.figures.charts import separators
from core.language import tr

INK = [[0, "black"], [1, "white"]]
BALANCE = [[0, "#2f7ed8"], [0.5, "#f4f4f4"], [1, "#d55e00"]]
PALETTE = [
    "#2f7ed8", "#e69f00", "#009e73", "#d55e00", "#cc79a7",
    "#56b4e9", "#8c6d31", "#7f7f7f", "#b5bd00", "#6b4fbb", "#000000",
]  # fmt: skip


def faces(mean: np.ndarray, right: np.ndarray, titles: Sequence[str]) -> go.Figure:
    """Draw a mean image, the mean of the correct ones and where the ink differs, (h, w) each.

    Images in colour (h, w, 3) are shown by their brightness. In the third, orange pixels have
    more ink in the first image and blue ones less.
    """
    figure = make_subplots(1, 3, subplot_titles=list(titles), horizontal_spacing=0.03)
    mean, right = _brightness(mean), _brightness(right)
    difference = mean - right
    edge = max(float(np.abs(difference).max()), 1.0)
    for column, (values, scale, low, high) in enumerate(
        [(mean, INK, 0, 255), (right, INK, 0, 255), (difference, BALANCE, -edge, edge)], start=1
    ):
        figure.add_trace(_picture(values, scale, low, high), 1, column)
    _square(figure, 3)
    figure.update_layout(
        separators=separators(), height=300, margin={"l": 0, "r": 0, "t": 40, "b": 0}
    )
    return figure


def attribution_map(values: np.ndarray, image: np.ndarray, title: str, unit: str) -> go.Figure:
    """Draw which pixels speak for a class (orange) and against it (blue), over the image's edge."""
    edge = max(float(np.abs(values).max()), 1e-9)
    figure = go.Figure(_picture(values, BALANCE, -edge, edge, f"%{{z:.3g}} {unit}"))
    figure.add_contour(
        z=_brightness(image).tolist(),
        contours={"start": 128, "end": 128, "size": 1, "coloring": "none"},
        line={"color": "#333333", "width": 1.5},
        showscale=False,
        hoverinfo="skip",
    )
    _square(figure, 1)
    figure.update_layout(
        separators=separators(), title=title, height=330, margin={"l": 0, "r": 0, "t": 50, "b": 0}
    )
    return figure


def _brightness(image: np.ndarray) -> np.ndarray:
    """Return an image (h, w) as it is, one in colour (h, w, 3) as the mean of its channels."""
    return image.mean(axis=2) if image.ndim == 3 else image


def _picture(
    values: np.ndarray, scale: list, low: float, high: float, text: str = "%{z:.0f}"
) -> go.Heatmap:
    return go.Heatmap(
        z=np.round(np.asarray(values, float), 5).tolist(),
        colorscale=scale,
        zmin=low,
        zmax=high,
        showscale=False,
        hovertemplate=tr("row %{y}, column %{x}: ") + text + "<extra></extra>",
    )


def _square(figure: go.Figure, pictures: int) -> None:
    figure.update_xaxes(visible=False, constrain="domain")
    for number in range(1, pictures + 1):
        anchor = "x" if number == 1 else f"x{number}"
        axis = "yaxis" if number == 1 else f"yaxis{number}"
        figure.layout[axis].update(
            visible=False, autorange="reversed", scaleanchor=anchor, constrain="domain"
        )
