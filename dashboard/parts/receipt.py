"""A receipt under a number: what it depends on, and the code that gives it again."""

from collections.abc import Callable

import streamlit as st

from core.analysis.receipts import Receipt
from core.language import tr
from widgets.folded import folded


def show(made: Receipt | Callable[[], Receipt]) -> None:
    """Draw a receipt, folded; a function makes the one of the moment when it is unfolded."""

    def unfold() -> None:
        paper = made if isinstance(made, Receipt) else made()
        st.markdown("  \n".join(f"**{name}**: {value}" for name, value in paper.facts.items()))
        st.code(paper.code, language="python")

    title = tr("Receipt: where these numbers come from")
    folded(title, unfold, key="receipt", icon=":material/receipt_long:")
