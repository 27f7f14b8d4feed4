"""The way to the canvas app: a link where it runs, else a button that starts it."""

from typing import Literal

import streamlit as st

from core import durations
from core.language import tr
from session import canvas_app, reader


def show(
    opens: str = "",
    starts: str = "",
    query: str = "",
    about: str | None = None,
) -> None:
    """Draw a link to the canvas, the button that starts it, or how far its start is.

    Parameters
    ----------
    opens, starts : the words on the link and on the button, where they are to be others
    query : what follows the canvas's address
    about : one sentence for whoever hovers over either
    """
    opens, starts = opens or tr("Open the canvas"), starts or tr("Start the canvas")
    now, kind = canvas_app.standing(), _kind(query)
    if now.state == "running":
        st.link_button(
            opens,
            now.url + query + _language(query),
            type=kind,
            icon=":material/draw:",
            help=about or tr("Opens the canvas app in a window of its own."),
        )
        return
    if now.state == "starting":
        _starting()
        return
    if now.state == "failed":
        st.warning(
            tr("The canvas could not be started. {sentence}", sentence=now.sentence),
            icon=":material/warning:",
        )
    if canvas_app.may_start():
        took = durations.spoken(canvas_app.SECONDS)
        st.button(
            tr("{starts}: about {took}", starts=starts, took=took),
            key="start_canvas",
            type=kind,
            on_click=canvas_app.start,
            icon=":material/play_arrow:",
            help=about or tr("It runs on this machine until the dashboard ends."),
        )
    elif canvas_app.ELSEWHERE:
        st.info(
            tr("The canvas at {elsewhere} does not answer.", elsewhere=canvas_app.ELSEWHERE),
            icon=":material/draw:",
        )
    else:
        st.info(
            tr(
                "The canvas is off. Others can open this studio, so only who runs it may start the "
                "canvas."
            ),
            icon=":material/draw:",
        )


def _kind(query: str) -> Literal["primary", "secondary"]:
    """Return how a button looks: beside a digit the canvas is one way among others."""
    return "secondary" if query else "primary"


@st.fragment(run_every=0.5)
def _starting() -> None:
    if canvas_app.standing().state != "starting":
        st.rerun()  # the whole page: there is a link, or a sentence why there is none
    st.info(tr("The canvas is starting; the link comes here."), icon=":material/hourglass_top:")


def _language(query: str) -> str:
    """Return what tells the canvas the language, where its browser would not."""
    if reader.LANGUAGE.get() == reader.of_browser():
        return ""
    return f"{'&' if query else '?'}language={reader.LANGUAGE.get()}"
