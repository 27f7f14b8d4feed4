"""The frame around every page: which model, split, digit, threshold and cell."""

import streamlit as st

from core.models import registry
from session import cells, choice, cut, following, opened, visit


def show() -> None:
    """Draw the sidebar; with no trained model it says what to do first."""
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
            help="The model that the pages are about; Overview trains the others.",
        )
        splits = choice.split_names()
        st.selectbox(
            "Data split",
            list(splits),
            format_func=splits.__getitem__,
            key="split",
            help="The images that are shown: the test set judges, out-of-fold scores are "
            "for choosing.",
        )
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
        word = choice.class_word()
        left, right = st.columns(2)
        left.selectbox(
            word.capitalize(),
            range(len(choice.classes())),
            format_func=choice.classes().__getitem__,
            key="digit",
            on_change=cut.take_class,
            help=f"The {word} that the page Thresholds looks for.",
        )
        right.number_input(
            "Threshold",
            key="threshold",
            format="%.4g",
            on_change=cut.touch_threshold,
            help="In the model's own score units; a score that reaches it is called positive.",
        )
        st.selectbox(
            "Rule",
            following.RULES,
            format_func=following.rule_titles().__getitem__,
            key="rule",
            help="What turns scores into answers: the highest score, the threshold, or what is "
            "set on the page Decisions.",
        )
        left, right = st.columns(2)
        true, answers = cells.side_names()
        left.selectbox(
            f"True {word}",
            list(true),
            format_func=true.__getitem__,
            key="true",
            help="Only images that are truly of it, on Confusions and Misread.",
        )
        right.selectbox(
            "Read as",
            list(answers),
            format_func=answers.__getitem__,
            key="read_as",
            help="Only images with this answer, on Confusions and Misread.",
        )
