"""Misread: the digits that a model got wrong, worst first."""

import session
import streamlit as st
from components.gallery import gallery

from core import errors, figures, models

A_PAGE = 200

scores, digits = session.scores(), session.digits()
predicted = session.predicted()
true, read_as = session.cell()
wrong = errors.worst_first(scores, predicted)
wrong = wrong[
    ((true is None) | (scores.labels[wrong] == true))
    & ((read_as is None) | (predicted[wrong] == read_as))
]

st.title("Misread digits")
st.caption(
    f"{models.get(session.model_name()).title} on {session.SPLITS[session.split()].lower()}, "
    f"read by the rule **{session.rule()}**. "
    "True digit and “read as” in the sidebar filter; the most confidently wrong come first."
)
st.subheader(f"{len(wrong):,} misread")
if not len(wrong):
    st.info("No digit is misread in this way: set the filters in the sidebar to “any”.")
    st.stop()

worst = wrong[:A_PAGE]
picked = gallery(
    digits.images[worst],
    worst.tolist(),
    [f"index {i}, true {scores.labels[i]}, read as {predicted[i]}" for i in worst],
    right=[False] * len(worst),
    key="misread",
)
index = worst[0] if picked not in worst else picked

st.subheader(f"Digit {index}: true {scores.labels[index]}, read as {predicted[index]}")
left, right = st.columns([1, 2])
left.plotly_chart(
    figures.enlarged(digits.images[index], f"index {index}"),
    alt=f"Digit {index}, enlarged",
    config={"displayModeBar": False},
)
names = session.trained()
tabs = right.tabs([models.get(name).title for name in names])
for tab, name in zip(tabs, names, strict=True):
    values = session.scores(name)
    tab.plotly_chart(
        figures.score_bars(
            values.values[index],
            int(scores.labels[index]),
            values.kind,
            f"{models.get(name).title} reads {values.values[index].argmax()}",
        ),
        alt=f"Scores of {models.get(name).title}",
        key=f"bars_{name}",
        config={"displayModeBar": False},
    )
