"""What is chosen in a matrix: chips to take it back, and its images side by side."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from core.analysis.selection import Cell
from core.language import ntr, tr
from parts.tiles import Known, downloads, tiles
from widgets.verbatim import verbatim


def cell_title(cell: Cell, titles: Sequence[str], names: Sequence[Sequence[str]]) -> str:
    """Return a cell in words, such as "true 9, read as 4"."""
    parts = [
        f"{title} {known[value]}"
        for value, title, known in zip(cell, titles, names, strict=True)
        if value is not None
    ]
    return ", ".join(parts)


def chips(choices: list[tuple[Any, str]], drop: Callable[[Any], None]) -> None:
    """Show every choice as a button that takes it back."""
    with st.container(horizontal=True):
        for choice, title in choices:
            st.button(
                verbatim(title),
                key=f"chip_{choice}",
                icon=":material/close:",
                help=tr("Take this choice back"),
                on_click=drop,
                args=(choice,),
            )


def together() -> None:
    """Offer to add cells to the choice without a key held down."""
    st.toggle(tr("Add cells"), key="together", help=tr("Compare up to four cells side by side."))


def galleries(
    groups: list[tuple[str, np.ndarray]],
    *,
    key: str,
    about: Known | None = None,
    marks: Known | None = None,
    strips: bool = True,
) -> None:
    """Show the images of one group, or of up to four in two columns, as `tiles` does."""
    with st.container(key="chosen_images"):  # matrix.js goes there where it is below
        _galleries(groups, key, about, marks, strips)


def _galleries(
    groups: list[tuple[str, np.ndarray]],
    key: str,
    about: Known | None,
    marks: Known | None,
    strips: bool,
) -> None:
    places = st.columns(2, gap="medium") * 2 if len(groups) > 1 else [st.container()]
    for number, (title, indices) in enumerate(groups):
        with places[number]:
            many = ntr("{n:,} image", "{n:,} images", len(indices))
            st.header(f"{many}: {verbatim(title)}")
            tiles(
                indices,
                key=f"{key}_{number}",
                label=title,
                about=about,
                marks=marks,
                strips=strips,
            )
            with st.popover(
                tr("Download"),
                icon=":material/download:",
                help=tr("Saves these images with their scores, or as pictures."),
            ):
                downloads(indices, key=f"{key}_{number}_file")
