"""The choice of the language, at the foot of the sidebar."""

import streamlit as st

from core.language import LANGUAGES, tr


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
