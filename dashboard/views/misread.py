"""Misread: the images that a model got wrong, filtered by reason, in an order, by pair."""

import streamlit as st

from core.analysis import errors, reasons
from core.models import registry
from parts import receipt, writers
from parts.tiles import downloads, tiles
from session import cells, choice, following, known, opened, walk
from widgets.verbatim import verbatim

MOST_PAIRS = 20

scores, predicted, case = opened.scores(), following.predicted(), known.case()
names = cells.answer_names()
chosen, offered = walk.filters(), reasons.offered(choice.about_digits())

st.title(f"Misread {choice.image_word()}s")
st.caption(
    f"{registry.title(choice.model_name())} on {choice.split_name().lower()}, "
    f"read by the rule **{verbatim(following.words())}**. True {choice.class_word()} and “Read as” "
    "in the sidebar filter too; choose a tile to see it close up."
)

left, aside = st.columns([3, 1])
left.pills(
    "Only where…",
    list(offered),
    format_func=lambda name: reasons.REASONS[name].title,
    selection_mode="multi",
    key="reasons",
    help="  \n".join(f"**{r.title}**: {r.about}" for r in offered.values()),
    wrap=True,
)
aside.selectbox(
    "Order",
    list(reasons.ORDERS),
    format_func=lambda name: reasons.ORDERS[name][0],
    key="order",
    help="Which images come first.",
)
for name in chosen:
    st.caption(f"**{reasons.REASONS[name].title}.** {reasons.REASONS[name].about}")

inside = errors.in_cell(scores.labels, predicted, *cells.cell())
kept = inside[reasons.kept(case, chosen)[inside]]
theirs = writers.filtered()
if theirs is not None:
    kept = kept[theirs[kept]]
order, right = walk.order(), predicted == scores.labels
wrong = reasons.ordered(case, kept[case.wrong[kept]], order)
rest = reasons.ordered(case, kept[right[kept]], "margin")  # the nearest to being wrong first

st.segmented_control(
    "Layout",
    list(walk.LAYOUTS),
    format_func=walk.LAYOUTS.get,
    key="layout",
    required=True,
    help="All in one list, by pair of classes, or beside those read correctly.",
)
layout = walk.layout()
st.header(f"{len(wrong):,} misread")
if not len(wrong):
    st.info(f"No {choice.image_word()} is misread in this way: take a filter back.")
if layout == "stream" and len(wrong):
    tiles(wrong, key="misread", label=f"misread {choice.image_word()}s", height=560)
elif layout == "pairs":
    pairs = list(zip(scores.labels[wrong].tolist(), predicted[wrong].tolist(), strict=True))
    ranked = sorted(set(pairs), key=lambda pair: (-pairs.count(pair), pair))
    if len(ranked) > MOST_PAIRS:
        st.caption(f"The {MOST_PAIRS} most frequent of {len(ranked)} pairs.")
    for true, read_as in ranked[:MOST_PAIRS]:
        group = wrong[[pair == (true, read_as) for pair in pairs]]
        st.markdown(
            f"**{len(group):,}** × {verbatim(f'true {names[true]}, read as {names[read_as]}')}"
        )
        tiles(
            group,
            key=f"pair_{true}_{read_as}",
            label=f"{names[true]} read as {names[read_as]}",
            height=170,
        )
elif layout == "both":
    left, aside = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**Errors**: {len(wrong):,}")
        tiles(wrong, key="misread", label="errors", height=560)
    with aside:
        st.markdown(f"**Successes**: {len(rest):,} in the same filters, the smallest margin first")
        tiles(rest, key="successes", label="successes", height=560)
downloads(wrong, key="misread_file")
receipt.show(following.receipt("matrix"))
