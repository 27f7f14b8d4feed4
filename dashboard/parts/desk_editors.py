"""What one sets on the page Decisions: costs, offsets and what is rejected."""

from typing import Any

import pandas as pd
import streamlit as st

from core import StudioError
from core.rules import costs
from parts import scales
from parts.decision_parts import CONFIDENCE
from session import choice, desk, parameters
from widgets.verbatim import verbatim

DECIDES = {"offsets": "Highest score + offset", "costs": "Least expected cost"}
REJECT = {
    "nothing": "Nothing",
    "level": "Below a level",
    "target": "For few errors",
    "coverage": "For a coverage",
    "cost": "What costs more",
}


def what_decides() -> None:
    """Choose between offsets and expected costs, and the scale of the scores."""
    st.segmented_control(
        "The answer is the class with",
        list(DECIDES),
        format_func=DECIDES.__getitem__,
        key="decides",
        required=True,
        help="Expected cost: the costs below, weighted with the probability of each true "
        f"{choice.class_word()}.",
        wrap=True,
    )
    scales.choose(st.container(), key="desk_scale")


def cost_table() -> None:
    """Edit what each mistake costs; of many classes, between those that are chosen."""
    st.selectbox(
        "Start from",
        desk.preset_names(),
        key="preset",
        on_change=desk.take_preset,
        help="Puts ready costs into the table.",
    )
    if desk.many():
        _choose_classes()
    names = [choice.classes()[index] for index in desk.edited()]
    if len(names) < 2:
        st.info("Choose two classes or more: what one read as the other costs is edited here.")
        return
    key = f"costs_{desk.tables()}"
    shown = desk.cost_matrix()[desk.edited()][:, desk.edited()]
    typed = st.data_editor(
        pd.DataFrame(shown, index=names, columns=names).rename_axis("true"),
        key=key,
        on_change=lambda key: desk.edit_costs(parameters.event(key)["edited_rows"]),
        args=(key,),
        height=39 + 30 * min(len(names), 20),
        row_height=30,
        column_config=_narrow(names),
    )
    try:
        costs.checked(typed.to_dict("records"), names)
    except StudioError as error:
        st.error(f"{error} The last valid costs stay in use.")
    st.caption("Rows are true, columns predicted; click a cell to change it. 0: right, 1: usual.")
    elsewhere = desk.set_elsewhere()
    if elsewhere:
        every = choice.classes()
        said = [f"{every[i]} read as {every[j]}: {cost:g}" for i, j, cost in elsewhere[:8]]
        more = f" and {len(elsewhere) - 8:,} more" if len(elsewhere) > 8 else ""
        st.caption(f"Set as well, not in the table: {verbatim('; '.join(said))}{more}.")


def offset_table() -> None:
    """Edit the offsets, or search them."""
    sides = choice.sides()
    if desk.many():
        st.caption("Of the classes chosen under Costs; the others have no offset.")
    names = [choice.classes()[index] for index in desk.edited()]
    values = [desk.offsets()[index] for index in desk.edited()]
    key = f"offsets_{desk.tables()}"
    st.data_editor(
        pd.DataFrame([values], columns=names, index=["offset"]),
        key=key,
        on_change=lambda key: desk.edit_offsets(parameters.event(key)["edited_rows"]),
        args=(key,),
        height=72,
    )
    search()
    st.button("Back to zero", on_click=desk.zero_offsets, help="Sets every offset to 0.")
    st.caption(
        f"Searched on {sides.chosen_on} by SciPy's L-BFGS-B and Powell; never worse there than "
        "none."
    )


@st.fragment
def search() -> None:
    """Search offsets and say what is being done; the rest of the page stays as it is meanwhile."""
    if not st.button(
        "Search offsets for these costs",
        type="primary",
        help="Finds the offsets that cost least on the scores that rules are chosen on.",
    ):
        return
    chosen_on = choice.sides().chosen_on
    with st.status(f"Searching offsets on {chosen_on}", expanded=True):
        bar = st.progress(0.0, "Computing what no offsets cost")

        def show(fraction: float, least: float) -> None:
            step = (
                "Step 1 of 2: down a smoothed cost (L-BFGS-B)"
                if fraction <= 0.2
                else "Step 2 of 2: on with the true cost (Powell)"
            )
            bar.progress(fraction, f"{step}; best so far {least:.5f} an image")

        desk.search_offsets(show)
    st.rerun()


