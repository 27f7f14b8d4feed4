"""Draw: what the canvas app is, whether it runs, and the way there."""

import streamlit as st

from parts import only_mnist
from session import canvas_app, choice

st.title("Draw a digit" if choice.about_digits() else "Draw")
if not choice.about_digits():
    only_mnist.say()
    st.stop()
st.write(
    "The canvas is an app of its own: draw with a finger, a pen or the mouse, and every trained "
    "model reads what you drew, prepared the way MNIST's makers prepared their digits."
)
if canvas_app.canvas_runs():
    st.success("The canvas is running.", icon=":material/check:")
    st.link_button(
        "Open the canvas",
        canvas_app.CANVAS,
        type="primary",
        icon=":material/draw:",
        help="Opens the canvas app in a window of its own.",
    )
else:
    st.info("The canvas is not running. Start it in a terminal, then look again:")
    st.code("make canvas", language=None)
    st.button(
        "Look again", icon=":material/refresh:", help="Asks again whether the canvas app runs."
    )
st.page_link(
    "views/handwriting.py",
    label="What every model makes of the drawings you labelled there",
    icon=":material/history_edu:",
    help="Opens the page Handwriting.",
)
