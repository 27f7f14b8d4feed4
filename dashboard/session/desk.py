"""The rule of the page Decisions: costs, offsets and what is rejected."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.data.labelled import Dataset
from core.evaluation.coverage import RiskCoverage
from core.evaluation.scores import SCALES, Scale
from core.rules import costs
from core.rules.multiclass import Confidence, LeastCost, Offsets, Reject
from session import address, choice, opened
from session.address import between, finite, number, one_of, switch, switch_text
from session.parameters import Parameter, always, tell

CUSTOM = "custom"
#: What may reject images: nothing, a level, a target of errors or of coverage, or the costs.
REJECTS = ("nothing", "level", "target", "coverage", "cost")
MEASURES: tuple[Confidence, ...] = ("margin", "top")
#: How sure one can be that a target of errors is kept.
SURE_OF_TARGET = 0.95


def _one_each(offsets: tuple[float, ...], dataset: Dataset) -> bool:
    return len(offsets) in (0, dataset.n_classes)


def _cells_exist(cells: tuple[costs.Cell, ...], dataset: Dataset) -> bool:
    return all(max(true, predicted) < dataset.n_classes for true, predicted, _ in cells)


DECIDES: Parameter[str] = Parameter("decides", "offsets", one_of(["offsets", "costs"]))
DESK_SCALE: Parameter[Scale] = Parameter("desk_scale", "own", one_of(SCALES))
OFFSETS: Parameter[tuple[float, ...]] = Parameter(
    "offsets", (), address.offsets, address.offsets_text, _one_each
)
COSTS: Parameter[tuple[costs.Cell, ...]] = Parameter(
    "costs", (), address.costs, address.costs_text, _cells_exist
)
REJECT_COST: Parameter[float] = Parameter("cost_of_rejecting", 0.2, between(0, 1e9), number)
REJECT: Parameter[str] = Parameter("reject", "nothing", one_of(REJECTS))
CONFIDENCE: Parameter[Confidence] = Parameter("confidence", "margin", one_of(MEASURES))
LEVEL: Parameter[float] = Parameter("level", 0.0, finite, number, always)
ERRORS: Parameter[float] = Parameter("errors", 0.5, between(0.001, 50), number)
COVERAGE: Parameter[float] = Parameter("coverage", 95.0, between(0.001, 100), number)
MISSING: Parameter[float] = Parameter("missing", 5.0, between(0.001, 50), number)
BY_CLASS: Parameter[bool] = Parameter("by_class", False, switch, switch_text)
PARAMETERS = (
    DECIDES,
    DESK_SCALE,
    OFFSETS,
    COSTS,
    REJECT_COST,
    REJECT,
    CONFIDENCE,
    LEVEL,
    ERRORS,
    COVERAGE,
    MISSING,
    BY_CLASS,
)


def desk_rule() -> Offsets | LeastCost:
    """Return the rule of the page Decisions; least cost takes calibrated scores if it must."""
    rule = rule_without_reject()
    if rejects() == "nothing":
        return rule
    try:
        return replace(rule, reject=Reject(level(), confidence()))
    except StudioError:  # no level keeps that promise: reject everything
        return replace(rule, reject=Reject(float(np.finfo(np.float32).max), confidence()))


def rule_without_reject() -> Offsets | LeastCost:
    """Return the rule of the page Decisions as if nothing were rejected."""
    if decides() == "offsets":
        return Offsets(OFFSETS.get(), None, desk_scale())
    kind = opened.kind(choice.model_name())
    calibrate = desk_scale() == "own" and kind == "decision"
    return LeastCost(COSTS.get(), None, "temperature" if calibrate else desk_scale())


def level() -> float:
    """Return the confidence below which images are rejected; a target chooses it out-of-fold.

    Raises
    ------
    StudioError
        If no level keeps the target; the sentence says what to change.
    """
    if rejects() == "target":
        return risk_coverage("oof").level_for(error_target(), SURE_OF_TARGET)
    if rejects() == "coverage":
        return risk_coverage("oof").level_covering(coverage_target())
    return -reject_cost() if rejects() == "cost" else LEVEL.get()


def risk_coverage(which: str) -> RiskCoverage:
    """Return all reject levels of the rule of the page Decisions on a split."""
    data, name, text = choice.DATASET.get(), choice.model_name(), rule_without_reject().text()
    return opened.risk_coverage_curve(data, name, which, text, confidence(), opened.stamp(name))


def decides() -> str:
    """Return what decides on the page Decisions: "offsets" or "costs"."""
    return DECIDES.get()


def desk_scale() -> Scale:
    """Return the scale chosen on the page Decisions."""
    return DESK_SCALE.get()


def rejects() -> str:
    """Return what rejects images on the page Decisions, one of `REJECTS`."""
    return REJECT.get()


def check_reject() -> None:
    """Let the costs reject only where they decide."""
    if REJECT.get() == "cost" and decides() != "costs":
        tell("Costs reject images only where the least expected cost decides; nothing is rejected.")
        REJECT.set("nothing")


def confidence() -> Confidence:
    """Return how the page Decisions measures the confidence of an answer."""
    return "cost" if rejects() == "cost" else CONFIDENCE.get()


def error_target() -> float:
    """Return the share of errors allowed among those read, 0 to 1."""
    return float(ERRORS.get()) / 100


def offsets() -> tuple[float, ...]:
    """Return the offset of every class."""
    return OFFSETS.get() or (0.0,) * len(choice.classes())


def cost_matrix() -> np.ndarray:
    """Return the costs of the page Decisions, (k, k): rows are true, columns predicted."""
    return costs.matrix(COSTS.get(), len(choice.classes()))


def coverage_target() -> float:
    """Return the share of images that should be read, 0 to 1."""
    return float(COVERAGE.get()) / 100


def reject_cost() -> float:
    """Return what a rejected image costs."""
    return float(REJECT_COST.get())


def miss_rate() -> float:
    """Return the share of images whose prediction set may miss the true class, 0 to 1."""
    return float(MISSING.get()) / 100


def sets_by_class() -> bool:
    """Return whether prediction sets hold every class as often."""
    return BY_CLASS.get()


def tables() -> int:
    """Return a number that changes whenever the tables of the page Decisions start afresh."""
    return int(st.session_state.get("tables_of_desk", 0))


def presets() -> dict[str, tuple[costs.Cell, ...]]:
    """Return the cost matrices to start from; some are about digits."""
    return costs.presets(choice.about_digits())


def preset_names() -> list[str]:
    """Return the names of the cost matrices, with "custom" if the present one is none of them."""
    return list(presets()) + [CUSTOM] * (st.session_state.preset == CUSTOM)


def name_preset() -> None:
    """Let the widget that offers the presets show the one that the costs are, once a run."""
    named = {cells: preset for preset, cells in presets().items()}
    st.session_state.preset = named.get(COSTS.get(), CUSTOM)


# --- callbacks ------------------------------------------------------------------------------


def start_tables() -> None:
    """Let new tables be drawn: what was typed into the old ones is gone."""
    st.session_state.tables_of_desk = tables() + 1


def take_preset() -> None:
    """Let the cost matrix be the preset that was chosen."""
    COSTS.set(presets().get(st.session_state.preset, COSTS.get()))
    start_tables()


def edit_costs(edited: dict[int, dict[str, Any]]) -> None:
    """Take the typed cells over, if all of them are costs."""
    names = choice.classes()
    rows = [dict(zip(names, row, strict=True)) for row in cost_matrix().tolist()]
    for true, row in edited.items():
        rows[int(true)] |= row
    try:
        COSTS.set(costs.cells(costs.checked(rows, names)))
    except StudioError:  # the page says which cell it is
        return


def edit_offsets(edited: dict[int, dict[str, Any]]) -> None:
    """Take the typed offsets over; a cleared one is 0."""
    names = choice.classes()
    row = dict(zip(names, offsets(), strict=True)) | edited.get(0, {})
    values = tuple(float(np.float32(row[name] or 0.0)) for name in names)
    if np.isfinite(values).all():
        OFFSETS.set(values if any(values) else ())


def zero_offsets() -> None:
    """Take the offsets back."""
    OFFSETS.set(())
    start_tables()


def search_offsets() -> None:
    """Search offsets for the costs and show how far it is."""
    bar = st.progress(0.0, f"Searching offsets on {choice.sides().chosen_on}")
    found = opened.scores_on(desk_scale(), which="oof")

    def show(fraction: float) -> None:
        bar.progress(fraction)

    OFFSETS.set(costs.search_offsets(found, cost_matrix(), show))
    DECIDES.set("offsets")
    start_tables()
    bar.empty()
