"""Misread: the images that a model got wrong, filtered by reason, in an order, by pair."""

import streamlit as st

from core.analysis import reasons
from core.language import count, inside, tr
from core.models import registry
from parts import receipt, several, writers
from parts.tiles import downloads, tiles
from session import cells, choice, following, listed, opened, walk
from widgets.verbatim import verbatim

MOST_PAIRS = 20

scores, predicted = opened.scores(), following.predicted()
names = cells.answer_names()
chosen, offered = walk.filters(), reasons.offered(choice.about_digits())

st.title(tr("Misread {images}", images=choice.image_words()))
st.caption(
    tr(
        "{title} on {lower}, read by the rule **{words}**. True {class_word} "
        "and “Read as” in the sidebar filter too; choose a tile to see it "
        "close up.",
        title=registry.title(choice.model_name()),
        lower=inside(choice.split_name()),
        words=verbatim(following.words()),
        class_word=choice.class_word(),
    )
)

left, aside = st.columns([2, 1])
left.pills(
    tr("Only where…"),
    list(offered),
    format_func=lambda name: tr(reasons.REASONS[name].title),
    selection_mode="multi",
    key="reasons",
    help="  \n".join(f"**{tr(r.title)}**: {reasons.about(r)}" for r in offered.values()),
    wrap=True,
)
aside.selectbox(
    tr("Order"),
    list(reasons.ORDERS),
    format_func=lambda name: tr(reasons.ORDERS[name][0]),
    key="order",
    help=tr("Which images come first."),
)
for name in chosen:
    st.caption(f"**{tr(reasons.REASONS[name].title)}.** {reasons.about(reasons.REASONS[name])}")

writers.show_chosen()
wrong, rest = listed.shown()

st.segmented_control(
    tr("Layout"),
    list(walk.LAYOUTS),
    format_func=lambda name: tr(walk.LAYOUTS[name]),
    key="layout",
    required=True,
    help=tr("All in one list, by pair of classes, or beside those read correctly."),
)
layout = walk.layout()
st.header(tr("{n:,} misread", n=len(wrong)))
several.bar(choice.split())
if not len(wrong):
    st.info(tr("No image is misread in this way: take a filter back."))
if layout == "stream" and len(wrong):
    tiles(
        wrong,
        key="misread",
        label=tr("misread {images}", images=choice.image_words()),
        height=560,
    )
elif layout == "pairs":
    pairs = list(zip(scores.labels[wrong].tolist(), predicted[wrong].tolist(), strict=True))
    ranked = sorted(set(pairs), key=lambda pair: (-pairs.count(pair), pair))
    if len(ranked) > MOST_PAIRS:
        st.caption(tr("The {most} most frequent of {n:,} pairs.", most=MOST_PAIRS, n=len(ranked)))
    for true, read_as in ranked[:MOST_PAIRS]:
        group = wrong[[pair == (true, read_as) for pair in pairs]]
        pair = tr("true {true}, read as {read_as}", true=names[true], read_as=names[read_as])
        st.markdown(f"**{count(len(group))}** × {verbatim(pair)}")
        tiles(
            group,
            key=f"pair_{true}_{read_as}",
            label=tr("{names} read as {names2}", names=names[true], names2=names[read_as]),
            height=170,
        )
elif layout == "both":
    left, aside = st.columns(2, gap="medium")
    with left:
        st.markdown(tr("**Errors**: {n:,}", n=len(wrong)))
        tiles(wrong, key="misread", label=tr("errors"), height=560)
    with aside:
        st.markdown(
            tr("**Successes**: {n:,} in the same filters, the smallest margin first", n=len(rest))
        )
        tiles(rest, key="successes", label=tr("successes"), height=560)
downloads(wrong, key="misread_file")
receipt.show(following.receipt("matrix"))
