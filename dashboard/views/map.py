"""Map: the test set in two dimensions; a lasso around points shows their images."""

import numpy as np
import session
import session_errors
import streamlit as st
from components.chosen import chips, galleries
from components.map_colours import COLOURS, coloured
from components.scatter import scatter

from core import reasons

KINDS = {"pca": "PCA", "tsne": "t-SNE"}
AROUND = 100

st.title("Map of the test set")
if session.split() != "test":
    st.info("The map is of the test set.")
    st.button(
        "Judge on the test set",
        on_click=session.set_values,
        kwargs={"split": "test"},
        type="primary",
    )
    st.stop()

left, right = st.columns(2)
kind = left.segmented_control(
    "Map", list(KINDS), format_func=KINDS.get, default="pca", required=True, key="map_kind"
)
colour = right.selectbox("Colour", list(COLOURS), format_func=COLOURS.get, key="map_colour")
places = session_errors.places(kind)
numbers, palette, names = coloured(colour)
chosen = session_errors.lasso()

left, right = st.columns([5, 4], gap="medium")
with left:
    scatter(
        places,
        numbers,
        palette,
        names,
        key="map",
        label=f"{KINDS[kind]} map of {len(places):,} digits, coloured by {COLOURS[colour].lower()}",
        chosen=chosen,
        on_lasso=session_errors.choose_lasso,
    )
    st.caption(
        "Draw around points to see their images. Alike digits lie together; distances and gaps "
        "between groups mean little, least of all in t-SNE."
    )
    index = st.number_input(
        "Or, by keyboard: those around the digit with index", 0, len(places) - 1, value=None
    )
    st.button(
        f"Show the {AROUND} around it",
        disabled=index is None,
        on_click=session_errors.choose_around,
        args=(places, index, AROUND),
    )
with right:
    if chosen:
        chips([("lasso", f"{len(chosen):,} digits of the map")], session_errors.drop_lasso)
        found = reasons.ordered(session_errors.case(), np.array(chosen), "shortfall")
        galleries([("on the map, most confidently wrong first", found)], key="lasso")
    else:
        st.info("No digit is chosen yet: draw a lasso around some points.")
