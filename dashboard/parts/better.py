"""Which of two models is better, by how much, and the images that decide it."""

import streamlit as st

from core.models import registry
from parts.tiles import MOST, openable
from session import better, choice
from widgets.verbatim import verbatim


def which_is_better(first: str, second: str, *, key: str) -> None:
    """Say which model is better and whether that is luck; each count opens its images."""
    found, names = better.pair(first, second), choice.classes()
    one, other = registry.title(first), registry.title(second)
    st.markdown(
        f"**{verbatim(other)}** beside **{verbatim(one)}**, on the "
        f"{choice.split_name().lower()}. {found.judged.sentence}"
    )
    titles = {
        "second": f"Only {other} is right",
        "first": f"Only {one} is right",
        "neither": "Neither is right",
        "both": "Both are right",
    }
    counted = {name: f"{titles[name]}: {len(indices):,}" for name, indices in found.groups.items()}
    chosen = st.pills(
        "Images by who is right",
        list(counted),
        format_func=lambda name: verbatim(counted[name]),
        key=f"{key}_who",
        wrap=True,
        help="Opens the images that are counted.",
    )
    if chosen is None:
        return
    shown = found.groups[chosen][:MOST]
    if not len(shown):
        st.info("No image is among them.")
        return
    labels, split = choice.images().labels, choice.split()
    answers = found.first, found.second

    def said(index: int, mark: str) -> str:
        return mark.join(
            f"{names[answer[index]]} {'✓' if answer[index] == labels[index] else '✗'}"
            for answer in answers
        )

    openable(
        shown,
        split,
        [
            f"index {i}, true {names[labels[i]]}; {one}: {names[found.first[i]]}, {other}: "
            f"{names[found.second[i]]}"
            for i in shown.tolist()
        ],
        key=f"{key}_images",
        label=titles[chosen],
        marks=[said(i, " | ") for i in shown.tolist()],
        height=240,
    )
    st.caption(f"Under each image: {verbatim(one)} | {verbatim(other)}.")
    if len(found.groups[chosen]) > MOST:
        st.caption(f"The first {MOST:,} of {len(found.groups[chosen]):,}.")
