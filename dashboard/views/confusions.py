"""Confusions: the 10×10 matrix; a chosen cell shows its images at once."""

import session
import streamlit as st
from components.gallery import gallery

from core import errors, figures, models
from core.decisions import NOT_READ

SHOWN = 200

scores, digits = session.scores(), session.digits()
predicted, classes = session.predicted(), (*session.dataset().classes, NOT_READ)
matrix = session.decided_matrix()

st.title("Confusions")
st.caption(
    f"{models.get(session.model_name()).title} on {session.SPLITS[session.split()].lower()}: rows "
    f"are true, columns predicted by the rule **{session.rule()}**. Click a cell, or choose one in "
    "the sidebar."
)
st.segmented_control(
    "Show",
    list(session.MATRIX_VIEWS),
    format_func=session.MATRIX_VIEWS.get,
    key="matrix",
    required=True,
)


def picked() -> None:
    """Choose the clicked cell, or everything when a click took the choice back."""
    points = session.event("confusion_matrix")["selection"]["points"]
    session.set_cell(*(points[0]["customdata"][:2] if points else (None, None)))


st.plotly_chart(
    figures.confusion_heatmap(
        matrix,
        session.matrix_view(),
        classes,
        session.MATRIX_VIEWS[session.matrix_view()],
    ),
    key="confusion_matrix",
    on_select=picked,
    selection_mode="points",
    config={"displayModeBar": False, "doubleClickDelay": 1},
    alt="Confusion matrix",
)

true, read_as = session.cell()
chosen = errors.in_cell(scores.labels, predicted, true, read_as)
names = ["any" if side is None else classes[side] for side in (true, read_as)]
name = f"true {names[0]}, read as {names[1]}"
st.subheader(f"{len(chosen):,} images: {name}")
if len(chosen):
    worst = errors.worst_first(scores, predicted, chosen)[:SHOWN]
    gallery(
        digits.images[worst],
        worst.tolist(),
        [f"index {i}, true {scores.labels[i]}, read as {classes[predicted[i]]}" for i in worst],
        right=(scores.labels[worst] == predicted[worst]).tolist(),
        key="cell",
    )
    if len(chosen) > SHOWN:
        st.caption(f"The {SHOWN} with the largest shortfall of the true class's score.")
else:
    st.info("No image is in this cell: choose another one.")

st.subheader("Confusions that come back")
st.dataframe(
    errors.ranked_confusions(matrix[:, :10]).head(20),
    hide_index=True,
    column_config={"rate": st.column_config.NumberColumn("share of true", format="percent")},
)
