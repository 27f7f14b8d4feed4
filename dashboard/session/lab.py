"""The question of the page Thresholds: who is looked for, and where the score is cut."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.evaluation.metrics import Curve
from core.evaluation.scores import Scale, Scores
from core.models import registry
from core.rules import thresholds
from core.rules.binary import BinaryRule, Group, OneVsRest
from core.training import artifacts
from session.address import DIGITS
from session.opened import fitted_calibration, scaled_scores, threshold_curve
from session.view import CUSTOM, SPLITS, model_name, set_values, split


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
    return "probability" if scale() != "own" else registry.get(model_name()).kind


def scaled(
    name: str | None = None, which: str | None = None, scale_: Scale | None = None
) -> Scores:
    """Return scores on a scale: the model's own or calibrated (by default the chosen one)."""
    name = name or model_name()
    return scaled_scores(name, which or split(), scale_ or scale(), artifacts.stamp(name))


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
    default = 0.0 if scale() == "own" and registry.get(name).kind == "decision" else 0.5
    if strategy() == CUSTOM:
        return asked.at(default)
    try:
        return asked.at(aim().threshold(question_curve("oof", name)))
    except StudioError:
        return asked.at(default)


def others() -> list[str]:
    """Return the models to lay over the chosen one."""
    return [name for name in st.session_state.others if name != model_name()]


def question_curve(which: str | None = None, name: str | None = None) -> Curve:
    """Return the threshold curve of the question, for a split and model."""
    name = name or model_name()
    return threshold_curve(name, which or split(), question().at(0.0).text(), artifacts.stamp(name))


def question_range() -> tuple[float, float]:
    """Return the lowest and highest threshold that makes a difference, over both splits."""
    curves = [question_curve(which) for which in SPLITS]
    low = min(float(curve.thresholds[-1]) for curve in curves)
    high = max(float(np.nextafter(c.thresholds[1], c.thresholds[0])) for c in curves)
    default = default_threshold()
    return min(low, default), max(high, default)


def calibration_of(name: str | None = None) -> Any:
    """Return the calibration of the chosen scale, or None for the model's own scores."""
    name = name or model_name()
    return None if scale() == "own" else fitted_calibration(name, scale(), artifacts.stamp(name))


def default_threshold() -> float:
    """Return where the model itself would cut: 0 for decision scores, a half for probabilities."""
    return 0.0 if score_kind() == "decision" else 0.5


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


def check_target() -> None:
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


def check_question() -> None:
    """Make the two sides of the question differ; an address may hold anything."""
    state = st.session_state
    state.positive = state.positive or [state.digit]
    if set(state.positive) & set(state.against) or len(state.positive) == len(DIGITS):
        state.notices.append(
            "The address has the same digits on both sides; showing one against the rest."
        )
        state.positive, state.against = [state.digit], []


def check_threshold() -> None:
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
