"""What the address may hold of the page Thresholds, seen to before a page is drawn."""

from __future__ import annotations

from typing import Any

import streamlit as st

from core import StudioError
from core.language import tr
from core.rules import thresholds
from session import choice, cut
from session.cut import AGAINST, CLASS, CUSTOM, POSITIVE, STRATEGY, TARGET, THRESHOLD
from session.parameters import tell


def check_target() -> None:
    """See that the numbers in the address suit the strategy in it."""
    if STRATEGY.get() != CUSTOM and TARGET.get():
        try:
            thresholds.parse(f"{STRATEGY.get()}_{TARGET.get()}")
        except ValueError:
            TARGET.set("")
            tell(
                tr("The address has a target that does not suit its strategy; the default is used.")
            )


def check_sides() -> None:
    """Make the two sides of the rule differ."""
    CLASS.set(cut.the_class())
    given, against = cut.sides()
    positive = given or [cut.the_class()]
    POSITIVE.set(positive)
    if set(positive) & set(against) or len(positive) == len(choice.classes()):
        words = choice.class_words()
        tell(
            tr(
                "The address has the same {words} on both sides; showing one against the rest.",
                words=words,
            )
        )
        POSITIVE.set([cut.the_class()])
        AGAINST.set([])


def check_threshold() -> None:
    """Choose the threshold by the strategy, or see that the one given lies among the scores."""
    state: Any = st.session_state
    if cut.strategy() != CUSTOM:
        try:
            THRESHOLD.set(cut.aim().threshold(cut.curve("oof")))
        except StudioError as error:
            tell(tr("The threshold stays as it was. {error}", error=error))
    at = THRESHOLD.get()
    if at is None:
        at = cut.default_threshold()
    try:
        low, high = cut.threshold_range()
    except StudioError:  # no curve: the page Thresholds says why
        low = high = at
    if not low <= at <= high:
        tell(
            tr(
                "The threshold {at:.6g} lies outside this model's scores ({low:.4g} to "
                "{high:.4g}); the default is used.",
                at=at,
                low=low,
                high=high,
            )
        )
        at = cut.default_threshold()
    THRESHOLD.set(at)
    asked = (choice.DATASET.get(), choice.model_name(), cut.threshold_rule().at(0.0).text())
    if state.get("asked") != asked:
        state.asked, state.last = asked, at
    elif state.now != at:
        state.last = state.now
    state.now = at
