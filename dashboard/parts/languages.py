"""The choice of the language, at the foot of the sidebar, and what lets Streamlit follow it."""

import streamlit as st

from core.language import LANGUAGES, tr
from widgets import own_words


def show() -> None:
    """Offer the languages, each by its own name."""
    with st.sidebar:
        st.segmented_control(
            tr("Language"),
            list(LANGUAGES),
            format_func=LANGUAGES.__getitem__,
            key="language",
            required=True,
            help=tr("Texts and numbers follow; the address keeps it for whoever opens it."),
        )


def script() -> str:
    """Return the JavaScript that says Streamlit's own words in it, for the head of every page."""
    return own_words.script()
