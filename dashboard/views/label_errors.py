"""Label errors: training images whose label is likely wrong, ranked, to be judged by people."""

import streamlit as st

from core.models import registry
from parts.tiles import openable
from session import choice, cut, doubts

st.title("Likely label errors")
st.caption(
    f"{choice.sides().oof}: {choice.image_word()}s whose label the model doubts, though it was not "
    "trained on them (confident learning). They are listed, never removed: open one and give your "
    "verdict."
)

name = choice.model_name()
if not doubts.gives_probabilities(name):
    others = doubts.others()
    with st.container(border=True):
        st.markdown(
            f"This needs probabilities, and **{registry.title(name)}** gives decision scores. "
            "Choose a model that gives them:"
        )
        with st.container(horizontal=True):
            for other in others:
                st.button(
                    registry.title(other),
                    key=f"use_{other}",
                    on_click=cut.choose_model,
                    args=(other,),
                    help="Shows what this model doubts.",
                )
        if not others:
            st.page_link(
                "views/overview.py",
                label="Train one on Overview",
                icon=":material/home:",
                help="Opens Overview, which has a button for each model.",
            )
    st.stop()

found, classes = doubts.likely(), choice.classes()
table = found.assign(verdict=found["index"].isin(doubts.decided()))
st.header(f"{len(table):,} likely errors, {int(table['verdict'].sum()):,} judged by you")
pairs = {
    f"labelled {classes[label]}, looks like {classes[suggested]}": (label, suggested)
    for label, suggested in sorted(set(zip(table["label"], table["suggested"], strict=True)))
}
left, right = st.columns(2, vertical_alignment="bottom")
pair = pairs.get(
    left.selectbox(
        "Label and suggestion",
        ["all", *pairs],
        help="Only images with this label that look like this class.",
    )
)
if right.toggle("Only those without a verdict", help="Leaves out images that you decided about."):
    table = table[~table["verdict"]]
if pair is not None:
    table = table[(table["label"] == pair[0]) & (table["suggested"] == pair[1])]
if len(table):
    openable(
        table["index"].to_numpy(),
        doubts.SPLIT,
        [
            f"index {row.index}, labelled {classes[row.label]}, looks like "
            f"{classes[row.suggested]}, probability of the label {row.confidence:.2f}"
            for row in table.itertuples(index=False)
        ],
        key="label_errors",
        label="likely label errors",
        height=560,
        marks=[
            f"{classes[row.label]}? {classes[row.suggested]}"
            for row in table.itertuples(index=False)
        ],
    )
else:
    st.info("No image is in this choice.")
st.caption(
    "Under each image: its label, and what it looks like to the model; the least probable label "
    "comes first. Another model doubts other labels: choose it in the sidebar."
)
st.download_button(
    "CSV of the list",
    lambda: table.to_csv(index=False).encode(),
    "label-errors.csv",
    on_click="ignore",
    icon=":material/download:",
    help="Saves indices, labels, suggestions and scores.",
)
