"""Map: the test set in two dimensions; a lasso around points shows their images."""

import numpy as np
import streamlit as st

from core.analysis import reasons
from parts import no_images
from parts.chosen import chips, galleries
from parts.map_colours import coloured
from session import choice, known, on_map
from widgets.scatter import scatter

st.title("Map of the test set")
if choice.split() != "test":
    st.info("The map is of the test set.")
    st.button(
        "Judge on the test set",
        on_click=choice.choose_split,
        args=("test",),
        type="primary",
        help="Chooses the test set in the sidebar.",
    )
    st.stop()

if not choice.dataset().pictured:
    no_images.say()
    st.stop()

left, right = st.columns(2)
colours, image = on_map.colour_titles(), choice.image_word()
left.segmented_control(
    "Map",
    list(on_map.MAPS),
    format_func=on_map.MAPS.get,
    required=True,
    key="map",
    help="How the images are placed on the plane.",
)
right.selectbox(
    "Colour",
    list(colours),
    format_func=colours.get,
    key="colour",
    help="What the colour of a point says.",
)
kind, colour = on_map.map_kind(), on_map.map_colour()
places = on_map.places(kind)
numbers, palette, names = coloured(colour)
chosen = on_map.inside()

left, right = st.columns([5, 4], gap="medium")
with left:
    scatter(
        places,
        numbers,
        palette,
        names,
        key="points",
        label=f"{on_map.MAPS[kind]} map of {len(places):,} {image}s, coloured by "
        f"{colours[colour].lower()}",
        chosen=chosen,
        on_lasso=on_map.choose_lasso,
    )
    st.caption(
        f"Draw around points to see their images. Similar {image}s lie together; distances and "
        "gaps between groups mean little, least of all in t-SNE."
    )
    index = st.number_input(
        f"Or, by keyboard: those around the {image} with index",
        0,
        len(places) - 1,
        None,
        key="around",
        help="Chooses the points nearest to this image, without a lasso.",
    )
    st.button(
        f"Show the {on_map.AROUND} around it",
        disabled=index is None,
        on_click=on_map.choose_around,
        args=(index,),
        help="Shows the images nearest to it on the map.",
    )
with right:
    if chosen:
        chips([("lasso", f"{len(chosen):,} {image}s of the map")], on_map.drop_lasso)
        found = reasons.ordered(known.case(), np.array(chosen), "shortfall")
        galleries([("on the map, most confidently wrong first", found)], key="lasso")
    else:
        st.info(f"No {image} is chosen yet: draw a lasso around some points.")
