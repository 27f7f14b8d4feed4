"""The only code that touches session state, query parameters and Streamlit's caches.

The view (model, split, digit, threshold, cell) lives in session state under the names of
`PARAMETERS`; the address is read once, when a session begins, and written after every run, so
copying the address copies the view. Widgets and callbacks write the state, pages read it.
"""

from __future__ import annotations

import gc
import math
import os
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from core import StudioError, artifacts, data, jobs, metrics, models
from core.decisions import OneVsRest
from core.metrics import Curve, confusion_matrix
from core.metrics import curve as make_curve
from core.scores import Scores

SPLITS = {"test": "Test set (10,000)", "oof": "Training set, out-of-fold (60,000)"}
MATRIX_VIEWS = {
    "counts": "Counts",
    "true": "% of true",
    "predicted": "% of predicted",
    "errors": "Errors only",
}
ANY = "any"
CANVAS = os.environ.get("DIGIT_STUDIO_CANVAS", "http://127.0.0.1:7860/")
DIGITS = [str(digit) for digit in range(10)]


@dataclass(frozen=True)
class Parameter:
    """One part of the view: its default, how it is read from the address, how it is written."""

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def one_of(options: Any) -> Callable[[str], Any]:
    """Return a reader that accepts only these words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return read


def finite(text: str) -> float:
    """Read a plain finite number of at most 40 characters."""
    if not re.fullmatch(r"[-+]?[0-9]{1,20}(\.[0-9]{0,18})?(e[-+]?[0-9]{1,2})?", text):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def number(value: float) -> str:
    """Write a number so that reading it gives the same one."""
    return repr(float(value))


#: Everything that the address may carry. `None` as a default: decided once models are known.
PARAMETERS: dict[str, Parameter] = {
    "model": Parameter(None, one_of(models.MODELS)),
    "split": Parameter("test", one_of(SPLITS)),
    "digit": Parameter("5", one_of(DIGITS)),
    "threshold": Parameter(None, finite, number),
    "true": Parameter(ANY, one_of([ANY, *DIGITS])),
    "read_as": Parameter(ANY, one_of([ANY, *DIGITS])),
    "matrix": Parameter("counts", one_of(MATRIX_VIEWS)),
}


# --- the view and the address ---------------------------------------------------------------


def begin() -> None:
    """Read the address when a session begins, and keep the view's values on every page."""
    _freeze()
    state = st.session_state
    if "begun" not in state:
        state.begun = True
        state.notices = []
        for name, parameter in PARAMETERS.items():
            state[name] = _from_address(name, parameter)
    for name in PARAMETERS:  # a widget that is not on this page would lose its value
        state[name] = state[name]
    ready = trained()
    if ready and state.model not in ready:
        if state.model is not None:
            state.notices.append(
                f"The model {state.model!r} is not trained; showing {ready[0]!r}. "
                "Overview has a button to train it."
            )
        state.model = "forest" if "forest" in ready else ready[0]
        state.threshold = None
    if ready:
        _check_threshold()


def publish() -> None:
    """Write the view to the address; what is at its default stays out of it."""
    wanted = {}
    for name, parameter in PARAMETERS.items():
        value = st.session_state.get(name)
        if value is not None and value != parameter.default and not _is_default(name, value):
            wanted[name] = parameter.write(value)
    present = {name: st.query_params[name] for name in st.query_params if name in PARAMETERS}
    if present != wanted:
        kept = {n: st.query_params[n] for n in st.query_params if n not in PARAMETERS}
        st.query_params.from_dict({**kept, **wanted})


def notices() -> list[str]:
    """Return what a person should know about the address they opened, and forget it."""
    found, st.session_state.notices = st.session_state.notices, []
    return found


def _from_address(name: str, parameter: Parameter) -> Any:
    given = st.query_params.get_all(name)
    if not given:
        return parameter.default
    try:
        if len(given) > 1 or len(given[0]) > 400:
            raise ValueError
        return parameter.read(given[0])
    except ValueError:
        st.session_state.notices.append(
            f"The address has a {name.replace('_', ' ')} that is not valid; the default is used."
        )
        return parameter.default


def _is_default(name: str, value: Any) -> bool:
    return name == "threshold" and value == default_threshold()


def _check_threshold() -> None:
    state = st.session_state
    if state.threshold is None:
        state.threshold = default_threshold()
        return
    low, high = score_range(state.model, digit())
    if not low <= state.threshold <= high:
        state.notices.append(
            f"The threshold {state.threshold:.6g} lies outside this model's scores "
            f"({low:.4g} to {high:.4g}); the default is used."
        )
        state.threshold = default_threshold()


def reset_threshold() -> None:
    """Go back to the default threshold: another model's or digit's has other units."""
    st.session_state.threshold = default_threshold()


def default_threshold() -> float:
    """Return where the model itself would cut: 0 for decision scores, a half for probabilities."""
    return 0.0 if models.get(st.session_state.model).kind == "decision" else 0.5


# --- what pages read ------------------------------------------------------------------------


def model_name() -> str:
    """Return the chosen model."""
    return st.session_state.model


def split() -> str:
    """Return the chosen split, "test" or "oof"."""
    return st.session_state.split


def digit() -> int:
    """Return the digit that the thresholds are about."""
    return int(st.session_state.digit)


