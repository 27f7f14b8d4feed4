"""A receipt under a number: what it depends on, and the code that gives it again."""

import streamlit as st

from core.receipts import Receipt


def show(paper: Receipt) -> None:
    """Draw the receipt, folded."""
    with st.expander("Receipt: where these numbers come from", icon=":material/receipt_long:"):
        st.markdown("  \n".join(f"**{name}**: {value}" for name, value in paper.facts.items()))
        st.code(paper.code, language="python")
