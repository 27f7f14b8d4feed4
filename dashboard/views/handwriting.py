"""Handwriting: every trained model on the drawings that you, or a class, labelled."""

import numpy as np
import session
import streamlit as st
from components import own_hand
from components.matrix import matrix

from core import figures_own, handwriting_tables, metrics, models, selection

st.title("Your handwriting")
st.caption(
    "Drawings that you labelled in the canvas app, as a test set of its own: kept on this machine "
    "only, never trained on. Every model gives its highest score, whatever the rule in the sidebar."
)
if not session.private():
    st.info("Handwriting is shown only by a dashboard that this machine alone can open.")
    st.stop()
own_hand.added()
digits = session.own_digits()
if not len(digits):
    own_hand.nothing_yet()
    own_hand.files(digits)
    st.stop()

name, found = session.model_name(), session.all_own_scores()
title = models.get(name).title
table = handwriting_tables.accuracies(
    digits.labels,
    {one: scores.predicted() for one, scores in found.items()},
    {one: metrics.summary(session.matrix(one, "test"))["accuracy"] for one in found},
)
st.subheader(f"{len(digits):,} digits of yours, read by every model")
st.markdown(handwriting_tables.sentence(title, table.loc[name]))
own_hand.accuracies(table)

scores = found[name]
predicted = scores.predicted()
counts = metrics.confusion_matrix(digits.labels, predicted, 10)
st.subheader(f"What {title} reads in them")
left, right = st.columns([5, 4], gap="medium")
with left:
    matrix(
        counts,
        selection.cell_texts(counts, "counts"),
        selection.shades(counts, "counts"),
        session.DIGITS,
        session.DIGITS,
        key="own_matrix",
        titles=("you meant", "read as"),
        chosen=[session.cell()] if session.cell() != (None, None) else [],
        on_pick=session.pick_own_cell,
    )
    st.caption("Rows are what you meant, columns what was read. Choose a cell to see its drawings.")
with right:
    own_hand.drawings(digits, scores, found)

st.subheader("Digit by digit")
per_digit = handwriting_tables.by_digit(counts, np.asarray(session.matrix(name, "test")))
st.plotly_chart(
    figures_own.digit_by_digit(per_digit, title),
    alt=f"How often {title} reads each of your digits right, beside the test digits",
    config={"displayModeBar": False},
)
own_hand.digit_table(per_digit)
own_hand.files(digits)
