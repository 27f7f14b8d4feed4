"""A file of one's own becomes a data set: read, looked at, and only then stored."""

import streamlit as st

from core.language import tr
from session import adding
from widgets.verbatim import verbatim

TYPES = ["zip", "npz", "npy", "csv", "parquet", "gz"]


def show() -> None:
    """Draw the form, and below it what was found in the file."""
    with st.form("add_data_set", border=False):
        left, right = st.columns(2)
        name = left.text_input(tr("Name"), max_chars=40, help=tr("Of a–z, 0–9 and _."))
        classes = right.text_input(
            tr("Names of the classes (optional)"),
            help=tr("With commas, in the order of the labels; else they come from the file."),
        )
        file = st.file_uploader(
            tr(
                "A zip with a folder of pictures for each class, or with IDX files; npz, CSV, "
                "parquet"
            ),
            type=TYPES,
            help=tr("Read in memory and shown first; nothing is stored before you say so."),
        )
        asked = st.form_submit_button(
            tr("Look at it"), help=tr("Reads the file and shows some images of each class.")
        )
    if asked:
        adding.look(name, file, classes)
    found = adding.looked()
    if found is None:
        st.caption(
            tr(
                "Nothing is stored before you have seen some images of each class. For folders and "
                "large files there is `python -m core import`."
            )
        )
        return
    if found.dataset is None:
        st.error(found.problem, icon=":material/build:")
        _say_option(found)
        return
    dataset = found.dataset
    size, names = " × ".join(map(str, dataset.shape)), ", ".join(dataset.classes[:20])
    st.markdown(
        tr(
            "**{name}**: {n:,} training and {n2:,} test images of {size}, "
            "{n_classes} classes: {names}",
            name=dataset.name,
            n=len(dataset.train),
            n2=len(dataset.test),
            size=size,
            n_classes=dataset.n_classes,
            names=verbatim(names),
        )
        + (", …" if dataset.n_classes > 20 else "")
    )
    for note in found.notes:
        st.caption(tr("Note: {note}.", note=verbatim(note)))
    _say_option(found)
    st.image(found.sheet, caption=tr("Some images of each class, one class in a row."))
    with st.container(horizontal=True):
        st.button(
            tr("Make it a data set"),
            type="primary",
            on_click=adding.store,
            help=tr("Stores it under this name and chooses it."),
        )
        st.button(
            tr("Leave it"), on_click=adding.forget, help=tr("Forgets the file; nothing was stored.")
        )


def _say_option(found: adding.Looked) -> None:
    """Say how the command line helps where the form cannot."""
    if found.option:
        st.caption(
            tr(
                "This form cannot change that; on the command line "
                "`python -m core import {name} FILE {option}` does.",
                name=found.name,
                option=found.option,
            )
        )
