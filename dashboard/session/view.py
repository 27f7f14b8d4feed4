"""The view: what the address may carry, and the parts of it that every page reads."""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from core import StudioError
from core.analysis.reasons import ORDERS, REASONS
from core.evaluation.scores import SCALES
from core.models import registry
from core.rules import thresholds
from core.rules.binary import NOT_READ
from core.rules.multiclass import CONFIDENCES, LeastCost, Offsets
from session.address import (
    DIGITS,
    MAPS,
    Parameter,
    body,
    cells,
    cells_text,
    cost_cells,
    finite,
    lasso,
    lasso_text,
    number,
    one_of,
    percentage,
    price,
    some_digits,
    some_models,
    some_of,
    target_text,
    ten_offsets,
    whole,
)

SPLITS = {"test": "Test set (10,000)", "oof": "Training set, out-of-fold (60,000)"}
SPLIT_TITLES = {"oof": "Chosen here: out-of-fold", "test": "Judged there: test set"}
MATRIX_VIEWS = {
    "counts": "Counts",
    "true": "% of true",
    "predicted": "% of predicted",
    "errors": "Errors only",
}
ANY = "any"
CUSTOM = "custom"
RULES = ("argmax", "threshold", "desk")
LAYOUTS = {"stream": "One stream", "pairs": "By pair", "both": "Errors and successes"}
OUTCOMES = {"all": "All", "misread": "Misread", "correct": "Correct"}
MAP_COLOURS = {
    "true": "True digit",
    "predicted": "Predicted digit",
    "margin": "Margin",
    "wrong": "Right or wrong",
    "verdict": "Verdict",
}
COLUMNS = ("true", "rule", "verdict", *registry.MODELS)
CANVAS = os.environ.get("DIGIT_STUDIO_CANVAS", "http://127.0.0.1:7860/")


#: Everything that the address may carry. `None` as a default: decided once models are known.
PARAMETERS: dict[str, Parameter] = {
    "model": Parameter(None, one_of(registry.MODELS)),
    "split": Parameter("test", one_of(SPLITS)),
    "digit": Parameter("5", one_of(DIGITS)),
    "positive": Parameter([], some_digits, ".".join),
    "against": Parameter([], some_digits, ".".join),
    "scale": Parameter("own", one_of(SCALES)),
    "strategy": Parameter(CUSTOM, one_of([CUSTOM, *thresholds.STRATEGIES])),
    "target": Parameter("", target_text),
    "threshold": Parameter(None, finite, number),
    "others": Parameter([], some_models, ".".join),
    "rule": Parameter("argmax", one_of(RULES)),
    "decides": Parameter("offsets", one_of(["offsets", "costs"])),
    "desk_scale": Parameter("own", one_of(SCALES)),
    "offsets": Parameter((), ten_offsets, lambda offsets: body(Offsets(offsets))),
    "costs": Parameter((), cost_cells, lambda cells: body(LeastCost(cells))),
    "unread": Parameter(0.2, price, number),
    "reject": Parameter("nothing", one_of(["nothing", "level", "target"])),
    "sure": Parameter("margin", one_of(CONFIDENCES)),
    "level": Parameter(0.0, finite, number),
    "errors": Parameter(0.5, percentage, number),
    "missing": Parameter(5.0, percentage, number),
    "true": Parameter(ANY, one_of([ANY, *DIGITS])),
    "read_as": Parameter(ANY, one_of([ANY, *DIGITS, NOT_READ])),
    "matrix": Parameter("counts", one_of(MATRIX_VIEWS)),
    "also": Parameter([], cells, cells_text),
    "outcome": Parameter("all", one_of(OUTCOMES)),
    "order": Parameter("shortfall", one_of(ORDERS)),
    "layout": Parameter("stream", one_of(LAYOUTS)),
    "reasons": Parameter([], some_of(REASONS), ".".join),
    "index": Parameter(None, whole(60_000)),
    "map": Parameter("pca", one_of(MAPS)),
    "colour": Parameter("true", one_of(MAP_COLOURS)),
    "lasso": Parameter((), lasso, lasso_text),
    "rows": Parameter("true", one_of(COLUMNS)),
    "columns": Parameter(None, one_of(COLUMNS)),
    "cells": Parameter([], cells, cells_text),
}


def model_name() -> str:
    """Return the chosen model.

    Raises
    ------
    StudioError
        If none is trained yet.
    """
    if st.session_state.model not in st.session_state.ready:
        raise StudioError("No model is trained yet: open Overview and press Train.")
    return st.session_state.model


def split() -> str:
    """Return the chosen split, "test" or "oof"."""
    return st.session_state.split


def digit() -> int:
    """Return the digit that the thresholds are about."""
    return int(st.session_state.digit)


def cell() -> tuple[int | None, int | None]:
    """Return the chosen true and predicted class; None means any, 10 not read."""
    true, read_as = st.session_state.true, st.session_state.read_as
    return (
        None if true == ANY else int(true),
        None if read_as == ANY else [*DIGITS, NOT_READ].index(read_as),
    )


def matrix_view() -> str:
    """Return how the confusion matrix is to be shown."""
    return st.session_state.matrix


def ink() -> str:
    """Return the colour of texts in the theme that the page is shown in."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"


def set_values(**values: Any) -> None:
    """Set parts of the view; for callbacks of widgets and charts."""
    for name, value in values.items():
        if name not in PARAMETERS:
            raise KeyError(name)
        st.session_state[name] = value


def set_cell(true: int | None, read_as: int | None) -> None:
    """Choose a cell, a row (read_as None), a column (true None) or everything."""
    names = [*DIGITS, NOT_READ]
    set_values(
        true=ANY if true is None else names[true],
        read_as=ANY if read_as is None else names[read_as],
    )


def event(key: str) -> Any:
    """Return what a chart or component with this key reports."""
    return st.session_state.get(key)


def canvas_link(index: int) -> str:
    """Return the address that opens a test digit on the canvas, or the canvas alone."""
    digit = f"digit={index}&" if split() == "test" else ""
    return f"{CANVAS}?{digit}model={model_name()}"
