"""The digit that a lesson is about: one of the test set, or one drawn by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.data import inks
from core.language import mark, tr
from parts import lesson
from session import lesson_results
from widgets.pad import pad

SOURCES = {"test": mark("from the test set"), "hand": mark("drawn by hand")}


@dataclass(frozen=True, eq=False)
class Digit:
    """An image (28, 28) uint8; a drawing has neither index nor label."""

    image: np.ndarray
    index: int | None = None
    label: int | None = None

    @property
    def name(self) -> str:
        """What the image is called on the page."""
        return (
            tr("your drawing") if self.index is None else tr("test digit {index}", index=self.index)
        )


def choose(key: str) -> Digit | None:
    """Ask for a digit; None, and what to do, as long as nothing is drawn."""
    source = st.segmented_control(
        tr("Digit"),
        list(SOURCES),
        format_func=lambda name: tr(SOURCES[name]),
        default="test",
        required=True,
        key=f"{key}_source",
        help=tr("One of the test set, or one that you draw."),
    )
    test = lesson_results.digits().test
    if source == "test":
        index = st.number_input(
            tr("Test digit, 0 to {n:,}", n=len(test) - 1),
            0,
            len(test) - 1,
            0,
            key=key,
            width=280,
            help=tr("Its index in the test set."),
        )
        return Digit(test.images[index], index, int(test.labels[index]))
    ink = pad(f"{key}_pad")
    image = None if ink is None else inks.to_mnist(ink)
    if image is None:
        st.info(
            tr("Draw a digit: the answer comes when the pen is lifted."), icon=":material/draw:"
        )
        return None
    return Digit(image)


def voters(found: np.ndarray, key: str, label: str, tile: int) -> None:
    """Show training digits that vote, each under its own digit."""
    train = lesson_results.digits().train
    lesson.digits(
        found,
        "oof",
        [tr("training digit {i}, a {labels}", i=i, labels=train.labels[i]) for i in found],
        key=key,
        label=label,
        marks=[str(train.labels[i]) for i in found],
        tile=tile,
    )
