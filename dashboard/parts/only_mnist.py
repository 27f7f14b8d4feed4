"""What a page says that is about MNIST by nature, where another data set is chosen."""

import streamlit as st

from core.language import tr


def say() -> None:
    """Say in one sentence why the page is empty and what to do."""
    st.info(
        tr("This page is about MNIST; choose that data set in the sidebar."),
        icon=":material/database:",
    )
