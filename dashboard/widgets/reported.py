"""What a component's script reports, for its callbacks."""

from __future__ import annotations

from typing import Any

import streamlit as st


def reported(key: str, what: str) -> Any:
    """Return what the component reports under this name, or None.

    None, too, where the page knows no such component: whoever writes to the server without a
    browser, or has a page open that was another one meanwhile, can report for it all the same.
    """
    return getattr(st.session_state.get(key), what, None)
