"""Figures of accuracy by group, such as writers."""

from __future__ import annotations

import plotly.graph_objects as go

from core.evaluation.groups import Groups
from core.figures.charts import COLOURS, finish
from core.language import tr


def spread(found: Groups, series: tuple[str, ...], least: int) -> go.Figure:
    """Draw a histogram of the accuracy of groups with at least `least` images, by series."""
    figure = go.Figure()
    kinds = range(len(series)) if found.series is not None and series else (None,)
    for number, kind in enumerate(kinds):
        groups = found if kind is None else found.of(kind)
        values = 100 * groups.accuracies[groups.n >= least]
        figure.add_histogram(
            name=tr("writers") if kind is None else series[kind],
            x=values.tolist(),
            xbins={"size": 1, "start": 0, "end": 101},
            marker={"color": COLOURS[number % len(COLOURS)]},
            hovertemplate=tr("%{y} writers: %{x} % correct") + "<extra></extra>",
        )
    finish(
        figure, tr("Spread over writers"), tr("accuracy of a writer's images (%)"), tr("writers")
    )
    return figure.update_layout(barmode="stack")
