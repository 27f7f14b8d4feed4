"""Trainings: what is trained, what runs, and the buttons that start and cancel."""

import streamlit as st

from core import durations
from core.language import moment, tr
from core.models import registry
from parts import plainly, running_job
from session import choice, opened, trainings


def show() -> None:
    """Draw one row per model that suits the data set; it follows a running training by itself."""
    for name, model in registry.MODELS.items():
        if not model.suits(choice.dataset().shape):
            continue
        with st.container(border=True):
            _row(name, model)


def _message(state: str, message: str, ready: bool) -> str:
    """Return what became of a job, and which model is in use since."""
    if state != "cancelled":
        return message
    used = (
        tr("The model trained before stays in use.")
        if ready
        else tr("There is no model of it yet.")
    )
    return f"{message} {used}"


def _row(name: str, model: registry.Model) -> None:
    left, right = st.columns([3, 1], vertical_alignment="center")
    left.markdown(f"**{tr(model.title)}** — {tr(model.about)}")
    job, status = trainings.job(name), trainings.status(name)
    if job and job.running:
        running_job.show(name, left, right, trainings.cancel)
        return
    if status.state in ("damaged", "stale"):
        left.warning(plainly.said(status.sentence), icon=":material/warning:")
    if job and job.state in ("failed", "cancelled"):
        left.caption(_message(job.state, job.message, status.ready))
    if status.ready:
        left.caption(
            tr(
                "Trained {replace} UTC",
                replace=moment(opened.manifest(name)["created"]),
            )
        )
    right.button(
        (tr("Train again") if status.ready else tr("Train")) + _about(name),
        key=f"train_{name}",
        type="secondary" if status.ready else "primary",
        on_click=trainings.start,
        args=(name,),
        width="stretch",
        help=tr("Runs in a process of its own; the trained model stays in use until it is done."),
    )


def _about(name: str) -> str:
    """Return how long it takes, as the end of a button's words; "" where nobody has tried."""
    took = trainings.seconds(name)
    return "" if took is None else tr(": about {spoken}", spoken=durations.spoken(took))
