"""What one sets on the page Decisions: costs, offsets and what is rejected."""

from typing import Any

import pandas as pd
import streamlit as st

from core import StudioError
from core.language import mark, tr
from core.rules import costs
from parts import scales
from parts.left_to_people import CONFIDENCE
from session import choice, desk, parameters
from widgets.verbatim import verbatim

DECIDES = {"offsets": mark("Highest score + offset"), "costs": mark("Least expected cost")}
REJECT = {
    "nothing": mark("Nothing"),
    "level": mark("Below a level"),
    "target": mark("For few errors"),
    "coverage": mark("For a coverage"),
    "cost": mark("What costs more"),
}


def what_decides() -> None:
    """Choose between offsets and expected costs, and the scale of the scores."""
    st.segmented_control(
        tr("The answer is the class with"),
        list(DECIDES),
        format_func=lambda name: tr(DECIDES[name]),
        key="decides",
        required=True,
        help=tr(
            "Expected cost: the costs below, weighted with the probability of each "
            "true {class_word}.",
            class_word=choice.class_word(),
        ),
        wrap=True,
    )
    scales.choose(st.container(), key="desk_scale")


def cost_table() -> None:
    """Edit what each mistake costs; of many classes, between those that are chosen."""
    st.selectbox(
        tr("Start from"),
        desk.preset_names(),
        format_func=lambda name: tr(name),
        key="preset",
        on_change=desk.take_preset,
        help=tr("Puts ready costs into the table."),
    )
    if desk.many():
        _choose_classes()
    names = [choice.classes()[index] for index in desk.edited()]
    if len(names) < 2:
        st.info(tr("Choose two classes or more: what one read as the other costs is edited here."))
        return
    key = f"costs_{desk.tables()}"
    shown = desk.cost_matrix()[desk.edited()][:, desk.edited()]
    typed = st.data_editor(
        pd.DataFrame(shown, index=names, columns=names).rename_axis(tr("true")),
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
        st.error(tr("{error} The last valid costs stay in use.", error=error))
    st.caption(
        tr("Rows are true, columns predicted; click a cell to change it. 0: right, 1: usual.")
    )
    elsewhere = desk.set_elsewhere()
    if elsewhere:
        every = choice.classes()
        said = [
            tr("{every} read as {every2}: {cost:g}", every=every[i], every2=every[j], cost=cost)
            for i, j, cost in elsewhere[:8]
        ]
        more = tr(" and {n:,} more", n=len(elsewhere) - 8) if len(elsewhere) > 8 else ""
        st.caption(
            tr(
                "Set as well, not in the table: {listed}{more}.",
                listed=verbatim("; ".join(said)),
                more=more,
            )
        )


def offset_table() -> None:
    """Edit the offsets, or search them."""
    sides = choice.sides()
    if desk.many():
        st.caption(tr("Of the classes chosen under Costs; the others have no offset."))
    names = [choice.classes()[index] for index in desk.edited()]
    values = [desk.offsets()[index] for index in desk.edited()]
    key = f"offsets_{desk.tables()}"
    st.data_editor(
        pd.DataFrame([values], columns=names, index=[tr("offset")]),
        key=key,
        on_change=lambda key: desk.edit_offsets(parameters.event(key)["edited_rows"]),
        args=(key,),
        height=72,
    )
    search()
    st.button(tr("Back to zero"), on_click=desk.zero_offsets, help=tr("Sets every offset to 0."))
    st.caption(
        tr(
            "Searched on {chosen_on} by SciPy's L-BFGS-B and Powell; never worse there than none.",
            chosen_on=sides.chosen_on,
        )
    )


@st.fragment
def search() -> None:
    """Search offsets and say what is being done; the rest of the page stays as it is meanwhile."""
    if not st.button(
        tr("Search offsets for these costs"),
        type="primary",
        help=tr("Finds the offsets that cost least on the scores that rules are chosen on."),
    ):
        return
    chosen_on = choice.sides().chosen_on
    with st.status(tr("Searching offsets on {chosen_on}", chosen_on=chosen_on), expanded=True):
        bar = st.progress(0.0, tr("Computing what no offsets cost"))

        def show(fraction: float, least: float) -> None:
            step = (
                tr("Step 1 of 2: down a smoothed cost (L-BFGS-B)")
                if fraction <= 0.2
                else tr("Step 2 of 2: on with the true cost (Powell)")
            )
            bar.progress(
                fraction, tr("{step}; best so far {least:.5f} an image", step=step, least=least)
            )

        desk.search_offsets(show)
    st.rerun()


def rejecting() -> None:
    """Choose what is rejected, and what that costs."""
    offered = [name for name in REJECT if name != "cost" or desk.decides() == "costs"]
    st.segmented_control(
        tr("Reject"),
        offered,
        format_func=lambda name: tr(REJECT[name]),
        key="reject",
        required=True,
        wrap=True,
        help=tr("How the level is found below which an image is left to a person."),
    )
    rejects = desk.rejects()
    if rejects not in ("nothing", "cost"):
        st.segmented_control(
            tr("Confidence of an answer"),
            ["margin", "top"],
            format_func=lambda name: tr(CONFIDENCE[name]),
            key="confidence",
            required=True,
            help=tr(
                "Margin: the highest minus the second. On calibrated scores the top one is the "
                "probability of the answer."
            ),
        )
    left, right = st.columns(2, vertical_alignment="bottom")
    if rejects == "level":
        left.number_input(
            tr("Reject level"),
            key="level",
            format="%.6g",
            step=0.1,
            help=tr("An answer of less confidence is left to a person."),
        )
    if rejects == "target":
        left.number_input(
            tr("Errors among those read, at most (%)"),
            0.001,
            50.0,
            key="errors",
            format="%.6g",
            step=0.1,
            help=tr("The share of errors that you allow among the images that are read."),
        )
    if rejects == "coverage":
        left.number_input(
            tr("Images read, at least (%)"),
            0.001,
            100.0,
            key="coverage",
            format="%.6g",
            step=1.0,
            help=tr("The share of images that must be read."),
        )
    if rejects != "nothing":
        right.number_input(
            tr("Cost of one rejected image"),
            0.0,
            1e9,
            key="cost_of_rejecting",
            format="%.6g",
            step=0.1,
            help=tr("It decides what is rejected.")
            if rejects == "cost"
            else tr("It counts in the cost of the result."),
        )
    _promise()


def _narrow(names: list[str]) -> dict[str, Any]:
    """Return columns that are as narrow as short names allow, so that ten stand beside a result."""
    if max(map(len, names)) > desk.SHORT:
        return {}
    return {
        tr("true"): st.column_config.Column(width=64),
        **{name: st.column_config.NumberColumn(width=39) for name in names},
    }


def _promise() -> None:
    """Say what the chosen way of rejecting promises."""
    rejects, chosen_on = desk.rejects(), choice.sides().chosen_on
    if rejects == "cost":
        st.caption(
            tr(
                "An image is rejected if every answer is expected to cost more than rejecting it "
                "(Chow, 1970). This trusts the probabilities."
            )
        )
    if rejects not in ("target", "coverage"):
        return
    try:
        st.caption(
            tr(
                "Chosen on {chosen_on}: rejected below {level:,.5g}.",
                chosen_on=chosen_on,
                level=desk.level(),
            )
        )
    except StudioError as error:
        st.warning(tr("{error} Until then everything is rejected.", error=error))
        return
    if rejects == "target":
        st.caption(
            tr(
                "With {sure_of_target:.0%} confidence, at most {error_target:.6g} % of "
                "the new images like these that it reads are errors (Geifman and "
                "El-Yaniv, 2017).",
                sure_of_target=desk.SURE_OF_TARGET,
                error_target=desk.error_target() * 100,
            )
        )
    if choice.dataset().chosen_on == "out-of-fold":
        st.caption(
            tr(
                "The model fitted on all images gives other scores than those of the folds, so "
                "that it reads another share; the test set shows which."
            )
        )


def _choose_classes() -> None:
    """Choose, of many classes, those whose costs and offsets are edited."""
    desk.edited()  # the first time, those that are worth it
    st.multiselect(
        tr("Classes to edit, at most {most_edited}", most_edited=desk.MOST_EDITED),
        range(len(choice.classes())),
        format_func=choice.classes().__getitem__,
        key="edited",
        on_change=desk.start_tables,
        max_selections=desk.MOST_EDITED,
        placeholder=tr("Search for a class"),
        help=tr(
            "All other mistakes cost 1. At first: those that have costs, and the most confused."
        ),
    )
