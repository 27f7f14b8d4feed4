"""A part of a page that runs alone when something in it changes: the rest of the page stays.

The frame around the page (`visit.begin`, `visit.publish`) does not run then, so the part keeps the
view, sees to the threshold and writes the address itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import StudioError
from session import cut_checks, visit


def alone(draw: Callable[[], None]) -> Callable[[], None]:
    """Return a function that draws a part of a page; widgets in it run nothing else.

    It is named by the function's own name. A `StudioError` becomes its sentence, as on a page.
    """

    @st.fragment(key=draw.__name__)
    @wraps(draw)
    def part() -> None:
        context = get_script_run_ctx()
        by_itself = context is not None and bool(context.fragment_ids_this_run)
        try:
            if by_itself:
                st.session_state.led_by_address = False
                visit.keep()
                cut_checks.check_threshold()
                for notice in visit.notices():
                    st.warning(notice, icon=":material/info:")
            draw()
        except StudioError as error:
            st.error(str(error), icon=":material/build:")
        finally:
            if by_itself:
                visit.publish()

    return part
