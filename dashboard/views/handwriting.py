"""Handwriting: every trained model on the drawings that you, or a class, labelled."""

import numpy as np
import streamlit as st

from core.analysis import selection
from core.drawing import handwriting_tables
from core.evaluation import metrics
from core.figures import own_charts
from core.language import ntr, tr
from core.models import registry
from parts import only_mnist, own_drawings
from session import cells, choice, opened, own_hand, served
from widgets.matrix import matrix

st.title(tr("Your handwriting"))
if not choice.about_digits():
    only_mnist.say()
    st.stop()
st.caption(
    tr(
        "Drawings that you labelled in the canvas app, as a test set of its own: kept on this "
        "machine "
        "only, never trained on. Every model gives its highest score, whatever the rule in the "
        "sidebar."
    )
)
if not served.private():
    st.info(tr("Handwriting is shown only by a dashboard that this machine alone can open."))
    st.stop()
own_drawings.added()
own_drawings.refused()
digits = own_hand.own_digits()
if not len(digits):
    own_drawings.nothing_yet()
    own_drawings.files(digits)
    st.stop()

name, found = choice.model_name(), own_hand.all_own_scores()
title = registry.title(name)
table = handwriting_tables.accuracies(
    digits.labels,
    {one: scores.predicted() for one, scores in found.items()},
    {
        one: (int(np.trace(tested)), int(tested.sum()))
        for one in found
        for tested in [opened.matrix(one, "test")]
    },
)
st.header(
    ntr(
        "{n:,} digit of yours, read by every model",
        "{n:,} digits of yours, read by every model",
        len(digits),
    )
)
st.markdown(handwriting_tables.sentence(title, table.loc[name]))
own_drawings.accuracies(table)

scores = found[name]
predicted = scores.predicted()
counts = metrics.confusion_matrix(digits.labels, predicted, 10)
st.header(tr("What {title} reads in them", title=title))
left, right = st.columns([5, 4], gap="medium")
with left:
    matrix(
        counts,
        metrics.cell_texts(counts, "counts"),
        selection.shades(counts, "counts"),
        choice.classes(),
        choice.classes(),
        key="own_matrix",
        titles=(tr("you meant"), tr("read as")),
        chosen=[cells.cell()] if cells.cell() != (None, None) else [],
        on_pick=own_hand.pick_own_cell,
    )
    st.caption(
        tr("Rows are what you meant, columns what was read. Choose a cell to see its drawings.")
    )
with right, st.container(key="chosen_images"):  # matrix.js goes there
    own_drawings.drawings(digits, scores, found)

st.header(tr("Digit by digit"))
per_digit = handwriting_tables.by_digit(counts, np.asarray(opened.matrix(name, "test")))
st.plotly_chart(
    own_charts.digit_by_digit(per_digit, title),
    alt=tr(
        "How often {title} reads each of your digits right, beside the test digits", title=title
    ),
    config={"displayModeBar": False},
)
own_drawings.digit_table(per_digit)
own_drawings.files(digits)
