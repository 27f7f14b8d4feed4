"""The parts of the page on your own handwriting: tables, drawings, files."""

from __future__ import annotations

from functools import partial

import pandas as pd
import streamlit as st

from core.analysis import errors
from core.data import digit_files
from core.data.labelled import LabelledImages
from core.evaluation.scores import Scores
from core.figures import charts
from core.language import mark, ntr, tr
from core.models import registry
from parts import canvas_way
from session import cells, own_hand
from widgets.gallery import gallery
from widgets.sortable import PER_CENT, sortable, written

SHARE = written(",.1f", "%")
FILE_TYPES = {"npz": "npz", "idx": "zip", "csv": "csv"}
AGAINST = {
    "above": mark("read worse"),
    "below": mark("read better"),
    "inside": mark("no clear difference"),
}


def nothing_yet() -> None:
    """Say how digits get here."""
    st.info(
        tr(
            "No digit is kept yet. Draw one in the canvas app and tap what you meant; or add files "
            "that were saved there, one's own or those of a whole class."
        ),
        icon=":material/draw:",
    )
    canvas_way.show()


def accuracies(table: pd.DataFrame) -> None:
    """Show how often each model reads the digits right."""
    shown = pd.DataFrame(
        {
            tr("Model"): [registry.title(name) for name in table.index],
            tr("Yours"): table["accuracy"] * 100,
            tr("Interval"): _intervals(table),
            tr("MNIST test"): table["test"] * 100,
            tr("Your digits are"): [tr(AGAINST[word]) for word in table["against"]],
            tr("Right"): [
                tr("{right:,} of {n:,}", right=r.right, n=r.n) for r in table.itertuples()
            ],
        }
    )
    sortable(
        shown,
        {tr("Yours"): SHARE, tr("MNIST test"): PER_CENT},
        hide_index=True,
        width="stretch",
        column_config={
            tr("Model"): st.column_config.TextColumn(width="medium", pinned=True),
            tr("Interval"): tr("95 % interval"),
        },
    )
    st.caption(
        tr(
            "Wilson's 95 % interval of a share. “Read worse” or “better” only where the 95 % "
            "interval of the difference from the test set (Newcombe, 1998) leaves 0 out."
        )
    )


def digit_table(table: pd.DataFrame) -> None:
    """Offer the figure digit by digit as a table."""
    with st.expander(tr("As a table")):
        sortable(
            pd.DataFrame(
                {
                    tr("You meant"): table.index,
                    tr("Right"): [
                        tr("{right:,} of {n:,}", right=r.right, n=r.n) for r in table.itertuples()
                    ],
                    tr("Yours"): table["accuracy"] * 100,
                    tr("95 % interval"): _intervals(table),
                    tr("MNIST test"): table["test"] * 100,
                }
            ),
            {tr("Yours"): SHARE, tr("MNIST test"): SHARE},
            hide_index=True,
        )


def drawings(digits: LabelledImages, scores: Scores, found: dict[str, Scores]) -> None:
    """Show the drawings of the chosen cell, else the misread ones, and one of them close up."""
    predicted, chosen = scores.predicted(), cells.cell()
    if chosen == (None, None):
        indices, what = errors.misread(digits.labels, predicted), tr("misread")
    else:
        indices = errors.in_cell(digits.labels, predicted, *chosen)
        parts = [
            f"{word} {value}"
            for word, value in zip((tr("meant"), tr("read as")), chosen, strict=True)
            if value is not None
        ]
        what = ", ".join(parts)
    indices = errors.worst_first(scores, predicted, indices)
    many = ntr("{n:,} drawing", "{n:,} drawings", len(indices))
    st.markdown(f"**{many}: {what}**")
    if chosen != (None, None):
        st.button(tr("All misread"), icon=":material/close:", on_click=cells.set_cell,
                  args=(None, None), help=tr("Chooses every misread drawing."))  # fmt: skip
    index = own_hand.opened_own()
    if index is None and len(indices):
        index = int(indices[0])
    if len(indices):
        gallery(
            digits.images[indices],
            indices,
            [
                tr(
                    "meant {labels}, read as {predicted}",
                    labels=digits.labels[i],
                    predicted=predicted[i],
                )
                for i in indices
            ],
            key="own_gallery",
            label=what,
            right=digits.labels[indices] == predicted[indices],
            marks=[f"{digits.labels[i]}→{predicted[i]}" for i in indices],
            chosen=index,
            height=300,
            on_pick=own_hand.open_own,
        )
        st.caption(tr("Choose a drawing to see what every model reads in it."))
    elif chosen == (None, None):
        st.markdown(tr("Every one of your digits is read correctly."))
    if index is not None:
        close_up(index, digits, found)


