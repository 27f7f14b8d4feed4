"""The t-SNE map of a data set: where it is from, and the button that makes it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import durations
from core.language import day, tr
from parts import running_job
from session import choice, on_map


def offer() -> None:
    """Say that the map is not there yet and what is shown meanwhile, with the button for it."""
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="center")
        if not _running(left, right):
            left.markdown(tr("There is no t-SNE map of these images yet; meanwhile this is PCA."))
            _button(tr("Make it"), right)


def again() -> None:
    """Say where the map is from, and offer to make it again here."""
    facts = on_map.facts()
    if facts is None or on_map.map_kind() == "pca":
        return
    left, right = st.columns([3, 2], vertical_alignment="center")
    if not _running(left, right):
        came = tr("came with the studio, made") if "shipped" in facts else tr("was made here")
        at = f" {day(facts['created'])}" if "created" in facts else ""
        left.caption(tr("This t-SNE map {came}{at}.", came=came, at=at))
        _button(tr("Make it again"), right)


def _running(left: DeltaGenerator, right: DeltaGenerator) -> bool:
    job = on_map.job()
    if job and job.running:
        running_job.show("map", left, right, on_map.cancel)
        return True
    if job and job.state in ("failed", "cancelled"):
        left.caption(job.message)
    return False


def _button(title: str, right: DeltaGenerator) -> None:
    number = len(choice.images("test"))
    right.button(
        tr("{title}: about {spoken}", title=title, spoken=durations.spoken(on_map.seconds())),
        key="make_map",
        on_click=on_map.start,
        width="stretch",
        help=tr(
            "Places {number:,} images so that similar ones lie together, in a "
            "process of its own on all cores; you may leave the page.",
            number=number,
        ),
    )
