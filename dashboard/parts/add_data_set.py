"""A file of one's own becomes a data set: read, looked at, and only then stored."""

import streamlit as st

from session import adding
from widgets.verbatim import verbatim

TYPES = ["zip", "npz", "npy", "csv", "parquet", "gz"]


def show() -> None:
    """Draw the form, and below it what was found in the file."""
    with st.form("add_data_set", border=False):
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=40, help="Of a–z, 0–9 and _.")
        classes = right.text_input(
            "Names of the classes (optional)",
            help="With commas, in the order of the labels; else they come from the file.",
        )
        file = st.file_uploader(
            "A zip with a folder of pictures for each class, or with IDX files; npz, CSV, parquet",
            type=TYPES,
            help="Read in memory and shown first; nothing is stored before you say so.",
        )
        asked = st.form_submit_button(
            "Look at it", help="Reads the file and shows some images of each class."
        )
    if asked:
        adding.look(name, file, classes)
    found = adding.looked()
    if found is None:
        st.caption(
            "Nothing is stored before you have seen some images of each class. For folders and "
            "large files there is `python -m core import`."
        )
        return
    if found.dataset is None:
        st.error(found.problem, icon=":material/build:")
        return
    dataset = found.dataset
    size, names = " × ".join(map(str, dataset.shape)), ", ".join(dataset.classes[:20])
    st.markdown(
        f"**{dataset.name}**: {len(dataset.train):,} training and {len(dataset.test):,} test "
        f"images of {size}, {dataset.n_classes} classes: {verbatim(names)}"
        + (", …" if dataset.n_classes > 20 else "")
    )
    for note in found.notes:
        st.caption(f"Note: {verbatim(note)}.")
    st.image(found.sheet, caption="Some images of each class, one class in a row.")
    with st.container(horizontal=True):
        st.button(
            "Make it a data set",
            type="primary",
            on_click=adding.store,
            help="Stores it under this name and chooses it.",
        )
        st.button("Leave it", on_click=adding.forget, help="Forgets the file; nothing was stored.")
