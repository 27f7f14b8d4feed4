"""The tour of the first visit: move a threshold, open a cell, draw."""

import streamlit as st

from session import choice, opened
from widgets.tour import Step, tour

STEPS = [
    Step(
        "thresholds",
        "slider",
        "Move a threshold",
        "A threshold turns scores into yes or no. Move one and see what it gains and costs.",
        "Drag the ringed slider: precision, recall and the images that change sides follow your "
        "hand.",
        "Those are the digits that this threshold gains or costs; choose one to see it close up.",
    ),
    Step(
        "confusions",
        "cell",
        "Open a cell",
        "The confusion matrix says who is mistaken for whom, and every number is images.",
        "Click the ringed cell, the largest confusion: its digits appear beside the matrix.",
        "Each of them opens close up, with the scores of every model.",
    ),
    Step(
        "draw",
        "none",
        "Draw one yourself",
        "Draw a digit, and watch every model read it while the pen moves.",
        "The canvas opens from this page. The glossary under Learn explains every word.",
    ),
]


def show(page: str) -> None:
    """Show the tour where it makes sense: on the digits, once there is a model to try."""
    if not choice.about_digits() or not opened.trained():
        return
    with st.container(key="first_minute_place"):  # page.css: it takes no room in the page
        wanted = tour(STEPS, page)
    if wanted is not None:
        st.switch_page(f"views/{wanted}.py")
