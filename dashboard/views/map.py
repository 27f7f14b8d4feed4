"""Map: the test set in two dimensions; a lasso around points shows their images."""

import numpy as np
import streamlit as st

from core.analysis import reasons
from parts.chosen import chips, galleries
from parts.map_colours import coloured
from session import errors as session_errors
from session import view
from session.address import MAPS
from widgets.scatter import scatter

st.title("Map of the test set")
if view.split() != "test":
    st.info("The map is of the test set.")
    st.button(
        "Judge on the test set",
        on_click=view.set_values,
        kwargs={"split": "test"},
        type="primary",
    )
    st.stop()

left, right = st.columns(2)
left.segmented_control("Map", list(MAPS), format_func=MAPS.get, required=True, key="map")
right.selectbox("Colour", list(view.MAP_COLOURS), format_func=view.MAP_COLOURS.get, key="colour")
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
        label=f"{MAPS[kind]} map of {len(places):,} digits, coloured by "
        f"{view.MAP_COLOURS[colour].lower()}",
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
