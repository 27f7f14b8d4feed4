"""One image close up: pixels, all models' scores, its nearest ones, evidence, a verdict."""

import numpy as np
import streamlit as st

from core.analysis import reasons
from core.figures import charts
from parts import canvas_way, close_up, writers
from session import canvas_app, cells, choice, following, known, walk
from widgets.verbatim import verbatim

case, split = known.case(), choice.images()
worst = reasons.ordered(case, np.flatnonzero(case.wrong), "shortfall")
index = walk.open_index()
if index is None:
    index = int(worst[0]) if len(worst) else 0
    walk.open_image(index)
true, answer = int(split.labels[index]), int(following.predicted()[index])
names, word = cells.answer_names(), choice.image_word()

called = "" if split.ids is None else f", id {verbatim(str(split.ids[index]))}"
st.title(f"{word.capitalize()} at index {index}")
st.caption(
    f"Index {index} of the {choice.split_name().lower()}{called}; true {verbatim(names[true])}, "
    f"read as {verbatim(names[answer])} by the rule **{verbatim(following.words())}**."
)
close_up.steps(index, walk.row(worst))
close_up.verdict_keys(index, true, answer)

left, right = st.columns([2, 3], gap="medium")
with left:
    st.plotly_chart(
        charts.enlarged(split.images[index], f"True {names[true]}, read as {names[answer]}"),
        alt=f"{word.capitalize()} at index {index}, enlarged, with its pixel grid",
        config={"displayModeBar": False},
    )
    if choice.about_digits():  # the canvas reads digits
        canvas_way.show(
            "Repair the digit on the canvas",
            "Start the canvas to repair the digit",
            canvas_app.repair(index),
            "Erase or add a stroke and watch the answer move.",
        )
    writers.others_by_this_hand(index)
    st.number_input(
        "Index",
        0,
        len(split) - 1,
        key="index",
        help=f"Any {word} of the split can be opened by its index.",
    )
with right:
    close_up.scores_of_all(index, true)

PARTS = {
    "Your verdict": close_up.verdict,
    f"Nearest training {word}s": close_up.neighbours,
    "Where the evidence lies": close_up.attribution,
}
part = st.segmented_control(
    "Look closer",
    list(PARTS),
    default="Your verdict",
    required=True,
    key="digit_part",
    help="What is shown below about this image.",
)
PARTS[part](index, true, answer)
