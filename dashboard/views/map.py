"""Map: the test set in two dimensions; a lasso around points shows their images."""

import numpy as np
import streamlit as st

from core.analysis import reasons
from core.language import inside, tr
from parts import map_making, no_images
from parts.chosen import chips, galleries
from parts.map_colours import coloured
from parts.tiles import CLOSE_UP
from session import cells, choice, following, known, on_map, walk
from widgets.scatter import scatter

HOW = {
    "new": tr("Show the {n} around it"),
    "add": tr("Add the {n} around it"),
    "take": tr("Take away the {n} around it"),
}

halved = choice.dataset().chosen_on == "half"
st.title(tr("Map of the half to judge on") if halved else tr("Map of the test set"))
if choice.split() != "test":
    st.info(
        tr("The map is of the half to judge on.") if halved else tr("The map is of the test set.")
    )
    st.button(
        tr("Choose the half to judge on") if halved else tr("Judge on the test set"),
        on_click=choice.choose_split,
        args=("test",),
        type="primary",
        help=tr("Chooses it in the sidebar."),
    )
    st.stop()

if not choice.dataset().pictured:
    no_images.say()
    st.stop()

left, right = st.columns(2)
colours, images = on_map.colour_titles(), choice.image_words()
left.segmented_control(
    tr("Map"),
    list(on_map.MAPS),
    format_func=on_map.MAPS.__getitem__,
    required=True,
    key="map",
    help=tr("t-SNE puts similar images together; PCA keeps the two directions of most difference."),
)
right.selectbox(
    tr("Colour"),
    list(colours),
    format_func=colours.__getitem__,
    key="colour",
    help=tr("What the colour of a point says."),
)
if on_map.asks_for_missing():
    map_making.offer()
kind, colour = on_map.map_kind(), on_map.map_colour()
places, chosen = on_map.places(kind), on_map.inside()

left, right = st.columns([5, 4], gap="medium")
with left:
    picked = scatter(
        places,
        coloured(colour),
        (cells.answer_names(), choice.images("test").labels, following.predicted()),
        key="points",
        label=tr(
            "{kind} map of {n:,} {images}, coloured by {colour}",
            kind=on_map.MAPS[kind],
            n=len(places),
            images=images,
            colour=inside(colours[colour]),
        ),
        chosen=chosen,
        shapes=[(shape.takes, shape.numbers) for shape in on_map.shapes()],
        preview=on_map.preview(),
        on_lasso=on_map.choose,
        on_pick=walk.open_image,
    )
    if picked is not None:
        st.switch_page(CLOSE_UP)
    st.caption(
        tr(
            "Draw around points to see their images; point at one to see it, click "
            "to open it. Similar {images} lie together; distances and gaps between "
            "groups mean little, least of all in t-SNE.",
            images=images,
        )
    )
    with st.expander(tr("Choose by index, without drawing"), icon=":material/keyboard:"):
        index = st.number_input(
            tr("Those around the image with index"),
            0,
            len(places) - 1,
            None,
            key="around",
            help=tr("Finds the points nearest to this image, without a lasso."),
        )
        with st.container(horizontal=True):
            for how, title in HOW.items():
                st.button(
                    title.format(n=on_map.AROUND),
                    key=f"around_{how}",
                    disabled=index is None or (how != "new" and not chosen),
                    on_click=on_map.choose,
                    args=(how, (index,)),
                    help=tr("Takes the images nearest to it on the map."),
                )
    map_making.again()
with right:
    if chosen:
        chips(
            [("lasso", tr("{n:,} {images} of the map", n=len(chosen), images=images))],
            on_map.drop_lasso,
        )
        found = reasons.ordered(known.case(), np.array(chosen), "shortfall")
        galleries([(tr("on the map, most confidently wrong first"), found)], key="lasso")
    else:
        st.info(
            tr("No digit is chosen yet: draw a lasso around some points.")
            if choice.about_digits()
            else tr("No image is chosen yet: draw a lasso around some points.")
        )
