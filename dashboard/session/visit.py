"""A visit: the address is read when it begins, and written after every run.

The view (model, split, digit, threshold, cell) lives in session state under the names of
`PARAMETERS`; copying the address copies the view. Widgets and callbacks write the state, pages read
it through the modules of this package.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from core.rules import costs
from session.address import Parameter
from session.lab import check_question, check_target, check_threshold, default_threshold
from session.opened import find_trained, first_model, freeze
from session.view import CUSTOM, PARAMETERS


def begin() -> None:
    """Read the address when a session begins, and keep the view's values on every page."""
    freeze()
    state = st.session_state
    if "begun" not in state:
        state.begun = True
        state.notices = []
        for name, parameter in PARAMETERS.items():
            state[name] = _from_address(name, parameter)
        check_target()
    for name in PARAMETERS:  # a widget that is not on this page would lose its value
        state[name] = state[name]
    ready = find_trained()
    if ready and state.model not in ready:
        fallback = first_model(ready)
        if state.model is not None:
            state.notices.append(
                f"The model {state.model!r} is not trained; showing {fallback!r}. "
                "Overview has a button to train it."
            )
            state.threshold = None
        state.model = fallback
    if ready:
        state.others = [name for name in state.others if name in ready]
        check_question()
        check_threshold()
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
