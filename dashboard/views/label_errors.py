"""Label errors: training images whose label is likely wrong, ranked, to be judged by people."""

import streamlit as st

from parts.tiles import tiles
from session import choice, known, verdicts

st.title("Likely label errors")
st.caption(
    f"Training {choice.image_word()}s whose label the model doubts, though it was not trained on "
    "them (out-of-fold scores, confident learning by cleanlab). They are listed, never removed: "
    "open one and give your verdict."
)

found, classes = known.likely_label_errors(), choice.classes()
decided = {verdict.index for verdict in verdicts.verdicts()}
table = found.assign(verdict=found["index"].isin(decided))
st.header(f"{len(table):,} likely errors, {int(table['verdict'].sum()):,} judged by you")
pairs = {
    f"labelled {classes[label]}, looks like {classes[suggested]}": (label, suggested)
    for label, suggested in sorted(set(zip(table["label"], table["suggested"], strict=True)))
}
left, right = st.columns(2)
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
about = {
    row.index: f"looks like {classes[row.suggested]}, confidence in the label {row.confidence:.2f}"
    for row in table.itertuples(index=False)
}
tiles(
    table["index"].to_numpy(),
    key="label_errors",
    label="likely label errors",
    height=560,
    about=about,
    marks={
        row.index: f"{classes[row.label]}? {classes[row.suggested]}"
        for row in table.itertuples(index=False)
    },
)
st.download_button(
    "CSV of the list",
    lambda: table.to_csv(index=False).encode(),
    "label-errors.csv",
    on_click="ignore",
    icon=":material/download:",
    help="Saves indices, labels, suggestions and scores.",
)