def threshold() -> float:
    """Return the chosen threshold in the model's own score units."""
    return float(st.session_state.threshold)


def one_vs_rest() -> OneVsRest:
    """Return the chosen digit against the rest at the chosen threshold."""
    return OneVsRest(digit(), threshold())


def cell() -> tuple[int | None, int | None]:
    """Return the chosen true and predicted class; None means any."""
    return tuple(
        None if st.session_state[name] == ANY else int(st.session_state[name])
        for name in ("true", "read_as")
    )  # type: ignore[return-value]


def matrix_view() -> str:
    """Return how the confusion matrix is to be shown."""
    return st.session_state.matrix


def set_values(**values: Any) -> None:
    """Set parts of the view; for callbacks of widgets and charts."""
    for name, value in values.items():
        if name not in PARAMETERS:
            raise KeyError(name)
        st.session_state[name] = value


def set_cell(true: int | None, read_as: int | None) -> None:
    """Choose a cell, a row (read_as None), a column (true None) or everything."""
    set_values(
        true=ANY if true is None else str(true), read_as=ANY if read_as is None else str(read_as)
    )


def event(key: str) -> Any:
    """Return what a chart or component with this key reports."""
    return st.session_state.get(key)


# --- data and results, opened once for everybody --------------------------------------------


@st.cache_resource(show_spinner=False)
def _freeze() -> None:
    """Take the objects of the start-up out of garbage collection, which would hold back runs."""
    gc.collect()
    gc.freeze()


@st.cache_resource(show_spinner="Reading the digits")
def dataset(name: str = "mnist") -> data.Dataset:
    """Return the data set; one read-only object for all sessions."""
    return data.load(name)


def digits(which: str | None = None) -> data.Digits:
    """Return the digits of a split (by default the chosen one)."""
    return dataset().train if (which or split()) == "oof" else dataset().test


def trained() -> list[str]:
    """Return the names of the models that are ready, in the registry's order."""
    return artifacts.trained()


def status(name: str) -> artifacts.Status:
    """Return whether a model can be used, and why not."""
    return artifacts.status(name)


def job(name: str) -> jobs.Job | None:
    """Return how far a training is or how the last one ended."""
    return jobs.progress(name)


def start_job(name: str) -> None:
    """Start a training in a process of its own; for callbacks."""
    try:
        jobs.start(name, ["train", name, "--force"])
    except StudioError as error:
        st.session_state.notices.append(str(error))


def cancel_job(name: str) -> None:
    """Ask a training to stop; for callbacks."""
    if not jobs.cancel(name):
        st.session_state.notices.append(f"There was no training of {name!r} left to cancel.")


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a trained model."""
    return artifacts.open_manifest(name)


def scores(name: str | None = None, which: str | None = None) -> Scores:
    """Return the scores of a model on a split (by default the chosen ones)."""
    name = name or model_name()
    return _scores(name, which or split(), artifacts.stamp(name))


def model(name: str) -> Any:
    """Return a fitted model."""
    return _model(name, artifacts.stamp(name))


def curve(name: str | None = None, which: str | None = None, positive: int | None = None) -> Curve:
    """Return the threshold curve of a digit against the rest (by default the chosen ones)."""
    name = name or model_name()
    positive = digit() if positive is None else positive
    return _curve(name, which or split(), positive, artifacts.stamp(name))


def matrix(name: str | None = None, which: str | None = None) -> Any:
    """Return the confusion matrix of a model's argmax (by default the chosen ones)."""
    name = name or model_name()
    return _matrix(name, which or split(), artifacts.stamp(name))


def per_class(name: str, which: str) -> Any:
    """Return precision, recall, F1 and support of every class."""
    return metrics.per_class(matrix(name, which))


def canvas_runs() -> bool:
    """Return whether something listens where the canvas app does."""
    address = urlsplit(CANVAS)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=0.3):
            return True
    except OSError:
        return False


def score_range(name: str, positive: int) -> tuple[float, float]:
    """Return the lowest and highest score of a class over both splits."""
    return _score_range(name, positive, artifacts.stamp(name))


# The stamp in every key changes when a model is trained again, so nothing stale is shown.


@st.cache_resource(show_spinner=False, max_entries=64)
def _scores(name: str, which: str, stamp: str) -> Scores:
    return artifacts.open_scores(name, which)


@st.cache_resource(show_spinner="Opening the model", max_entries=8)
def _model(name: str, stamp: str) -> Any:
    return artifacts.open_model(name)


@st.cache_resource(show_spinner=False, max_entries=256)
def _curve(name: str, which: str, positive: int, stamp: str) -> Curve:
    rule = OneVsRest(positive, 0.0)
    found = _scores(name, which, stamp)
    return make_curve(rule.truth(found), rule.score(found))


@st.cache_resource(show_spinner=False, max_entries=64)
def _matrix(name: str, which: str, stamp: str) -> Any:
    found = _scores(name, which, stamp)
    return confusion_matrix(found.labels, found.predicted(), found.n_classes)


@st.cache_resource(show_spinner=False, max_entries=256)
def _score_range(name: str, positive: int, stamp: str) -> tuple[float, float]:
    columns = [_scores(name, which, stamp).values[:, positive] for which in SPLITS]
    return float(min(c.min() for c in columns)), float(max(c.max() for c in columns))
