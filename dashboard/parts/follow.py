"""The button that lets every page follow the rule of this one."""

import streamlit as st

from core.language import tr
from session import following


def offer(name: str, follows: str, use: str) -> None:
    """Offer one of `following.RULES`, in the words `use`; `follows` where it is followed."""
    followed = following.followed(name)
    st.button(
        follows if followed else use,
        on_click=following.follow,
        args=(name,),
        disabled=followed,
        help=tr("Confusions, Misread and the other pages then use this rule."),
    )
