"""The page Thresholds: which classes are looked for, and where their score is cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core import StudioError
from core.data.labelled import Dataset
from core.evaluation import groups
from core.evaluation.metrics import Curve
from core.evaluation.scores import SCALES, Scale
from core.rules import thresholds
from core.rules.binary import BinaryRule, Group, OneVsRest
from session import choice, opened
from session.address import (
    MOST_CLASSES,
    classes,
    classes_text,
    finite,
    model_names,
    number,
    one_of,
    target_text,
    whole,
)
from session.parameters import Parameter, always

CUSTOM = "custom"


def _a_class(value: int | None, dataset: Dataset) -> bool:
    return value is None or value < dataset.n_classes


def _some_classes(values: Sequence[int], dataset: Dataset) -> bool:
    return max(values, default=0) < dataset.n_classes


#: The class that the thresholds are about. None: the first one, decided by the data set.
CLASS: Parameter[int | None] = Parameter(
    "digit", None, whole(MOST_CLASSES), fits=_a_class, implied=lambda value: value == first_class()
)
POSITIVE: Parameter[list[int]] = Parameter(
    "positive", [], classes, classes_text, _some_classes, lambda value: value == [CLASS.get()]
)
AGAINST: Parameter[list[int]] = Parameter("against", [], classes, classes_text, _some_classes)
SCALE: Parameter[Scale] = Parameter("scale", "own", one_of(SCALES))
STRATEGY: Parameter[str] = Parameter("strategy", CUSTOM, one_of([CUSTOM, *thresholds.STRATEGIES]))
TARGET: Parameter[str] = Parameter(
    "target", "", target_text, implied=lambda _: STRATEGY.get() == CUSTOM
)
#: None: where the model itself would cut.
THRESHOLD: Parameter[float | None] = Parameter(
    "threshold",
    None,
    finite,
    number,
    fits=always,
    implied=lambda value: STRATEGY.get() != CUSTOM or value == default_threshold(),
)
OTHERS: Parameter[list[str]] = Parameter("others", [], model_names, ".".join, fits=always)
PARAMETERS = (CLASS, POSITIVE, AGAINST, SCALE, STRATEGY, TARGET, THRESHOLD, OTHERS)


def first_class() -> int:
    """Return the class that a visit's thresholds are about at first."""
    return opened.FIRST_DIGIT if choice.about_digits() else 0


def the_class() -> int:
    """Return the class that the thresholds are about."""
    chosen = CLASS.get()
    return first_class() if chosen is None else chosen


def last_threshold() -> float:
    """Return the threshold before the present one, for the same sides and scores."""
    return float(st.session_state.last)


def aim() -> thresholds.ThresholdChoice:
    """Return the strategy that chooses the threshold; its own defaults if numbers are missing."""
    try:
        return thresholds.parse(f"{STRATEGY.get()}_{TARGET.get()}")
    except ValueError:
        return thresholds.default_choice(STRATEGY.get())


def sides() -> tuple[list[int], list[int]]:
    """Return the classes to look for and those against them; none of the latter: all others."""
    return list(POSITIVE.get()), list(AGAINST.get())


def strategy() -> str:
    """Return the name of the strategy that chooses the threshold, or "custom"."""
    return STRATEGY.get()


def scale() -> Scale:
    """Return whether thresholds are in the model's own units or calibrated, and how."""
    return SCALE.get()


def score_kind(name: str | None = None) -> str:
    """Return whether a model's (by default the chosen one's) threshold is a probability.

    If not, it is a decision score.
    """
    return "probability" if scale() != "own" else opened.kind(name or choice.model_name())


def threshold_rule() -> BinaryRule:
    """Return the yes-or-no rule of the page Thresholds at the chosen threshold."""
    positive, against = (tuple(side) for side in sides())
    chosen = THRESHOLD.get()
    at = 0.0 if chosen is None else float(chosen)
    if len(positive) == 1 and not against:
        return OneVsRest(positive[0], at, scale())
    return Group(positive, at, against, scale())


