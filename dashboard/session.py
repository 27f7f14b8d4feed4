"""The only code that touches session state, query parameters and Streamlit's caches.

The view (model, split, digit, threshold, cell) lives in session state under the names of
`PARAMETERS`; the address is read once, when a session begins, and written after every run, so
copying the address copies the view. Widgets and callbacks write the state, pages read it.
"""

from __future__ import annotations

import gc
import os
import socket
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import streamlit as st
from address import (
    DIGITS,
    Parameter,
    body,
    cells,
    cells_text,
    cost_cells,
    finite,
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

from core import (
    StudioError,
    artifacts,
    calibration,
    costs,
    data,
    jobs,
    metrics,
    models,
    receipts,
    rules,
    thresholds,
)
from core.coverage import RiskCoverage, decision_matrix
from core.coverage import risk_coverage as make_risk_coverage
from core.decisions import NOT_READ, SCALES, Argmax, BinaryRule, Group, OneVsRest, Rule, Scale
from core.desk import CONFIDENCES, Confidence, LeastCost, Offsets, Reject, confidence
from core.metrics import Curve, confusion_matrix
from core.metrics import curve as make_curve
from core.reasons import ORDERS, REASONS
from core.receipts import Figure, Receipt
from core.scores import Scores

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
OUTCOMES = {"all": "All", "misread": "Misread", "correct": "Correct"}
COLUMNS = ("true", "rule", "verdict", *models.MODELS)
CANVAS = os.environ.get("DIGIT_STUDIO_CANVAS", "http://127.0.0.1:7860/")


#: Everything that the address may carry. `None` as a default: decided once models are known.
PARAMETERS: dict[str, Parameter] = {
    "model": Parameter(None, one_of(models.MODELS)),
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
    "reasons": Parameter([], some_of(REASONS), ".".join),
    "index": Parameter(None, whole(60_000)),
    "rows": Parameter("true", one_of(COLUMNS)),
    "columns": Parameter(None, one_of(COLUMNS)),
    "cells": Parameter([], cells, cells_text),
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
        _check_target()
    for name in PARAMETERS:  # a widget that is not on this page would lose its value
        state[name] = state[name]
    ready = state.ready = trained()  # looks at files: once a run is enough
    if ready and state.model not in ready:
        fallback = "forest" if "forest" in ready else ready[0]
        if state.model is not None:
            state.notices.append(
                f"The model {state.model!r} is not trained; showing {fallback!r}. "
                "Overview has a button to train it."
            )
            state.threshold = None
        state.model = fallback
    if ready:
        state.others = [name for name in state.others if name in ready]
        _check_question()
        _check_threshold()
    named = {cells: preset for preset, cells in costs.PRESETS.items()}
    state.preset = named.get(state.costs, CUSTOM)


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
    if name == "threshold":
        return st.session_state.strategy != CUSTOM or value == default_threshold()
    return (name == "positive" and value == [st.session_state.digit]) or (
        name == "target" and st.session_state.strategy == CUSTOM
    )


def _check_target() -> None:
    """See that the numbers in the address suit the strategy in it."""
    state = st.session_state
    if state.strategy != CUSTOM and state.target:
        try:
            thresholds.parse(f"{state.strategy}_{state.target}")
        except ValueError:
            state.target = ""
            state.notices.append(
                "The address has a target that does not suit its strategy; the default is used."
            )


def _check_question() -> None:
    """Make the two sides of the question differ; an address may hold anything."""
    state = st.session_state
    state.positive = state.positive or [state.digit]
    if set(state.positive) & set(state.against) or len(state.positive) == len(DIGITS):
        state.notices.append(
            "The address has the same digits on both sides; showing one against the rest."
        )
        state.positive, state.against = [state.digit], []


def _check_threshold() -> None:
    """Choose the threshold by the strategy, or see that the one given lies among the scores."""
    state = st.session_state
    if state.strategy != CUSTOM:
        try:
            state.threshold = aim().threshold(question_curve("oof"))
        except StudioError as error:
            state.notices.append(str(error))
    if state.threshold is None:
        state.threshold = default_threshold()
    low, high = question_range()
    if not low <= state.threshold <= high:
        state.notices.append(
            f"The threshold {state.threshold:.6g} lies outside this model's scores "
            f"({low:.4g} to {high:.4g}); the default is used."
        )
        state.threshold = default_threshold()
    asked = (state.model, question().at(0.0).text())
    if state.get("asked") != asked:
        state.asked, state.last = asked, state.threshold
    elif state.now != state.threshold:
        state.last = state.now
    state.now = state.threshold


def reset_threshold() -> None:
    """Go back to the default threshold: another model's or digit's has other units."""
    st.session_state.threshold = default_threshold()


def ask_digit() -> None:
    """Ask for the sidebar's digit against the rest; for callbacks."""
    set_values(positive=[st.session_state.digit], against=[])
    reset_threshold()


def ask_group() -> None:
    """Take the digits of the page Thresholds over; for callbacks."""
    state = st.session_state
    chosen = [d for d in DIGITS if d in state.positive] or [state.digit]
    chosen = chosen[: len(DIGITS) - 1]
    set_values(positive=chosen, against=[d for d in state.against if d not in chosen])
    if len(chosen) == 1:
        set_values(digit=chosen[0])
    reset_threshold()


def set_threshold(value: float) -> None:
    """Choose a threshold by hand: the strategy, if there was one, becomes "custom"."""
    low, high = question_range()
    set_values(threshold=min(max(float(value), low), high), strategy=CUSTOM)


def choose_strategy() -> None:
    """Start the strategy that a person has picked with its own numbers; for callbacks."""
    if strategy() == CUSTOM:
        set_values(target="")
    else:
        set_values(target=thresholds.default_aim(strategy()).text().removeprefix(f"{strategy()}_"))


def set_target(position: int, value: float) -> None:
    """Change one number of the strategy."""
    values = list(aim().values)
    values[position] = float(value)
    set_values(target="_".join(f"{value:g}" for value in values))


def touch_threshold() -> None:
    """Let the strategy become "custom"; for the widget that has set the threshold itself."""
    set_values(strategy=CUSTOM)


def default_threshold() -> float:
    """Return where the model itself would cut: 0 for decision scores, a half for probabilities."""
    return 0.0 if score_kind() == "decision" else 0.5


# --- what pages read ------------------------------------------------------------------------


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


def threshold() -> float:
    """Return the chosen threshold in the model's own score units."""
    return float(st.session_state.threshold)


def last_threshold() -> float:
    """Return the threshold before the present one, for the same question and scores."""
    return float(st.session_state.last)


def aim() -> thresholds.Aim:
    """Return the strategy that chooses the threshold; its own defaults if numbers are missing."""
    strategy, target = st.session_state.strategy, st.session_state.target
    try:
        return thresholds.parse(f"{strategy}_{target}")
    except ValueError:
        return thresholds.default_aim(strategy)


def sides() -> tuple[list[str], list[str]]:
    """Return the digits to look for and those against them; none of the latter: all others."""
    return list(st.session_state.positive), list(st.session_state.against)


def strategy() -> str:
    """Return the name of the strategy that chooses the threshold, or "custom"."""
    return st.session_state.strategy


def scale() -> Scale:
    """Return whether thresholds are in the model's own units or calibrated, and how."""
    return st.session_state.scale


def score_kind() -> str:
    """Return whether the threshold is a probability or a decision score."""
    return "probability" if scale() != "own" else models.get(model_name()).kind


def question() -> BinaryRule:
    """Return the question of the page Thresholds at the chosen threshold."""
    state = st.session_state
    positive, against = (tuple(map(int, side)) for side in (state.positive, state.against))
    at = 0.0 if state.threshold is None else float(state.threshold)
    if len(positive) == 1 and not against:
        return OneVsRest(positive[0], at, scale())
    return Group(positive, at, against, scale())


def question_of(name: str) -> BinaryRule:
    """Return the question for another model at that model's own threshold.

    It is the one that the strategy chooses for it, or where the model itself would cut.
    """
    asked = question()
    default = 0.0 if scale() == "own" and models.get(name).kind == "decision" else 0.5
    if strategy() == CUSTOM:
        return asked.at(default)
    try:
        return asked.at(aim().threshold(question_curve("oof", name)))
    except StudioError:
        return asked.at(default)


def others() -> list[str]:
    """Return the models to lay over the chosen one."""
    return [name for name in st.session_state.others if name != model_name()]


def desk() -> Offsets | LeastCost:
    """Return the rule of the page Decisions; least cost takes calibrated scores if it must."""
    state, rule = st.session_state, desk_without_reject()
    if state.reject == "nothing":
        return rule
    if state.reject == "level":
        return replace(rule, reject=Reject(state.level, state.sure))
    try:
        curve = _risk_coverage(model_name(), "oof", rule.text(), state.sure, _stamp())
        return replace(rule, reject=Reject(curve.level_for(error_target()), state.sure))
    except StudioError:  # no level keeps that promise: read nothing
        return replace(rule, reject=Reject(float(np.finfo(np.float32).max), state.sure))


def desk_without_reject() -> Offsets | LeastCost:
    """Return the rule of the page Decisions as if every image were read."""
    state = st.session_state
    if state.decides == "offsets":
        return Offsets(state.offsets, None, state.desk_scale)
    calibrate = state.desk_scale == "own" and models.get(model_name()).kind == "decision"
    return LeastCost(state.costs, None, "temperature" if calibrate else state.desk_scale)


def risk_coverage(which: str) -> RiskCoverage:
    """Return all reject levels of the rule of the page Decisions on a split."""
    sure = st.session_state.sure
    return _risk_coverage(model_name(), which, desk_without_reject().text(), sure, _stamp())


def decides() -> str:
    """Return what decides on the page Decisions: "offsets" or "costs"."""
    return st.session_state.decides


def desk_scale() -> Scale:
    """Return the scale chosen on the page Decisions."""
    return st.session_state.desk_scale


def rejects() -> str:
    """Return how the page Decisions leaves images unread: "nothing", "level" or "target"."""
    return st.session_state.reject


def sure() -> Confidence:
    """Return how the page Decisions measures how sure an answer is."""
    return st.session_state.sure


def error_target() -> float:
    """Return the share of errors allowed among those read, 0 to 1."""
    return float(st.session_state.errors) / 100


def offsets() -> tuple[float, ...]:
    """Return the offset of every digit."""
    return st.session_state.offsets or (0.0,) * len(DIGITS)


def followed(name: str) -> bool:
    """Return whether the pages follow this one of `RULES`."""
    return st.session_state.rule == name


def cost_matrix() -> Any:
    """Return the costs of the page Decisions, (10, 10)."""
    return costs.matrix(st.session_state.costs, len(DIGITS))


def unread_cost() -> float:
    """Return what an image costs that is not read."""
    return float(st.session_state.unread)


def miss_rate() -> float:
    """Return the share of images whose prediction set may miss the true class, 0 to 1."""
    return float(st.session_state.missing) / 100


def take_preset() -> None:
    """Let the cost matrix be the preset that was chosen; for callbacks."""
    state = st.session_state
    set_values(costs=costs.PRESETS.get(state.preset, state.costs))
    state.typed = state.get("typed", 0) + 1  # a new table: what was typed into the old one is gone


def edit_costs(edited: dict[int, dict[str, Any]]) -> None:
    """Take the typed cells over, if all of them are costs; for callbacks."""
    table = cost_matrix().tolist()
    rows = [dict(zip(DIGITS, row, strict=True)) for row in table]
    for true, row in edited.items():
        rows[int(true)] |= row
    try:
        set_values(costs=costs.cells(costs.checked(rows, DIGITS)))
    except StudioError:  # the page says which cell it is
        return


def edit_offsets(edited: dict[int, dict[str, Any]]) -> None:
    """Take the typed offsets over; a cleared one is 0; for callbacks."""
    row = dict(zip(DIGITS, offsets(), strict=True)) | edited.get(0, {})
    values = tuple(float(np.float32(row[digit] or 0.0)) for digit in DIGITS)
    if np.isfinite(values).all():
        set_values(offsets=values if any(values) else ())


def presets() -> list[str]:
    """Return the names of the cost matrices, with "custom" if the present one is none of them."""
    return list(costs.PRESETS) + [CUSTOM] * (st.session_state.preset == CUSTOM)


def typed() -> int:
    """Return a number that changes whenever the tables of the page Decisions start afresh."""
    return st.session_state.get("typed", 0)


def zero_offsets() -> None:
    """Take the offsets back; for callbacks."""
    set_values(offsets=())
    st.session_state.typed = typed() + 1


def search_offsets() -> None:
    """Search offsets for the costs and show how far it is; for callbacks."""
    bar = st.progress(0.0, "Searching offsets on the out-of-fold scores")
    found = scaled(which="oof", scale_=st.session_state.desk_scale)
    set_values(offsets=costs.search_offsets(found, cost_matrix(), bar.progress), decides="offsets")
    st.session_state.typed = typed() + 1
    bar.empty()


def follow(name: str) -> None:
    """Let every page follow one of `RULES`; for callbacks."""
    set_values(rule=name)


def rule_named(name: str) -> Rule:
    """Return one of the rules `RULES`: argmax, the threshold's or the desk's."""
    return {"argmax": Argmax, "threshold": question, "desk": desk}[name]()


def rule_titles() -> dict[str, str]:
    """Return what each of `RULES` is called at the moment."""
    kinds = dict(zip(RULES, ("", "Threshold: ", "Desk: "), strict=True))
    return {name: f"{kind}{rule_named(name)}" for name, kind in kinds.items()}


def rule() -> Rule:
    """Return the decision rule that the pages follow."""
    return rule_named(st.session_state.rule)


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


def receipt(figure: Figure, which: str | None = None, given: Rule | None = None) -> Receipt:
    """Return the receipt of a rule's matrix (the chosen one by default) or of the question."""
    chosen = given or (question() if figure == "counts" else rule())
    return receipts.receipt(figure, manifest(model_name()), which or split(), chosen)


def scores(name: str | None = None, which: str | None = None) -> Scores:
    """Return the scores of a model on a split (by default the chosen ones)."""
    name = name or model_name()
    return _scores(name, which or split(), artifacts.stamp(name))


def scaled(
    name: str | None = None, which: str | None = None, scale_: Scale | None = None
) -> Scores:
    """Return scores on a scale: the model's own or calibrated (by default the chosen one)."""
    name = name or model_name()
    return _scaled(name, which or split(), scale_ or scale(), artifacts.stamp(name))


def predicted(name: str | None = None, which: str | None = None) -> Any:
    """Return the answers (n,) of the chosen rule; 10 stands for "not read"."""
    return rule().predicted(scaled(name, which, rule().scale))


def calibration_of(name: str | None = None) -> Any:
    """Return the calibration of the chosen scale, or None for the model's own scores."""
    name = name or model_name()
    return None if scale() == "own" else _calibration(name, scale(), artifacts.stamp(name))


def decided_matrix(name: str | None = None, which: str | None = None) -> Any:
    """Return the matrix of the chosen rule; an eleventh column only if it leaves images unread."""
    found = scores(name, which)
    matrix = decision_matrix(found.labels, predicted(name, which), found.n_classes)
    return matrix if matrix[:, -1].any() else matrix[:, :-1]


def question_curve(which: str | None = None, name: str | None = None) -> Curve:
    """Return the threshold curve of the question, for a split and model."""
    name = name or model_name()
    return _curve(name, which or split(), question().at(0.0).text(), artifacts.stamp(name))


def question_range() -> tuple[float, float]:
    """Return the lowest and highest threshold that makes a difference, over both splits."""
    curves = [question_curve(which) for which in SPLITS]
    low = min(float(curve.thresholds[-1]) for curve in curves)
    high = max(float(np.nextafter(c.thresholds[1], c.thresholds[0])) for c in curves)
    default = default_threshold()
    return min(low, default), max(high, default)


def model(name: str) -> Any:
    """Return a fitted model."""
    return _model(name, artifacts.stamp(name))


def matrix(name: str | None = None, which: str | None = None) -> Any:
    """Return the confusion matrix of a model's argmax (by default the chosen ones)."""
    name = name or model_name()
    return _matrix(name, which or split(), artifacts.stamp(name))


def per_class(name: str, which: str) -> Any:
    """Return precision, recall, F1 and support of every class."""
    return metrics.per_class(matrix(name, which))


def canvas_link(index: int) -> str:
    """Return the address that opens a test digit on the canvas, or the canvas alone."""
    digit = f"digit={index}&" if split() == "test" else ""
    return f"{CANVAS}?{digit}model={model_name()}"


def canvas_runs() -> bool:
    """Return whether something listens where the canvas app does."""
    address = urlsplit(CANVAS)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=0.3):
            return True
    except OSError:
        return False


# The stamp in every key changes when a model is trained again, so nothing stale is shown.


@st.cache_resource(show_spinner=False, max_entries=64)
def _scores(name: str, which: str, stamp: str) -> Scores:
    return artifacts.open_scores(name, which)


@st.cache_resource(show_spinner="Opening the model", max_entries=8)
def _model(name: str, stamp: str) -> Any:
    return artifacts.open_model(name)


@st.cache_resource(show_spinner="Calibrating", max_entries=16)
def _calibration(name: str, scale_: Scale, stamp: str) -> Any:
    return calibration.fit(_scores(name, "oof", stamp), scale_)


@st.cache_resource(show_spinner=False, max_entries=16)
def _calibrated(name: str, which: str, scale_: Scale, stamp: str) -> Scores:
    return _calibration(name, scale_, stamp).apply(_scores(name, which, stamp))


def _scaled(name: str, which: str, scale_: Scale, stamp: str) -> Scores:
    if scale_ == "own":
        return _scores(name, which, stamp)
    return _calibrated(name, which, scale_, stamp)


@st.cache_resource(show_spinner=False, max_entries=128)
def _curve(name: str, which: str, asked: str, stamp: str) -> Curve:
    question = rules.parse(asked)
    found = _scaled(name, which, question.scale, stamp)
    about = question.asked(found)
    return make_curve(question.truth(found)[about], question.score(found)[about])


@st.cache_resource(show_spinner=False, max_entries=16)
def _risk_coverage(
    name: str, which: str, rule_text: str, sure: Confidence, stamp: str
) -> RiskCoverage:
    rule = rules.parse(rule_text)
    found = _scaled(name, which, rule.scale, stamp)
    assert isinstance(rule, Offsets | LeastCost)
    return make_risk_coverage(
        rule.predicted(found) == found.labels, confidence(rule.ranked(found), sure)
    )


def _stamp() -> str:
    return artifacts.stamp(model_name())


@st.cache_resource(show_spinner=False, max_entries=64)
def _matrix(name: str, which: str, stamp: str) -> Any:
    found = _scores(name, which, stamp)
    return confusion_matrix(found.labels, found.predicted(), found.n_classes)
