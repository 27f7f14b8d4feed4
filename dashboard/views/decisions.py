"""Decisions: all classes at once, with offsets or costs, and the right to reject an image."""

import streamlit as st

from core.language import tr
from core.models import registry
from parts import follow, receipt
from parts.decision_parts import (
    both_splits,
    cell_images,
    result,
    result_matrix,
    trust,
)
from parts.desk_editors import cost_table, offset_table, rejecting, what_decides
from parts.left_to_people import prediction_sets, rejected_images
from session import choice, desk, following

sides = choice.sides()
st.title(tr("Decisions"))
st.caption(
    tr(
        "{title}: what should it answer, what does an error cost, and what is "
        "better rejected? Chosen on {chosen_on}, judged on {judged_on}.",
        title=registry.title(choice.model_name()),
        chosen_on=sides.chosen_on,
        judged_on=sides.judged_on,
    )
)

# --- on one side what one sets, on the other what it does -----------------------------------------

result(desk.desk_rule())
# the names of the classes are the columns of the costs: long ones take more of the page
left, right = st.columns([4, 3] if desk.named() else 2, gap="medium")
with left:
    what_decides()
    by_offsets = desk.decides() == "offsets"
    editors = {tr("Costs"): cost_table, tr("What is rejected"): rejecting}
    if by_offsets:
        editors[tr("Offsets")] = offset_table
    for place, edit in zip(st.tabs(list(editors), key="editors"), editors.values(), strict=True):
        with place:
            edit()
rule = desk.desk_rule()
with right, st.container(key="desk_result"):
    trust()
    result_matrix(rule)
    follow.offer("desk", tr("Every page follows this rule"), tr("Use this rule on every page"))

# --- the images, and what is second ---------------------------------------------------------------

with st.container(key="chosen_images"):  # matrix.js goes there
    cell_images(rule)
rejected_images(rule)
more = {
    tr("Both splits, and risk against coverage"): both_splits,
    tr("Prediction sets: several answers instead of one"): prediction_sets,
}
for number, (title, show) in enumerate(more.items()):
    fold = st.expander(title, key=f"more_{number}", on_change="rerun")
    if fold.open:
        with fold:
            show(rule)
receipt.show(following.receipt("matrix", given=rule))
