"""Sentences of the studio on a page, which has a button where a terminal needs a command."""

import re

import streamlit as st

from core import StudioError
from core.language import tr
from session import visit

#: What a page does by a button: training, lessons, maps and experiments.
COMMAND = re.compile(
    r"[;,] (?:run )?`python -m core (train|lessons|map|experiment)\b[^`]*`[^.`]*\."
)


def said(sentence: str) -> str:
    """Return a sentence without the command at its end, if a page has a button for that."""
    return COMMAND.sub(".", sentence)


def refuse(error: StudioError, overview: bool = False) -> bool:
    """Say in place of a page what is wrong, and lead to the button that makes it right.

    Returns whether that button is on Overview: there, one who is on `overview` needs no link.
    """
    found = COMMAND.search(str(error))
    st.error(said(str(error)), icon=":material/build:")
    trains = bool(found and found[1] == "train")
    if trains and not overview:
        st.page_link(
            "views/overview.py",
            label=tr("Train it on Overview"),
            icon=":material/home:",
            help=tr("Opens Overview, which has a button for each model."),
        )
    return trains


def notices() -> None:
    """Say what a person should know about the address they opened, once."""
    for notice in visit.notices():
        st.warning(notice, icon=":material/info:")
