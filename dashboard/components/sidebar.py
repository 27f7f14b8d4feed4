"""The frame around every page: which model, split, digit, threshold and cell."""

import session
import streamlit as st

from core import models
from core.decisions import NOT_READ


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
            on_change=session.ask_digit,
            help="The digit that the thresholds page tells from the rest.",
        )
        right.number_input(
            "Threshold",
            key="threshold",
            format="%.4g",
            on_change=session.touch_threshold,
            help="In the model's own score units; a score that reaches it is called positive.",
        )
        st.selectbox(
            "Rule",
            session.RULES,
            format_func=session.rule_titles().get,
            key="rule",
            help="What turns scores into answers: the highest score, the threshold, or what is "
            "set on the page Decisions.",
        )
        left, right = st.columns(2)
        left.selectbox("True digit", [session.ANY, *session.DIGITS], key="true")
        right.selectbox("Read as", [session.ANY, *session.DIGITS, NOT_READ], key="read_as")
