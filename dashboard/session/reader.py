"""Which language this visit is in: what one has chosen, else what the browser asks for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import language
from core.language import LANGUAGES
from session.address import one_of
from session.parameters import Parameter


def of_browser() -> str:
    """Return the language of ours that the browser prefers."""
    return language.nearest(st.context.locale)


#: None until the visit has begun; what the browser asks for stays out of the address.
LANGUAGE: Parameter[str | None] = Parameter(
    "language", None, one_of(LANGUAGES), implied=lambda code: code == of_browser()
)
PARAMETERS = (LANGUAGE,)


def begin() -> None:
    """Speak as the browser asks where the address says nothing."""
    if LANGUAGE.get() is None:
        LANGUAGE.set(of_browser())


def present() -> str:
    """Return the language of this visit, also before it has begun."""
    found = st.session_state.get(LANGUAGE.name) or st.query_params.get(LANGUAGE.name)
    return found if found in LANGUAGES else of_browser()


def spoken(draw: Callable[[], None]) -> Callable[[], None]:
    """Return a function that draws in the visit's language: it is asked for once, not each time."""

    @wraps(draw)
    def part() -> None:
        with language.using(present()):
            draw()

    return part


def _asked() -> str | None:
    """Return the language of the session that runs now, as callbacks need it; None outside."""
    return None if get_script_run_ctx(suppress_warning=True) is None else present()


language.asked_of(_asked)
