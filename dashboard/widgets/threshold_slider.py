"""A threshold that follows the hand: counts, curves and points move in the browser."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.evaluation.metrics import Counts, Curve
from core.figures.charts import COLOURS
from core.rules import thresholds

FOLDER = Path(__file__).parent
BINS = 80
POINTS = 200
OTHERS = (COLOURS[4], COLOURS[5], COLOURS[1], COLOURS[2])
QUANTILES = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)

_component = st.components.v2.component(
    "threshold_slider",
    html='<div class="lab"></div>',
    css=(FOLDER / "threshold_slider.css").read_text(encoding="utf-8"),
    js="\n".join(
        (FOLDER / f"threshold_{part}.js").read_text(encoding="utf-8")
        for part in ("charts", "film", "slider")  # one script: a component cannot import another
    ),
)

HIDE_PLAIN = """<style>
.st-key-plain_threshold { visibility: hidden; animation: threshold-plain 0s 3s forwards; }
.threshold-slider-runs .st-key-plain_threshold { display: none; }
@keyframes threshold-plain { to { visibility: visible; } }
</style>"""


@dataclass(frozen=True, eq=False)
class Split:
    """A split's title and its curve."""

    title: str
    curve: Curve


@dataclass(frozen=True, eq=False)
class Other:
    """Another model to compare with: its title, curve and the counts at its own threshold."""

    title: str
    curve: Curve
    now: Counts


def threshold_slider(
    splits: Sequence[Split],
    shown: int,
    threshold: float,
    last: float,
    *,
    key: str,
    title: str,
    unit: str,
    aim: str,
    names: tuple[str, str],
    film: dict[str, Any],
    others: Sequence[Other] = (),
    on_move: Callable[[float], None],
) -> None:
    """Show a slider over the scores with everything that follows it, and a plain one if need be.

    Parameters
    ----------
    splits : what the counts are shown of, the one chosen on first
    shown : which of them the curves and the histogram are drawn of
    threshold : where the slider stands
    last : where it stood before
    key : name on the page
    title, unit : of the model and of its scores
    aim : the strategy that chose the threshold, or "custom"
    names : of the positives and of the negatives
    film : of the images that follow the hand, which `drag_film` sends: what they are "of", "image",
        [width, height] in pixels, and how many there are of "all"
    others : further models' curves
    on_move : is called with the threshold that the hand let go of
    """
    data = _data([split.curve for split in splits], shown, threshold, last)
    data |= {
        "title": title,
        "unit": unit,
        "names": list(names),
        "film": film,
        "shown": shown,
        "splits": [
            {
                "title": split.title,
                "positives": split.curve.positives,
                "negatives": split.curve.negatives,
            }
            for split in splits
        ],
        "others": [_other(other, OTHERS[i % len(OTHERS)]) for i, other in enumerate(others)],
    }
    data["version"] = hashlib.blake2b(repr(data).encode(), digest_size=8).hexdigest()
    low, high = data["low"], data["high"]

    answered = f"{key}_answered"

    def moved() -> None:
        told = st.session_state[key].moved
        if not isinstance(told, dict):
            return
        given, number = told.get("threshold"), told.get("number")
        if type(number) is int:
            st.session_state[answered] = number
        if isinstance(given, int | float) and math.isfinite(given) and low <= given <= high:
            on_move(float(given))

    data |= {"aim": aim, "answered": st.session_state.get(answered, 0)}
    _component(key=key, data=data, on_moved_change=moved, width="stretch")
    st.html(HIDE_PLAIN)
    with st.container(key="plain_threshold"):
        plain = f"plain_{key}_{threshold!r}"
        st.slider(
            f"Threshold ({unit})",
            low,
            high,
            min(max(threshold, low), high),
            step=(high - low) / 1000,
            format="%.5g",
            key=plain,
            on_change=lambda: on_move(st.session_state[plain]),
            help="Stands in for the slider above where the browser does not run it.",
        )


def _data(curves: Sequence[Curve], shown: int, threshold: float, last: float) -> dict:
    """Return rows, histogram and rulers; the range holds every score and both thresholds."""
    low = min(float(curve.thresholds[-1]) for curve in curves)
    high = max(float(curve.thresholds[1]) for curve in curves)
    rows = thresholds.rows(curves[0], low, high, *curves[1:])
    exact = np.array([[at, *_counts(curves, at)] for at in dict.fromkeys((threshold, last))])
    rows = np.concatenate([rows[~np.isin(rows[:, 0], exact[:, 0])], exact])
    rows = rows[np.argsort(rows[:, 0])]
    low, high = float(rows[0, 0]), float(rows[-1, 0])
    curve = curves[shown]
    share = (curve.tp + curve.fp) / (curve.positives + curve.negatives)
    at = [int(np.searchsorted(share, 1 - q)) for q in QUANTILES]
    step = thresholds.round_step((high - low) / 8)
    return {
        "threshold": threshold,
        "last": last,
        "low": low,
        "high": high,
        "rows": [[row[0], *map(int, row[1:])] for row in rows.tolist()],
        "histogram": _histogram(curve, low, high),
        "ticks": (np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step).tolist(),
        "quantiles": [
            [float(curve.thresholds[max(i, 1)]), f"{q * 100:g} %"]
            for i, q in zip(at, QUANTILES, strict=True)
        ],
        "area_pr": curve.average_precision,
        "area_roc": curve.roc_auc,
    }


def _counts(curves: Sequence[Curve], threshold: float) -> list[int]:
    at = [curve.at(threshold) for curve in curves]
    return [count for now in at for count in (now.tp, now.fp)]


def _histogram(curve: Curve, low: float, high: float) -> dict[str, list[int]]:
    edges = np.linspace(low, high, BINS + 1)
    reached = thresholds.index(curve, edges)
    reached[-1] = 0  # nothing lies above the last edge
    return {
        "positive": (-np.diff(curve.tp[reached])).tolist(),
        "negative": (-np.diff(curve.fp[reached])).tolist(),
    }


def _other(other: Other, colour: str) -> dict:
    curve, now = other.curve, other.now
    chosen = np.unique(
        np.concatenate(
            [
                np.searchsorted(curve.tp, np.linspace(0, curve.positives, POINTS)),
                np.linspace(0, len(curve.tp) - 1, POINTS // 2).astype(int),
            ]
        )
    )
    recall, precision = curve.recall[chosen], curve.precision[chosen]
    false_positive_rate = curve.false_positive_rate[chosen]
    return {
        "title": other.title,
        "colour": colour,
        "pr": np.stack([recall, precision], axis=1).round(4).tolist(),
        "roc": np.stack([false_positive_rate, recall], axis=1).round(4).tolist(),
        "pr_now": [now.recall, now.precision],
        "roc_now": [1 - now.specificity, now.recall],
        "area_pr": curve.average_precision,
        "area_roc": curve.roc_auc,
    }
