"""The rule of the page Decisions: costs, offsets and what is rejected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import folding
from core.data.labelled import Dataset
from core.evaluation.coverage import RiskCoverage
from core.evaluation.scores import SCALES, Scale
from core.language import tr
from core.rules import costs
from core.rules.multiclass import MANY, Confidence, LeastCost, Offsets, Reject
from core.rules.notation import LONGEST
from session import address, choice, opened
from session.address import MOST_CLASSES, between, finite, number, one_of, switch, switch_text
from session.parameters import Parameter, always, tell

CUSTOM = "custom"
#: What may reject images: nothing, a level, a target of errors or of coverage, or the costs.
REJECTS = ("nothing", "level", "target", "coverage", "cost")
MEASURES: tuple[Confidence, ...] = ("margin", "top")
#: How sure one can be that a target of errors is kept.
SURE_OF_TARGET = 0.95
#: Of many classes so many can be in the tables at once.
MOST_EDITED = 12
#: Letters of a name that is no wider than a cost.
SHORT = 3


def _one_each(offsets: tuple[float, ...], dataset: Dataset) -> bool:
    if len(offsets) == MOST_CLASSES and dataset.n_classes > MANY:  # only those of some are written
        return not any(offsets[dataset.n_classes :])
    return len(offsets) in (0, dataset.n_classes)


def _cells_exist(cells: tuple[costs.Cell, ...], dataset: Dataset) -> bool:
    return all(max(true, predicted) < dataset.n_classes for true, predicted, _ in cells)


DECIDES: Parameter[str] = Parameter("decides", "offsets", one_of(["offsets", "costs"]))
DESK_SCALE: Parameter[Scale] = Parameter("desk_scale", "own", one_of(SCALES))
OFFSETS: Parameter[tuple[float, ...]] = Parameter(
    "offsets", (), address.offsets, address.offsets_text, _one_each, longest=LONGEST
)
COSTS: Parameter[tuple[costs.Cell, ...]] = Parameter(
    "costs", (), address.costs, address.costs_text, _cells_exist, longest=LONGEST
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
        return Offsets(offsets() if any(OFFSETS.get()) else (), None, desk_scale())
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
        tell(
            tr(
                "Costs reject images only where the least expected cost decides; nothing is "
                "rejected."
            )
        )
        REJECT.set("nothing")


def confidence() -> Confidence:
    """Return how the page Decisions measures the confidence of an answer."""
    return "cost" if rejects() == "cost" else CONFIDENCE.get()


def error_target() -> float:
    """Return the share of errors allowed among those read, 0 to 1."""
    return float(ERRORS.get()) / 100


def offsets() -> tuple[float, ...]:
    """Return the offset of every class."""
    many = len(choice.classes())
    return OFFSETS.get()[:many] or (0.0,) * many


def cost_matrix() -> np.ndarray:
    """Return the costs of the page Decisions, (k, k): rows are true, columns predicted."""
    return costs.matrix(COSTS.get(), len(choice.classes()))


def many() -> bool:
    """Return whether there are more classes than a table can show, so that some are chosen."""
    return len(choice.classes()) > MANY


def named() -> bool:
    """Return whether the classes have names, which are wider than numbers are."""
    return max(map(len, choice.classes())) > SHORT


def edited() -> list[int]:
    """Return the classes whose costs and offsets are in the tables: all, or some of many."""
    if not many():
        return list(range(len(choice.classes())))
    if "edited" not in st.session_state:
        st.session_state.edited = _worth_editing()
    return sorted(st.session_state.edited)


def set_elsewhere() -> list[costs.Cell]:
    """Return the cells that cost something else than usual and are not in the table."""
    shown = set(edited())
    return [cell for cell in COSTS.get() if not {cell[0], cell[1]} <= shown]


def _worth_editing() -> list[int]:
    """Return the classes that have costs or offsets already, and the most confused ones."""
    named = [index for true, predicted, _ in COSTS.get() for index in (true, predicted)]
    named += np.flatnonzero(offsets()).tolist()
    confused = folding.most_confused(opened.matrix(), most=4).tolist()
    return list(dict.fromkeys([*named, *confused]))[:MOST_EDITED]


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


def edit_costs(edits: dict[int, dict[str, Any]]) -> None:
    """Take the typed cells over, if all of them are costs."""
    shown, names, wanted = edited(), choice.classes(), cost_matrix()
    typed = wanted[np.ix_(shown, shown)].tolist()
    rows = [dict(zip([names[i] for i in shown], row, strict=True)) for row in typed]
    for true, row in edits.items():
        rows[int(true)] |= row
    try:
        wanted[np.ix_(shown, shown)] = costs.checked(rows, [names[i] for i in shown])
    except StudioError:  # the page says which cell it is
        return
    found = costs.cells(wanted)
    if len(LeastCost(found).text()) > LONGEST - 100:
        tell(tr("That are more costs than an address can hold; set some of them back to 1 first."))
        start_tables()
        return
    COSTS.set(found)


def edit_offsets(edits: dict[int, dict[str, Any]]) -> None:
    """Take the typed offsets over; a cleared one is 0."""
    names, values = choice.classes(), list(offsets())
    at = {names[i]: i for i in edited()}
    for name, value in edits.get(0, {}).items():
        values[at[name]] = float(np.float32(value or 0.0))
    if np.isfinite(values).all():
        OFFSETS.set(tuple(values) if any(values) else ())


def calibrate(scale: Scale) -> None:
    """Decide on calibrated scores."""
    DESK_SCALE.set(scale)


def zero_offsets() -> None:
    """Take the offsets back."""
    OFFSETS.set(())
    start_tables()


def search_offsets(show: Callable[[float, float], None]) -> None:
    """Search offsets for the costs, of the classes in the tables; `show` is told how far it is."""
    found, among = opened.scores_on(desk_scale(), which="oof"), edited() if many() else None
    OFFSETS.set(costs.search_offsets(found, cost_matrix(), show, among=among))
    start_tables()
