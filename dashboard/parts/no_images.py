"""What a page says that needs images, where a data set is predictions alone."""

import streamlit as st

from core.language import tr
from session import choice


def say() -> None:
    """Say in one sentence what is missing and how to add it."""
    st.info(
        tr(
            "This needs the images themselves, and there are predictions alone; "
            "add them by `python -m core add-predictions NAME FILE --dataset "
            "{name} --images PATH --force`.",
            name=choice.dataset().name,
        ),
        icon=":material/image:",
    )
