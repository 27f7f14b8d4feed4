"""Draw: what the canvas app is, and the way there."""

import streamlit as st

from core.language import tr
from parts import canvas_way, only_mnist
from session import choice

st.title(tr("Draw a digit") if choice.about_digits() else tr("Draw"))
if not choice.about_digits():
    only_mnist.say()
    st.stop()
st.write(
    tr(
        "The canvas is an app of its own: draw with a finger, a pen or the mouse, and every "
        "trained model reads what you drew, prepared the way MNIST's makers prepared their digits."
    )
)
canvas_way.show()
st.page_link(
    "views/handwriting.py",
    label=tr("The drawings you labelled, by model"),
    icon=":material/history_edu:",
    help=tr("Opens the page Handwriting."),
)
