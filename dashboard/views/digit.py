"""One digit close up: pixels, all models' scores, nearest training digits, evidence, a verdict."""

import numpy as np
import streamlit as st

from core.analysis import reasons
from core.figures import charts
from core.rules.binary import NOT_READ
from parts import close_up
from session import errors as session_errors
from session import following, opened, view

case, digits = session_errors.case(), opened.digits()
worst = reasons.ordered(case, np.flatnonzero(case.wrong), "shortfall")
index = session_errors.index()
if index is None:
    index = int(worst[0]) if len(worst) else 0
    session_errors.open_digit(index)
true, answer = int(digits.labels[index]), int(following.predicted()[index])
read_as = (*opened.dataset().classes, NOT_READ)[answer]

st.title(f"Digit {index}")
st.caption(
    f"Index {index} of the {view.SPLITS[view.split()].lower()}; true {true}, read as "
    f"{read_as} by the rule **{following.rule()}**."
)
close_up.walk(index, session_errors.row(worst))

left, right = st.columns([2, 3], gap="medium")
with left:
    st.plotly_chart(
        charts.enlarged(digits.images[index], f"True {true}, read as {read_as}"),
        alt=f"Digit {index}, enlarged, with its pixel grid",
        config={"displayModeBar": False},
    )
    st.link_button(
        "Repair the digit on the canvas",
        view.canvas_link(index),
        icon=":material/draw:",
        help="Erase or add a stroke and watch the answer move. `make canvas` starts it.",
    )
    st.number_input(
        "Index",
        0,
        len(digits) - 1,
        key="index",
        help="Any digit of the split can be opened by its index.",
    )
with right:
    close_up.scores_of_all(index, true)

PARTS = {
    "Your verdict": close_up.verdict,
    "Nearest training digits": close_up.neighbours,
    "Where the evidence lies": close_up.evidence,
}
part = st.segmented_control(
    "Look closer",
    list(PARTS),
    default="Your verdict",
    required=True,
    label_visibility="collapsed",
    key="digit_part",
)
PARTS[part](index, true, answer)