def threshold_rule_of(name: str) -> BinaryRule:
    """Return the rule for another model at that model's own threshold.

    It is the one that the strategy chooses for it, or where the model itself would cut.
    """
    rule, default = threshold_rule(), default_threshold(name)
    if strategy() == CUSTOM:
        return rule.at(default)
    try:
        return rule.at(aim().threshold(curve("oof", name)))
    except StudioError:
        return rule.at(default)


def others() -> list[str]:
    """Return the models to compare with the chosen one."""
    return [name for name in OTHERS.get() if name != choice.model_name()]


def counts_by_writer(which: str) -> np.ndarray | None:
    """Return each writer's four counts of the present rule on a split, None where not known."""
    rule = threshold_rule()
    scores = opened.scores_on(rule.scale, which=which)
    if scores.groups is None:
        return None
    about = rule.asked(scores)
    truth, decided = rule.truth(scores)[about], rule.decided(scores)[about]
    return groups.counted(truth, decided, scores.groups[about])


def curve(which: str | None = None, name: str | None = None) -> Curve:
    """Return the threshold curve of the present sides, for a split and model."""
    name, which = name or choice.model_name(), which or choice.split()
    asked = threshold_rule().at(0.0).text()
    return opened.curve(asked, name, which)


def threshold_range() -> tuple[float, float]:
    """Return the lowest and highest threshold that makes a difference, over both splits."""
    curves = [curve(which) for which in choice.SPLITS]
    low = min(float(c.thresholds[-1]) for c in curves)
    high = max(float(np.nextafter(c.thresholds[1], c.thresholds[0])) for c in curves)
    default = default_threshold()
    return min(low, default), max(high, default)


def default_threshold(name: str | None = None) -> float:
    """Return where a model itself would cut: 0 for decision scores, a half for probabilities."""
    return 0.0 if score_kind(name) == "decision" else 0.5


# --- callbacks ------------------------------------------------------------------------------


def reset_threshold() -> None:
    """Go back to the default threshold: another model's or class's has other units."""
    THRESHOLD.set(default_threshold())


def choose_model(name: str) -> None:
    """Look at another model, at its own threshold; for callbacks."""
    choice.MODEL.set(name)
    reset_threshold()


def look_for(index: int) -> None:
    """Look for one class against the rest, wherever the model itself would cut."""
    CLASS.set(index)
    POSITIVE.set([index])
    AGAINST.set([])
    THRESHOLD.set(None)


def take_class() -> None:
    """Look for the sidebar's class against the rest."""
    look_for(the_class())
    reset_threshold()


def take_sides() -> None:
    """Take the classes of the page Thresholds over."""
    chosen = sorted(POSITIVE.get()) or [the_class()]
    chosen = chosen[: len(choice.classes()) - 1]
    POSITIVE.set(chosen)
    AGAINST.set([index for index in AGAINST.get() if index not in chosen])
    if len(chosen) == 1:
        CLASS.set(chosen[0])
    reset_threshold()


def set_threshold(value: float) -> None:
    """Choose a threshold by hand: the strategy, if there was one, becomes "custom"."""
    low, high = threshold_range()
    THRESHOLD.set(min(max(float(value), low), high))
    STRATEGY.set(CUSTOM)


def touch_threshold() -> None:
    """Let the strategy become "custom"; for the widget that has set the threshold itself."""
    STRATEGY.set(CUSTOM)


def choose_strategy() -> None:
    """Start the strategy that a person has picked with its own numbers."""
    name = strategy()
    text = "" if name == CUSTOM else thresholds.default_choice(name).text()
    TARGET.set(text.removeprefix(f"{name}_"))


def set_target(position: int, value: float) -> None:
    """Change one number of the strategy."""
    values = list(aim().values)
    values[position] = float(value)
    TARGET.set("_".join(f"{value:g}" for value in values))
