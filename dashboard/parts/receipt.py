"""A receipt under a number: what it depends on, and the code that gives it again."""

import streamlit as st

from core.analysis.receipts import Receipt
from widgets.folded import folded


def show(paper: Receipt) -> None:
    """Draw the receipt, folded."""

    def unfold() -> None:
        st.markdown("  \n".join(f"**{name}**: {value}" for name, value in paper.facts.items()))
        st.code(paper.code, language="python")

    title = "Receipt: where these numbers come from"
    folded(title, unfold, key="receipt", icon=":material/receipt_long:")
