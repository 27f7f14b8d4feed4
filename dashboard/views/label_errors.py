"""Label errors: training images whose label is likely wrong, ranked, to be judged by people."""

import streamlit as st

from core.language import tr
from core.models import registry
from parts import several
from parts.tiles import openable
from session import batch, choice, cut, doubts

st.title(tr("Likely label errors"))
st.caption(
    tr(
        "{oof}: {images} whose label the model doubts, though it was not "
        "trained on them (confident learning). They are listed, never removed: "
        "open one and give your verdict.",
        oof=choice.sides().oof,
        images=choice.image_words(),
    )
)

name = choice.model_name()
if not doubts.gives_probabilities(name):
    others = doubts.others()
    with st.container(border=True):
        st.markdown(
            tr(
                "This needs probabilities, and **{title}** gives decision scores. "
                "Choose a model that gives them:",
                title=registry.title(name),
            )
        )
        with st.container(horizontal=True):
            for other in others:
                st.button(
                    registry.title(other),
                    key=f"use_{other}",
                    on_click=cut.choose_model,
                    args=(other,),
                    help=tr("Shows what this model doubts."),
                )
        if not others:
            st.page_link(
                "views/overview.py",
                label=tr("Train one on Overview"),
                icon=":material/home:",
                help=tr("Opens Overview, which has a button for each model."),
            )
    st.stop()

found, classes = doubts.likely(), choice.classes()
table = found.assign(verdict=found["index"].isin(doubts.decided()))
st.header(
    tr("{n:,} likely errors, {sum:,} judged by you", n=len(table), sum=int(table["verdict"].sum()))
)
pairs = {
    tr(
        "labelled {classes}, looks like {classes2}",
        classes=classes[label],
        classes2=classes[suggested],
    ): (label, suggested)
    for label, suggested in sorted(set(zip(table["label"], table["suggested"], strict=True)))
}
left, right = st.columns(2, vertical_alignment="bottom")
pair = pairs.get(
    left.selectbox(
        tr("Label and suggestion"),
        [tr("all"), *pairs],
        help=tr("Only images with this label that look like this class."),
    )
)
if right.toggle(
    tr("Only those without a verdict"), help=tr("Leaves out images that you decided about.")
):
    table = table[~table["verdict"]]
if pair is not None:
    table = table[(table["label"] == pair[0]) & (table["suggested"] == pair[1])]
if len(table):
    suggested = dict(zip(table["index"], table["suggested"], strict=True))
    several.bar(doubts.SPLIT, lambda index: int(suggested[index]))
    openable(
        table["index"].to_numpy(),
        doubts.SPLIT,
        [
            tr(
                "index {index}, labelled {classes}, looks like {classes2}, probability "
                "of the label {confidence:.2f}",
                index=row.index,
                classes=classes[row.label],
                classes2=classes[row.suggested],
                confidence=row.confidence,
            )
            for row in table.itertuples(index=False)
        ],
        key="label_errors",
        label=tr("likely label errors"),
        height=560,
        several=batch.on(),
        marks=[
            f"{classes[row.label]}? {classes[row.suggested]}"
            for row in table.itertuples(index=False)
        ],
    )
else:
    st.info(tr("No image is in this choice."))
st.caption(
    tr(
        "Under each image: its label, and what it looks like to the model; the least probable "
        "label comes first. Another model doubts other labels: choose it in the sidebar."
    )
)
st.download_button(
    tr("CSV of the list"),
    lambda: table.to_csv(index=False).encode(),
    "label-errors.csv",
    on_click="ignore",
    icon=":material/download:",
    help=tr("Saves indices, labels, suggestions and scores."),
)
