"""A threshold that follows the hand: counts, curves, points and images move in the browser."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.evaluation.metrics import Counts, Curve
from core.language import mark, tr
from core.rules import thresholds
from widgets.reported import reported
from widgets.words import spoken

FOLDER = Path(__file__).parent
BINS = 80
POINTS = 200
#: Tiles of a row of the film that a browser may name.
MOST_TILES = 1000
#: What the scripts of this component say.
WORDS = (
    mark(
        "Precision, recall and F1 against threshold on {split}, above the scores of {yes} and of "
        "{no}"
    ),
    mark("true \\ predicted"),
    mark("Precision"),
    mark("Recall"),
    mark("precision"),
    mark("recall"),
    mark("Precision against recall"),
    mark("average precision"),
    mark("false positive rate"),
    mark("recall (true positive rate)"),
    mark("area"),
    mark("{across} (%), up: {up} (%)"),
    mark("custom"),
    mark("Threshold ({unit})"),
    mark("{threshold}, precision {precision}, recall {recall}"),
    mark("Nothing is called positive here."),
    mark("Type a number from {low} to {high}."),
    mark("Images that change sides"),
    mark("nearest"),
    mark("gained"),
    mark("lost"),
    mark("false positives"),
    mark("spared"),
    mark("truly {name}"),
    mark("open image {image}"),
    mark("no images"),
    mark("{word}, nearest first: images {images}"),
    mark("Nearest {here} of {all} shown; let go for those beyond."),
    mark("From {before} to {now}, the nearest to the threshold first."),
    mark("The nearest on both sides; move the threshold to see which change."),
)
QUANTILES = (0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999)

_component = st.components.v2.component(
    "threshold_slider",
    html='<div class="lab"></div>',
    css=(FOLDER / "threshold_slider.css").read_text(encoding="utf-8"),
    js="\n".join(
        (FOLDER / f"{part}.js").read_text(encoding="utf-8")
        for part in (
            "words",
            "threshold_charts",
            "threshold_film",
            "threshold_slider",
        )  # one script: a component cannot import another
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
    """Another model to compare with: its title, colour, curve and counts at its own threshold."""

    title: str
    colour: str
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
    colour: str,
    unit: str,
    aim: str,
    names: tuple[str, str],
    film: dict[str, Any],
    images: int,
    others: Sequence[Other] = (),
    on_move: Callable[[float], None],
    on_open: Callable[[int, list[int]], None],
    on_run: Callable[[], None],
) -> int | None:
    """Show a slider over the scores with everything that follows it.

    Parameters
    ----------
    splits : what the counts are shown of, the one chosen on first
    shown : which of them the curves and the histogram are drawn of
    threshold : where the slider stands
    last : where it stood before
    key : name on the page
    title, colour, unit : of the model, and what its scores are
    aim : the strategy that chose the threshold, or "custom"
    names : of the positives and of the negatives
    film : of the images that follow the hand, which `drag_film` sends: what they are "of", "image",
        [width, height] in pixels, and how many there are of "all"
    images : how many images the shown split has
    others : further models' curves
    on_move : is called with the threshold that the hand let go of
    on_open : is called with the image that was picked, and the row of images that it stands in
    on_run : is called once the browser runs the slider

    Returns
    -------
    int or None
        The image picked just now, in this one run.
    """
    curves = tuple(split.curve for split in splits)
    data = _drawn(curves, shown) | {
        **spoken(WORDS),
        "title": title,
        "colour": colour,
        "unit": unit,
        "names": list(names),
        "film": film,
        "shown": shown,
        "splits": [
            {"title": s.title, "positives": s.curve.positives, "negatives": s.curve.negatives}
            for s in splits
        ],
        "others": [_other(other) for other in others],
    }
    low, high = _ends(data, threshold, last)
    drawn = [value for name, value in data.items() if name not in ("rows", "histogram")]
    data["version"] = hashlib.blake2b(repr((drawn, low, high)).encode(), digest_size=8).hexdigest()
    answered = f"{key}_answered"

    def moved() -> None:
        told = reported(key, "moved")
        if not isinstance(told, dict):
            return
        given, number = told.get("threshold"), told.get("number")
        if type(number) is int:
            st.session_state[answered] = number
        if isinstance(given, int | float) and math.isfinite(given) and low <= given <= high:
            on_move(float(given))

    def picked() -> None:
        found = _picked(reported(key, "opened"), images)
        if found is not None:
            on_open(*found)

    # What a step changes; everything else is drawn once.
    exact = [[at, *_counts(curves, at)] for at in dict.fromkeys((threshold, last))]
    data |= {"low": low, "high": high, "threshold": threshold, "last": last, "exact": exact}
    data |= {"aim": aim, "answered": st.session_state.get(answered, 0)}
    result = _component(
        key=key,
        data=data,
        on_moved_change=moved,
        on_opened_change=picked,
        on_running_change=on_run,
        width="stretch",
    )
    found = _picked(result.opened, images)
    return None if found is None else found[0]


def plain_slider(
    splits: Sequence[Split],
    threshold: float,
    *,
    key: str,
    unit: str,
    on_move: Callable[[float], None],
) -> None:
    """Show a plain slider in place of the other one, where the browser does not run that.

    The arguments are those of `threshold_slider`.
    """
    low, high = _ends(_drawn(tuple(split.curve for split in splits), 0), threshold)
    st.session_state[key] = threshold
    st.html(HIDE_PLAIN)
    with st.container(key="plain_threshold"):
        st.slider(
            tr("Threshold ({unit})", unit=unit),
            low,
            high,
            step=(high - low) / 1000,
            format="%.5g",
            key=key,
            on_change=lambda: on_move(st.session_state[key]),
            help=tr("Stands in for the slider below where the browser does not run it."),
        )


def _picked(answer: object, images: int) -> tuple[int, list[int]] | None:
    """Return the image that was picked and its row, as far as they are images of the split."""
    if not isinstance(answer, dict) or not isinstance(answer.get("among"), list):
        return None
    index, among = answer.get("index"), answer["among"]
    if len(among) > MOST_TILES or any(type(i) is not int or not 0 <= i < images for i in among):
        return None
    return (index, among) if type(index) is int and index in among else None


@lru_cache(maxsize=4)
def _drawn(curves: tuple[Curve, ...], shown: int) -> dict[str, Any]:
    """Return what is drawn once: rows, histogram and rulers; rows span every score."""
    low = min(float(curve.thresholds[-1]) for curve in curves)
    high = max(float(curve.thresholds[1]) for curve in curves)
    rows = thresholds.rows(curves[0], low, high, *curves[1:])
    low, high = float(rows[0, 0]), float(rows[-1, 0])
    curve = curves[shown]
    share = (curve.tp + curve.fp) / (curve.positives + curve.negatives)
    at = [int(np.searchsorted(share, 1 - q)) for q in QUANTILES]
    step = thresholds.round_step((high - low) / 8)
    rounded = [[row[0], *map(int, row[1:])] for row in rows.tolist()]
    histogram = _histogram(curve, low, high)
    return {
        "rows": rounded,
        "histogram": histogram,
        "of": hashlib.blake2b(repr((rounded, histogram)).encode(), digest_size=8).hexdigest(),
        "ticks": (np.arange(math.ceil(low / step), math.floor(high / step) + 1) * step).tolist(),
        "quantiles": [
            [float(curve.thresholds[max(i, 1)]), q * 100]
            for i, q in zip(at, QUANTILES, strict=True)
        ],
        "area_pr": curve.average_precision,
        "area_roc": curve.roc_auc,
    }


def _ends(drawn: dict[str, Any], *at: float) -> tuple[float, float]:
    """Return the ends of the slider, which hold every score and these thresholds."""
    rows = drawn["rows"]
    return min(rows[0][0], *at), max(rows[-1][0], *at)


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


def _other(other: Other) -> dict:
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
        "colour": other.colour,
        "pr": np.stack([recall, precision], axis=1).round(4).tolist(),
        "roc": np.stack([false_positive_rate, recall], axis=1).round(4).tolist(),
        "pr_now": [now.recall, now.precision],
        "roc_now": [1 - now.specificity, now.recall],
        "area_pr": curve.average_precision,
        "area_roc": curve.roc_auc,
    }
