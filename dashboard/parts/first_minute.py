"""The tour of the first visit: move a threshold, open a cell, draw."""

from dataclasses import replace

import streamlit as st

from core.language import mark, tr
from session import canvas_app, choice, opened
from widgets.tour import Step, tour

STEPS = [
    Step(
        "thresholds",
        "slider",
        mark("Move a threshold"),
        mark("A threshold turns scores into yes or no. Move one and see what it gains and costs."),
        mark(
            "Drag the ringed slider: precision, recall and the images that change sides follow "
            "your hand."
        ),
        mark(
            "Those are the digits that this threshold gains or costs; choose one to see it close "
            "up."
        ),
    ),
    Step(
        "confusions",
        "cell",
        mark("Open a cell"),
        mark("The confusion matrix says who is mistaken for whom, and every number is images."),
        mark("Click the ringed cell, the largest confusion: its digits appear beside the matrix."),
        mark("Each of them opens close up, with the scores of every model."),
    ),
    Step(
        "draw",
        "canvas",
        mark("Draw one yourself"),
        mark("Draw a digit, and watch every model read it while the pen moves."),
        mark("Click the ringed button: the canvas is an app of its own."),
        mark("Draw there, and come back: the glossary under Learn explains every word."),
    ),
]


def show(page: str) -> None:
    """Show the tour where it makes sense: on the digits, once there is a model to try."""
    if not choice.about_digits() or not opened.trained():
        return
    with st.container(key="first_minute_place"):  # page.css: it takes no room in the page
        wanted = tour([_said(step, page) for step in STEPS], page)
    if wanted is not None:
        st.switch_page(f"views/{wanted}.py")


def _said(step: Step, page: str) -> Step:
    about = tr(step.about)
    if step.page == page == "draw" and not canvas_app.may_open():
        about = tr("The canvas is off here. The glossary under Learn explains every word.")
    return replace(step, title=tr(step.title), why=tr(step.why), about=about, done=tr(step.done))
