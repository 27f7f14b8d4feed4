"""One image close up: pixels, all models' scores, its nearest ones, evidence, a verdict."""

from functools import partial

import numpy as np
import streamlit as st

from core.figures import charts
from core.language import inside, mark, tr
from parts import canvas_way, close_up, one_verdict, writers
from session import canvas_app, cells, choice, following, listed, walk
from session.pictures import pictures
from widgets.verbatim import verbatim

split, index = choice.images(), walk.open_index()
if index is None:
    worst, _ = listed.shown()
    index = int(worst[0]) if len(worst) else 0
    walk.open_image(index)
true, answer = int(split.labels[index]), int(following.predicted()[index])
names = cells.answer_names()
kind = tr("Digit") if choice.about_digits() else tr("Image")

called = "" if split.ids is None else tr(", id {ids}", ids=verbatim(str(split.ids[index])))
st.title(tr("{kind} at index {index}", kind=kind, index=index))
st.caption(
    tr(
        "Index {index} of the {split}{called}; true {true}, read as {read_as} "
        "by the rule **{rule}**.",
        index=index,
        split=inside(choice.split_name()),
        called=called,
        true=verbatim(names[true]),
        read_as=verbatim(names[answer]),
        rule=verbatim(following.words()),
    )
)
close_up.steps(index, walk.row(partial(listed.around, index)))
one_verdict.verdict_keys(index, true, answer)

left, right = st.columns([2, 3], gap="medium")
with left:
    told = tr("True {true}, read as {read_as}", true=names[true], read_as=names[answer])
    [picture] = pictures(np.array([index]), choice.split())
    if choice.dataset().pictured:
        st.plotly_chart(
            charts.enlarged(picture, told),
            alt=tr(
                "{kind} at index {index}, enlarged, with its pixel grid",
                kind=kind,
                index=index,
            ),
            config={"displayModeBar": False},
        )
    else:
        st.image(picture, verbatim(told), width="stretch")
    if choice.about_digits():  # the canvas reads digits
        canvas_way.show(
            tr("Repair the digit on the canvas"),
            tr("Start the canvas to repair the digit"),
            canvas_app.repair(index),
            tr("Erase or add a stroke and watch the answer move."),
        )
    writers.others_by_this_hand(index)
    st.number_input(
        tr("Index"),
        0,
        len(split) - 1,
        key="index",
        help=tr("Any image of the split can be opened by its index."),
    )
with right:
    close_up.scores_of_all(index, true)

PARTS = {
    mark("Your verdict"): one_verdict.verdict,
    mark("Nearest training digits")
    if choice.about_digits()
    else mark("Nearest training images")
    if choice.dataset().chosen_on == "out-of-fold"
    else mark("Nearest images"): close_up.neighbours,
    mark("Where the evidence lies"): close_up.attribution,
}
part = st.segmented_control(
    tr("Look closer"),
    list(PARTS),
    format_func=lambda name: tr(name),
    default=mark("Your verdict"),
    required=True,
    key="digit_part",
    help=tr("What is shown below about this image."),
)
PARTS[part](index, true, answer)
