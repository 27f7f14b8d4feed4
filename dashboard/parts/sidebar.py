"""The frame around every page: data set, model and split, and what else the page reads."""

import streamlit as st

from core.language import either, tr
from core.models import registry
from session import cells, choice, cut, following, opened, visit
from widgets.verbatim import verbatim

#: Pages that choose their split themselves, or look at none.
WITHOUT_SPLIT = {"improve", "draw", "handwriting", "label_errors"}
#: What a page reads beside data set, model and split, by its name in the address. Thresholds and
#: Decisions set a rule of their own, and show it themselves.
USED = {
    "confusions": {"rule", "cell"},
    "misread": {"rule", "cell"},
    "digit": {"rule"},
    "compare": {"rule"},
    "map": {"rule"},
    "verdicts": {"rule"},
}


def used_by(page: str) -> set[str]:
    """Return which of "threshold", "rule" and "cell" a page reads now."""
    used = set(USED.get(page, ()))
    if "rule" in used and following.followed("threshold"):
        used.add("threshold")
    return used


def show(page: str) -> None:
    """Draw the sidebar of a page; with no trained model it says what to do first.

    Parameters
    ----------
    page : the page's name in the address
    """
    with st.sidebar:
        st.selectbox(
            tr("Data set"),
            choice.datasets(),
            key="dataset",
            on_change=visit.change_dataset,
            help=tr("Images with their labels; Overview adds your own."),
        )
        ready = opened.trained()
        if not ready:
            st.info(tr("No model is trained yet. Overview has a button for each of them."))
            return
        st.selectbox(
            tr("Model"),
            ready,
            format_func=lambda name: registry.title(name),
            key="model",
            on_change=cut.reset_threshold,
            help=tr("The model that the pages are about; Overview trains the others."),
        )
        splits = choice.split_names()
        if page not in WITHOUT_SPLIT:
            st.selectbox(
                tr("Data split"),
                list(splits),
                format_func=splits.__getitem__,
                key="split",
                help=tr("Which images are shown: some are there to choose on, others to judge."),
            )
        if choice.dataset().chosen_on == "half":
            st.caption(
                tr(
                    "Predictions of a model that stays elsewhere, halved by a fixed seed: "
                    "thresholds are chosen on one half and judged on the other."
                )
            )
        if not choice.dataset().pictured:
            st.caption(
                tr(
                    "There are no images: tiles show ids. `python -m core add-predictions … "
                    "--images PATH --force` adds them."
                )
            )
        used = used_by(page)
        if "rule" in used:
            st.selectbox(
                tr("Rule"),
                following.RULES,
                format_func=following.rule_titles().__getitem__,
                key="rule",
                help=tr(
                    "What turns scores into answers: the highest score, the threshold, or what is "
                    "set on the page Decisions."
                ),
            )
        if "threshold" in used:
            _threshold()
        if "cell" in used:
            _cell()


def the_class() -> None:
    """Offer the class that is looked for."""
    word = choice.class_word()
    st.selectbox(
        word.capitalize(),
        range(len(choice.classes())),
        format_func=choice.classes().__getitem__,
        key="digit",
        on_change=cut.take_class,
        help=tr("The {word} that the threshold is about.", word=word),
    )


def _threshold() -> None:
    """Offer the class and the threshold; a group of classes is named, not taken for one of them."""
    positive, against = cut.sides()
    if len(positive) == 1 and not against:
        left, right = st.columns(2)
        with left:
            the_class()
    else:
        right = st.container()
        classes = choice.classes()
        yes, no = (verbatim(either(classes[i] for i in side)) for side in (positive, against))
        st.caption(
            tr(
                "{yes} against {value}, as set on the page Thresholds.",
                yes=yes,
                value=no or tr("the rest"),
            )
        )
    right.number_input(
        tr("Threshold"),
        key="threshold",
        format="%.4g",
        on_change=cut.touch_threshold,
        help=tr("In the model's own score units; a score that reaches it is called positive."),
    )


def _cell() -> None:
    """Draw the two sides of a cell of the confusion matrix."""
    left, right = st.columns(2)
    true, answers = cells.side_names()
    left.selectbox(
        tr("True {class_word}", class_word=choice.class_word()),
        list(true),
        format_func=true.__getitem__,
        key="true",
        help=tr("Only images that are truly of it."),
    )
    right.selectbox(
        tr("Read as"),
        list(answers),
        format_func=answers.__getitem__,
        key="read_as",
        help=tr("Only images with this answer."),
    )
