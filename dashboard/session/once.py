"""What is looked up once in a run, however many parts of a page ask for it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TypeVar

import streamlit as st

Found = TypeVar("Found")
KEPT = "found_in_this_run"


def once(find: Callable[..., Found], *given: Hashable) -> Found:
    """Return what a function finds for what it is given; it is asked once in a run.

    Opening a file's stamp or asking Streamlit's cache takes a tenth of a millisecond or more, and
    a released threshold asks forty times.
    """
    kept = st.session_state.setdefault(KEPT, {})
    if (find, given) not in kept:
        kept[find, given] = find(*given)
    found: Found = kept[find, given]
    return found


def forget() -> None:
    """Look everything up afresh: a run or its callbacks have begun or ended."""
    st.session_state.pop(KEPT, None)
