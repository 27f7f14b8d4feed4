"""The frame around every page: which model, split, rule and cell, as far as the page uses them."""

import streamlit as st

from core.models import registry
from session import cells, choice, cut, following, opened, visit
from widgets.verbatim import verbatim

#: Pages that set a rule of their own, and show it themselves.
SETTING = ("thresholds", "decisions")


def show(page: str) -> None:
    """Draw the sidebar of a page, named as in its address.

    With no trained model it says what to do first.
    """
    with st.sidebar:
        st.selectbox(
            "Data set",
            choice.datasets(),
            key="dataset",
            on_change=visit.change_dataset,
            help="Images with their labels; Overview adds your own.",
        )
        ready = opened.trained()
        if not ready:
            st.info("No model is trained yet. Overview has a button for each of them.")
            return
        st.selectbox(
            "Model",
            ready,
            format_func=lambda name: registry.title(name),
            key="model",
            on_change=cut.reset_threshold,
        )
        splits = choice.split_names()
        st.selectbox("Data split", list(splits), format_func=splits.__getitem__, key="split")
        if choice.dataset().chosen_on == "half":
            st.caption(
                "Predictions of a model that stays elsewhere, halved by a fixed seed: thresholds "
                "are chosen on one half and judged on the other."
            )
        if not choice.dataset().pictured:
            st.caption(
                "There are no images: tiles show ids. `python -m core add-predictions … "
                "--images PATH --force` adds them."
            )
        if page in SETTING:
            return
        st.selectbox(
            "Rule",
            following.RULES,
            format_func=following.rule_titles().__getitem__,
            key="rule",
            help="What turns scores into answers: the highest score, the threshold, or what is "
            "set on the page Decisions.",
        )
        if following.followed("threshold"):
            _threshold()
        word = choice.class_word()
        left, right = st.columns(2)
        true, answers = cells.side_names()
        left.selectbox(f"True {word}", list(true), format_func=true.__getitem__, key="true")
        right.selectbox("Read as", list(answers), format_func=answers.__getitem__, key="read_as")


def _threshold() -> None:
    """Offer the class and the threshold; a group of classes is named, not taken for one of them."""
    word, classes = choice.class_word(), choice.classes()
    positive, against = cut.sides()
    if len(positive) == 1 and not against:
        left, right = st.columns(2)
        left.selectbox(
            word.capitalize(),
            range(len(classes)),
            format_func=classes.__getitem__,
            key="digit",
            on_change=cut.take_class,
            help=f"The {word} that the threshold is about.",
        )
    else:
        right = st.container()
        yes, no = (verbatim(" or ".join(classes[i] for i in side)) for side in (positive, against))
        st.caption(f"{yes} against {no or 'the rest'}, as set on the page Thresholds.")
    right.number_input(
        "Threshold",
        key="threshold",
        format="%.4g",
        on_change=cut.touch_threshold,
        help="In the model's own score units; a score that reaches it is called positive.",
    )
