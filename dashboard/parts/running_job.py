"""A job that runs: how far it is, second by second, and a button that stops it."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import durations
from core.language import tr
from session import trainings


def show(
    name: str, left: DeltaGenerator, right: DeltaGenerator, cancel: Callable[[str], None]
) -> None:
    """Draw the bar of a job on the left, which follows it by itself, and Cancel on the right."""
    with left:
        bar(name)
    right.button(
        tr("Cancel"),
        key=f"cancel_{name}",
        on_click=cancel,
        args=(name,),
        width="stretch",
        help=tr("Stops it, as Ctrl-C does; what was in use stays in use."),
    )


@st.fragment(run_every=1.0)
def bar(name: str, look: Callable[[str], trainings.jobs.Job | None] = trainings.job) -> None:
    """Draw how far a job is, which `look` says, until it has ended."""
    job = look(name)
    if job is None or not job.running:
        st.rerun()  # the whole page: there is something new, or a sentence why there is none
    st.progress(job.fraction, text=durations.progress(job.stage, job.fraction, job.seconds_left))
