"""Which of two models is better, by how much, and the images that decide it."""

import streamlit as st

from core.language import count, inside, tr
from core.models import registry
from parts.tiles import MOST, openable
from session import better, choice
from widgets.verbatim import verbatim


def which_is_better(first: str, second: str, *, key: str) -> None:
    """Say which model is better and whether that is luck; each count opens its images."""
    found, names = better.pair(first, second), choice.classes()
    one, other = registry.title(first), registry.title(second)
    st.markdown(
        tr(
            "**{other}** beside **{one}**, on the {split}. {sentence}",
            other=verbatim(other),
            one=verbatim(one),
            split=inside(choice.split_name()),
            sentence=found.measured.judged().sentence,
        )
    )
    titles = {
        "first": tr("Only {one} is right", one=one),
        "second": tr("Only {other} is right", other=other),
        "neither": tr("Neither is right"),
        "both": tr("Both are right"),
    }
    counted = {
        name: f"{titles[name]}: {count(len(indices))}" for name, indices in found.groups.items()
    }
    chosen = st.pills(
        tr("Images by who is right"),
        list(counted),
        format_func=lambda name: verbatim(counted[name]),
        key=better.WHO.name,
        wrap=True,
        help=tr("Opens the images that are counted."),
    )
    if chosen is None:
        return
    shown = found.groups[chosen][:MOST]
    if not len(shown):
        st.info(tr("No image is among them."))
        return
    labels, split = choice.images().labels, choice.split()
    answers = found.first, found.second

    def said(index: int, mark: str) -> str:
        return mark.join(
            f"{names[answer[index]]} {'✓' if answer[index] == labels[index] else '✗'}"
            for answer in answers
        )

    caption = tr("index {i}, true {true}; {one}: {first}, {other}: {second}")
    openable(
        shown,
        split,
        [
            caption.format(
                i=i,
                true=names[labels[i]],
                one=one,
                first=names[found.first[i]],
                other=other,
                second=names[found.second[i]],
            )
            for i in shown.tolist()
        ],
        key=f"{key}_images",
        label=titles[chosen],
        marks=[said(i, " | ") for i in shown.tolist()],
        height=240,
    )
    st.caption(tr("Under each image: {one} | {other}.", one=verbatim(one), other=verbatim(other)))
    if len(found.groups[chosen]) > MOST:
        st.caption(tr("The first {most:,} of {n:,}.", most=MOST, n=len(found.groups[chosen])))
