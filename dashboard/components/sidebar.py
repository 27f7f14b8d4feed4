"""The frame around every page: which model, split, digit, threshold and cell."""

import session
import streamlit as st

from core import models


def show() -> None:
    """Draw the sidebar; with no trained model it says what to do first."""
    with st.sidebar:
        ready = session.trained()
        if not ready:
            st.info("No model is trained yet. Overview has a button for each of them.")
            return
        st.selectbox(
            "Model",
            ready,
            format_func=lambda name: models.get(name).title,
            key="model",
            on_change=session.reset_threshold,
        )
        st.selectbox("Judged on", list(session.SPLITS), format_func=session.SPLITS.get, key="split")
        left, right = st.columns(2)
        left.selectbox(
            "Digit",
            session.DIGITS,
            key="digit",
            on_change=session.reset_threshold,
            help="The digit that the thresholds page tells from the rest.",
        )
        right.number_input(
            "Threshold",
            key="threshold",
            format="%.4g",
            help="In the model's own score units; a score that reaches it is called positive.",
        )
        left, right = st.columns(2)
        left.selectbox("True digit", [session.ANY, *session.DIGITS], key="true")
        right.selectbox("Read as", [session.ANY, *session.DIGITS], key="read_as")