def rejecting() -> None:
    """Choose what is rejected, and what that costs."""
    offered = [name for name in REJECT if name != "cost" or desk.decides() == "costs"]
    st.segmented_control(
        "Reject",
        offered,
        format_func=REJECT.__getitem__,
        key="reject",
        required=True,
        wrap=True,
        help="How the level is found below which an image is left to a person.",
    )
    rejects = desk.rejects()
    if rejects not in ("nothing", "cost"):
        st.segmented_control(
            "Confidence of an answer",
            ["margin", "top"],
            format_func=CONFIDENCE.__getitem__,
            key="confidence",
            required=True,
            help="Margin: the highest minus the second. On calibrated scores the top one is the "
            "probability of the answer.",
        )
    left, right = st.columns(2, vertical_alignment="bottom")
    if rejects == "level":
        left.number_input(
            "Reject level",
            key="level",
            format="%.6g",
            step=0.1,
            help="An answer of less confidence is left to a person.",
        )
    if rejects == "target":
        left.number_input(
            "Errors among those read, at most (%)",
            0.001,
            50.0,
            key="errors",
            format="%.6g",
            step=0.1,
            help="The share of errors that you allow among the images that are read.",
        )
    if rejects == "coverage":
        left.number_input(
            "Images read, at least (%)",
            0.001,
            100.0,
            key="coverage",
            format="%.6g",
            step=1.0,
            help="The share of images that must be read.",
        )
    if rejects != "nothing":
        right.number_input(
            "Cost of one rejected image",
            0.0,
            1e9,
            key="cost_of_rejecting",
            format="%.6g",
            step=0.1,
            help="It decides what is rejected."
            if rejects == "cost"
            else "It counts in the cost of the result.",
        )
    _promise()


def _narrow(names: list[str]) -> dict[str, Any]:
    """Return columns that are as narrow as short names allow, so that ten stand beside a result."""
    if max(map(len, names)) > 3:
        return {}
    return {
        "true": st.column_config.Column(width=60),
        **{name: st.column_config.NumberColumn(width=39) for name in names},
    }


def _promise() -> None:
    """Say what the chosen way of rejecting promises."""
    rejects, chosen_on = desk.rejects(), choice.sides().chosen_on
    if rejects == "cost":
        st.caption(
            "An image is rejected if every answer is expected to cost more than rejecting it "
            "(Chow, 1970). This trusts the probabilities."
        )
    if rejects not in ("target", "coverage"):
        return
    try:
        st.caption(f"Chosen on {chosen_on}: rejected below {desk.level():,.5g}.")
    except StudioError as error:
        st.warning(f"{error} Until then everything is rejected.")
        return
    if rejects == "target":
        st.caption(
            f"With {desk.SURE_OF_TARGET:.0%} confidence, at most "
            f"{desk.error_target() * 100:.6g} % of the new images like these that it reads are "
            "errors (Geifman and El-Yaniv, 2017)."
        )
    if choice.dataset().chosen_on == "out-of-fold":
        st.caption(
            "The model fitted on all images gives other scores than those of the folds, so that "
            "it reads another share; the test set shows which."
        )


def _choose_classes() -> None:
    """Choose, of many classes, those whose costs and offsets are edited."""
    desk.edited()  # the first time, those that are worth it
    st.multiselect(
        f"Classes to edit, at most {desk.MOST_EDITED}",
        range(len(choice.classes())),
        format_func=choice.classes().__getitem__,
        key="edited",
        on_change=desk.start_tables,
        max_selections=desk.MOST_EDITED,
        placeholder="Search for a class",
        help="All other mistakes cost 1. At first: those that have costs, and the most confused.",
    )
