"""What is seen on demand: it is made, sent and loaded when its fold is opened."""

from collections.abc import Callable

import streamlit as st


@st.fragment(key="folded")
def folded(title: str, draw: Callable[[], object], *, key: str, icon: str | None = None) -> None:
    """Show a closed fold; `draw` is called once it is open, without running the whole page.

    A callback runs all folds of a page again by `st.rerun("folded")`.
    """
    fold = st.expander(title, icon=icon, key=key, on_change="rerun")
    if fold.open:
        with fold:
            draw()
