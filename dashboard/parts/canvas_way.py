"""The way to the canvas app: a link where it runs, else a button that starts it."""

from typing import Literal

import streamlit as st

from core import durations
from session import canvas_app


def show(
    opens: str = "Open the canvas",
    starts: str = "Start the canvas",
    query: str = "",
    about: str | None = None,
) -> None:
    """Draw a link to the canvas, the button that starts it, or how far its start is.

    Parameters
    ----------
    opens, starts : the words on the link and on the button
    query : what follows the canvas's address
    about : one sentence for whoever hovers over either
    """
    now, kind = canvas_app.standing(), _kind(query)
    if now.state == "running":
        st.link_button(
            opens,
            now.url + query,
            type=kind,
            icon=":material/draw:",
            help=about or "Opens the canvas app in a window of its own.",
        )
        return
    if now.state == "starting":
        _starting()
        return
    if now.state == "failed":
        st.warning(f"The canvas could not be started. {now.sentence}", icon=":material/warning:")
    if canvas_app.may_start():
        took = durations.spoken(canvas_app.SECONDS)
        st.button(
            f"{starts}: about {took}",
            key="start_canvas",
            type=kind,
            on_click=canvas_app.start,
            icon=":material/play_arrow:",
            help=about or "It runs on this machine until the dashboard ends.",
        )
    elif canvas_app.ELSEWHERE:
        st.info(f"The canvas at {canvas_app.ELSEWHERE} does not answer.", icon=":material/draw:")
    else:
        st.info(
            "The canvas is off. Others can open this studio, so only who runs it may start the "
            "canvas.",
            icon=":material/draw:",
        )


def _kind(query: str) -> Literal["primary", "secondary"]:
    """Return how a button looks: beside a digit the canvas is one way among others."""
    return "secondary" if query else "primary"


@st.fragment(run_every=0.5)
def _starting() -> None:
    if canvas_app.standing().state != "starting":
        st.rerun()  # the whole page: there is a link, or a sentence why there is none
    st.info("The canvas is starting; the link comes here.", icon=":material/hourglass_top:")
