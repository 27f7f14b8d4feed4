"""What a page says that needs images, where a data set is predictions alone."""

import streamlit as st

from session import choice


def say() -> None:
    """Say in one sentence what is missing and how to add it."""
    st.info(
        "This needs the images themselves, and there are predictions alone; add them by `python -m "
        f"core add-predictions NAME FILE --dataset {choice.dataset().name} --images PATH --force`.",
        icon=":material/image:",
    )
