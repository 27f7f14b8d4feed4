"""Draw: what the canvas app is, and the way there."""

import streamlit as st

from parts import canvas_way, only_mnist
from session import choice

st.title("Draw a digit" if choice.about_digits() else "Draw")
if not choice.about_digits():
    only_mnist.say()
    st.stop()
st.write(
    "The canvas is an app of its own: draw with a finger, a pen or the mouse, and every trained "
    "model reads what you drew, prepared the way MNIST's makers prepared their digits."
)
canvas_way.show()
st.page_link(
    "views/handwriting.py",
    label="The drawings you labelled, by model",
    icon=":material/history_edu:",
    help="Opens the page Handwriting.",
)