def close_up(index: int, digits: LabelledImages, found: dict[str, Scores]) -> None:
    """Show one drawing large, with what every model reads in it."""
    label = int(digits.labels[index])
    left, right = st.columns(2)
    left.plotly_chart(
        charts.enlarged(digits.images[index], tr("You meant {label}", label=label)).update_layout(
            height=250
        ),
        alt=tr("The drawing, meant as {label}, enlarged", label=label),
        config={"displayModeBar": False},
    )
    right.dataframe(
        pd.DataFrame(
            {
                tr("Model"): [registry.title(name) for name in found],
                tr("Reads"): [str(scores.values[index].argmax()) for scores in found.values()],
            }
        ),
        hide_index=True,
    )
    right.button(
        tr("Take it out"),
        icon=":material/delete:",
        help=tr("Wrongly labelled, or not a digit at all? It leaves your test set."),
        on_click=own_hand.drop_own,
        args=(digits.images[index], label),
    )


def files(digits: LabelledImages) -> None:
    """Offer the digits as files, and take in those of others."""
    st.header(tr("Files"))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            tr("**Save yours** to keep them, or to give them to the one who collects a class.")
        )
        with st.container(horizontal=True):
            for format in digit_files.FORMATS:
                st.download_button(
                    {"npz": "npz", "idx": "IDX", "csv": "CSV"}[format],
                    partial(digit_files.written, digits, format),
                    f"handwriting-{len(digits)}.{FILE_TYPES[format]}",
                    on_click="ignore",
                    icon=":material/download:",
                    disabled=not len(digits),
                    key=f"own_{format}",
                    help=tr("Saves all labelled drawings in this format."),
                )
    with right.form("own_files", clear_on_submit=True, border=False):
        given = st.file_uploader(
            tr(
                "**Add files** of your own or of a class, in any order; what is known "
                "already is recognised"
            ),
            type=list(FILE_TYPES.values()),
            accept_multiple_files=True,
            key="own_uploads",
            help=tr("npz, IDX or CSV of labelled drawings, such as this page saves."),
        )
        asked = st.form_submit_button(
            tr("Add to the test set"),
            on_click=own_hand.add_files,
            args=("own_uploads",),
            help=tr("Adds what is new to your drawings; what is there twice counts once."),
        )
        if asked and not given:
            st.error(tr("Choose a file first."))


def refused() -> None:
    """Say which digits were changed or lost on disk, and which damaged files lie aside."""
    for sentence in own_hand.kept().refused:
        st.warning(
            tr("{sentence} The rest counts here and is saved.", sentence=sentence),
            icon=":material/warning:",
        )
    for sentence in own_hand.set_aside():
        st.info(sentence, icon=":material/inventory_2:")


def added() -> None:
    """Say what became of the files just added."""
    for good, sentence in own_hand.added():
        (st.success if good else st.error)(sentence)


def _intervals(table: pd.DataFrame) -> list[str]:
    return [tr("{low:.1%} to {high:.1%}", low=r.low, high=r.high) for r in table.itertuples()]
