"""The rule of the page Decisions: costs, offsets and what is left unread."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.evaluation.coverage import RiskCoverage
from core.evaluation.scores import Scale
from core.models import registry
from core.rules import costs
from core.rules.multiclass import Confidence, LeastCost, Offsets, Reject
from core.training import artifacts
from session.address import DIGITS
from session.lab import scaled
from session.opened import risk_coverage_curve
from session.view import CUSTOM, model_name, set_values


def desk() -> Offsets | LeastCost:
    """Return the rule of the page Decisions; least cost takes calibrated scores if it must."""
    state, rule = st.session_state, desk_without_reject()
    if state.reject == "nothing":
        return rule
    if state.reject == "level":
        return replace(rule, reject=Reject(state.level, state.sure))
    try:
        curve = risk_coverage_curve(
            model_name(), "oof", rule.text(), state.sure, artifacts.stamp(model_name())
        )
        return replace(rule, reject=Reject(curve.level_for(error_target()), state.sure))
    except StudioError:  # no level keeps that promise: read nothing
        return replace(rule, reject=Reject(float(np.finfo(np.float32).max), state.sure))


def desk_without_reject() -> Offsets | LeastCost:
    """Return the rule of the page Decisions as if every image were read."""
    state = st.session_state
    if state.decides == "offsets":
        return Offsets(state.offsets, None, state.desk_scale)
    calibrate = state.desk_scale == "own" and registry.get(model_name()).kind == "decision"
    return LeastCost(state.costs, None, "temperature" if calibrate else state.desk_scale)


def risk_coverage(which: str) -> RiskCoverage:
    """Return all reject levels of the rule of the page Decisions on a split."""
    sure = st.session_state.sure
    return risk_coverage_curve(
        model_name(), which, desk_without_reject().text(), sure, artifacts.stamp(model_name())
    )


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
