"""A visit: the address is read when it begins and after Back or Forward, and written after a run.

The view lives in session state under the names of the parameters that the modules of this package
own; copying the address copies the view. Widgets and callbacks write the state, pages read it
through the modules of this package.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitAPIException

from core import StudioError
from core.data import mnist
from core.language import tr
from core.models import registry
from session import (
    better,
    cells,
    choice,
    compare,
    cut,
    cut_checks,
    desk,
    experiments,
    following,
    on_map,
    once,
    opened,
    reader,
    walk,
    went_back,
    writers,
)
from session.parameters import Parameter, tell

#: Everything that the address may carry, in its order there; the data set decides what fits.
PARAMETERS: tuple[Parameter[Any], ...] = (
    *choice.PARAMETERS,
    *cut.PARAMETERS,
    *following.PARAMETERS,
    *desk.PARAMETERS,
    *cells.PARAMETERS,
    *walk.PARAMETERS,
    *writers.PARAMETERS,
    *on_map.PARAMETERS,
    *compare.PARAMETERS,
    *better.PARAMETERS,
    *experiments.PARAMETERS,
    *reader.PARAMETERS,
)
NAMES = [parameter.name for parameter in PARAMETERS]


def begin() -> None:
    """Read the address if it asks for something new, and keep the view's values on every page."""
    opened.freeze()
    once.forget()
    state = st.session_state
    first = "begun" not in state
    state.led_by_address = first or went_back.went()
    if first:
        state.notices = []
        state.begun = True
    if state.led_by_address:
        for parameter in PARAMETERS:
            parameter.set(_from_address(parameter))
        reader.begin()
        cut_checks.check_target()
        desk.start_tables()  # what was typed into the old ones is of another view
    keep()
    _see_that_it_fits()
    ready = opened.find_trained()
    _choose_model(ready)
    desk.check_reject()
    if ready:
        if state.led_by_address:
            _see_that_models_exist(ready)
        cut.OTHERS.set([name for name in cut.OTHERS.get() if name in ready])
        cut_checks.check_sides()
        cut_checks.check_threshold()
    desk.name_preset()


def step() -> None:
    """Begin the run of a part of a page alone, in place of `begin`."""
    once.forget()
    st.session_state.led_by_address = False
    keep()
    cut_checks.check_threshold()


def keep() -> None:
    """Let the view outlive its widgets: one that is not on the next page would lose its value."""
    for name in NAMES:
        with suppress(StreamlitAPIException):  # its widget has been drawn in this run
            st.session_state[name] = st.session_state[name]


def publish() -> None:
    """Write the view to the address; what is at its default stays out of it.

    An address that has just led here and says nothing wrong stays as it is until the next step: to
    write what it leaves open would be one more entry in the browser's history. So would a model
    that nobody has chosen, as long as it is all that there is to write: not every step changes what
    stands in an address.
    """
    once.forget()
    wanted = {}
    for parameter in PARAMETERS:
        value = st.session_state.get(parameter.name)
        if value is not None and value != parameter.default and not _implied(parameter, value):
            wanted[parameter.name] = parameter.write(value)
    present = {name: st.query_params[name] for name in st.query_params if name in NAMES}
    model = st.session_state.get(choice.MODEL.name)
    by_itself = model is not None and model == st.session_state.get("by_itself")
    nothing_new = by_itself and wanted.keys() - present.keys() == {choice.MODEL.name}
    kept = st.session_state.get("led_by_address") or nothing_new
    if present != wanted and not (kept and present.items() <= wanted.items()):
        others = {n: st.query_params[n] for n in st.query_params if n not in NAMES}
        st.query_params.from_dict({**others, **wanted})


def notices() -> list[str]:
    """Return what a person should know about the address they opened, and forget it."""
    found: list[str] = st.session_state.notices
    st.session_state.notices = []
    return found


def open_dataset(name: str) -> None:
    """Choose a data set: what belonged to the one before goes back to its default."""
    choice.DATASET.set(name)
    change_dataset()


def change_dataset() -> None:
    """Take leave of the data set before; for the widget that has set the new one."""
    for parameter in PARAMETERS:
        if parameter.fits is not None:
            parameter.set(parameter.default)
    desk.start_tables()


def _from_address(parameter: Parameter[Any]) -> Any:
    given = st.query_params.get_all(parameter.name)
    if not given:
        return parameter.default
    try:
        if len(given) > 1 or len(given[0]) > parameter.longest:
            raise ValueError
        return parameter.read(given[0])
    except ValueError:
        _refuse(parameter)
        return parameter.default


def _see_that_it_fits() -> None:
    """Fall back where the data set cannot be opened, or has no such class, image or cell."""
    try:
        dataset = choice.dataset()
    except StudioError as error:
        if choice.about_digits():
            raise
        tell(tr("{error} Showing {name}.", error=error, name=mnist.NAME))
        open_dataset(mnist.NAME)
        dataset = choice.dataset()
    for parameter in PARAMETERS:
        if parameter.fits is not None and not parameter.fits(parameter.get(), dataset):
            _refuse(parameter)
            parameter.set(parameter.default)


def _refuse(parameter: Parameter[Any]) -> None:
    tell(tr("“{name}” in the address is not valid here; the default is used.", name=parameter.name))


def _choose_model(ready: list[str]) -> None:
    """See that the chosen model is trained, or choose another one."""
    chosen = choice.MODEL.get()
    if not ready or chosen in ready:
        return
    fallback = opened.first_model(ready)
    if chosen is not None:
        tell(
            tr(
                "The model {chosen!r} {why_not}. Showing {fallback!r}.",
                chosen=chosen,
                why_not=_why_not(chosen),
                fallback=fallback,
            )
        )
        cut.THRESHOLD.set(None)
    else:
        st.session_state.by_itself = fallback  # shown because none was chosen
    choice.MODEL.set(fallback)


def _see_that_models_exist(ready: list[str]) -> None:
    """Say which names in the address are of no trained model; the defaults are used."""
    if not set(cut.OTHERS.get()) <= set(ready):
        _refuse(cut.OTHERS)
    for parameter in (compare.ROWS, compare.COLUMNS):
        if parameter.get() not in (None, *compare.FIXED, *ready):
            _refuse(parameter)
            parameter.set(None)


def _why_not(name: str) -> str:
    """Return why a model cannot be shown."""
    if name not in registry.MODELS:
        return tr("does not exist for this data set")
    if not choice.dataset().pictured:
        return tr("has no predictions here, and without images it cannot be trained")
    wanted = registry.get(name).shape
    if wanted and wanted != choice.dataset().shape:
        return tr("takes images of {listed} only", listed=" × ".join(map(str, wanted)))
    return tr("is not trained; Overview has a button to train it")


def _implied(parameter: Parameter[Any], value: Any) -> bool:
    return parameter.implied is not None and parameter.implied(value)
