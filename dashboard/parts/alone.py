"""A part of a page that runs alone when something in it changes: the rest of the page stays.

The frame around the page (`Home.show`) does not run then, so the part is a frame of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core import StudioError
from parts import plainly
from session import reader, visit


def alone(draw: Callable[[], None]) -> Callable[[], None]:
    """Return a function that draws a part of a page; widgets in it run nothing else.

    It is named by the function's own name. A `StudioError` becomes its sentence, as on a page.
    """

    @st.fragment(key=draw.__name__)
    @reader.spoken
    @wraps(draw)
    def part() -> None:
        context = get_script_run_ctx()
        by_itself = context is not None and bool(context.fragment_ids_this_run)
        try:
            if by_itself:
                visit.step()
                plainly.notices()
            draw()
        except StudioError as error:
            plainly.refuse(error)
        finally:
            if by_itself:
                visit.publish()

    return part
