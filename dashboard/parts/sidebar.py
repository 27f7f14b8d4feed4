"""The frame around every page: which model, split, digit, threshold and cell."""

import streamlit as st

from core.models import registry
from core.rules.binary import NOT_READ
from session import following, lab, opened, view
from session.address import DIGITS


def show() -> None:
    """Draw the sidebar; with no trained model it says what to do first."""
    with st.sidebar:
        ready = opened.trained()
        if not ready:
            st.info("No model is trained yet. Overview has a button for each of them.")
            return
        st.selectbox(
            "Model",
            ready,
            format_func=lambda name: registry.get(name).title,
            key="model",
            on_change=lab.reset_threshold,
        )
        st.selectbox("Judged on", list(view.SPLITS), format_func=view.SPLITS.get, key="split")
        left, right = st.columns(2)
        left.selectbox(
            "Digit",
            DIGITS,
            key="digit",
            on_change=lab.ask_digit,
            help="The digit that the thresholds page tells from the rest.",
        )
        right.number_input(
            "Threshold",
            key="threshold",
            format="%.4g",
            on_change=lab.touch_threshold,
            help="In the model's own score units; a score that reaches it is called positive.",
        )
        st.selectbox(
            "Rule",
            view.RULES,
            format_func=following.rule_titles().get,
            key="rule",
            help="What turns scores into answers: the highest score, the threshold, or what is "
            "set on the page Decisions.",
        )
        left, right = st.columns(2)
        left.selectbox("True digit", [view.ANY, *DIGITS], key="true")
        right.selectbox("Read as", [view.ANY, *DIGITS, NOT_READ], key="read_as")
