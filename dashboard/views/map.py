"""Map: the test set in two dimensions; a lasso around points shows their images."""

import numpy as np
import session
import session_errors
import streamlit as st
from components.chosen import chips, galleries
from components.map_colours import coloured
from components.scatter import scatter

from core import reasons

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
left.segmented_control(
    "Map", list(session.MAPS), format_func=session.MAPS.get, required=True, key="map"
)
right.selectbox(
    "Colour", list(session.MAP_COLOURS), format_func=session.MAP_COLOURS.get, key="colour"
)
kind, colour = session_errors.map_kind(), session_errors.map_colour()
places = session_errors.places(kind)
numbers, palette, names = coloured(colour)
chosen = session_errors.on_map()

left, right = st.columns([5, 4], gap="medium")
with left:
    scatter(
        places,
        numbers,
        palette,
        names,
        key="points",
        label=f"{session.MAPS[kind]} map of {len(places):,} digits, coloured by "
        f"{session.MAP_COLOURS[colour].lower()}",
        chosen=chosen,
        on_lasso=session_errors.choose_lasso,
    )
    st.caption(
        "Draw around points to see their images. Alike digits lie together; distances and gaps "
        "between groups mean little, least of all in t-SNE."
    )
    index = st.number_input(
        "Or, by keyboard: those around the digit with index", 0, len(places) - 1, None, key="around"
    )
    st.button(
        f"Show the {session_errors.AROUND} around it",
        disabled=index is None,
        on_click=session_errors.choose_around,
        args=(index,),
    )
with right:
    if chosen:
        chips([("lasso", f"{len(chosen):,} digits of the map")], session_errors.drop_lasso)
        found = reasons.ordered(session_errors.case(), np.array(chosen), "shortfall")
        galleries([("on the map, most confidently wrong first", found)], key="lasso")
    else:
        st.info("No digit is chosen yet: draw a lasso around some points.")
