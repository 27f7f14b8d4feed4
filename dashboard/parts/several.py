"""Above a gallery: choose several tiles and give them one verdict."""

from collections.abc import Callable

import streamlit as st

from core.analysis.verdicts import CHOICES
from core.language import ntr, tr
from session import batch


def bar(which: str, answer_to: Callable[[int], int] = batch.answer_to) -> None:
    """Offer to choose several images of a split, and the verdicts on those that are chosen.

    Parameters
    ----------
    which : the split that the galleries below are of
    answer_to : says what the model makes of an image
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            tr("Choose several"),
            key=batch.ON,
            on_change=batch.clear,
            help=tr(
                "A tile is then chosen instead of opened; one verdict is given to all of them."
            ),
        )
        if not batch.on():
            return
        n = len(batch.picked(which))
        for number, what in enumerate(CHOICES, start=1):
            st.button(
                ntr(
                    "Give {n:,} image: {verdict}",
                    "Give {n:,} images: {verdict}",
                    n,
                    verdict=tr(what),
                ),
                key=f"batch_{number}",
                shortcut=str(number),
                disabled=not n,
                on_click=batch.decide,
                args=(what, which, answer_to),
                help=tr("Saves this verdict on every chosen image."),
            )
        st.button(
            tr("Choose none"),
            key="batch_none",
            disabled=not n,
            on_click=batch.clear,
            help=tr("Lets go of all chosen images."),
        )
        st.button(
            tr("Take the last ones back"),
            key="batch_back",
            icon=":material/undo:",
            shortcut="Backspace",
            disabled=not batch.can_undo(which),
            on_click=batch.undo,
            help=tr("Restores what the last verdict on several images changed, and chooses them."),
        )
