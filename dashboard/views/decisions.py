"""Decisions: all classes at once, with offsets or costs, and the right to reject an image."""

import streamlit as st

from core.models import registry
from parts import follow, receipt
from parts.decision_parts import (
    both_splits,
    cell_images,
    prediction_sets,
    rejected_images,
    result,
    result_matrix,
    trust,
)
from parts.desk_editors import cost_table, offset_table, rejecting, what_decides
from session import choice, desk, following

sides = choice.sides()
st.title("Decisions")
st.caption(
    f"{registry.title(choice.model_name())}: what should it answer, what does an error cost, and "
    f"what is better rejected? Chosen on {sides.chosen_on}, judged on {sides.judged_on}."
)

# --- on one side what one sets, on the other what it does -----------------------------------------

result(desk.desk_rule())
left, right = st.columns(2, gap="medium")
with left:
    what_decides()
    by_offsets = desk.decides() == "offsets"
    editors = {"Costs": cost_table, "What is rejected": rejecting}
    if by_offsets:
        editors["Offsets"] = offset_table
    for place, edit in zip(st.tabs(list(editors), key="editors"), editors.values(), strict=True):
        with place:
            edit()
rule = desk.desk_rule()
with right, st.container(key="desk_result"):
    trust()
    result_matrix(rule)
    follow.offer("desk", "Every page follows this rule", "Use this rule on every page")

# --- the images, and what is second ---------------------------------------------------------------

cell_images(rule)
rejected_images(rule)
more = {
    "Both splits, and risk against coverage": both_splits,
    "Prediction sets: several answers instead of one": prediction_sets,
}
for number, (title, show) in enumerate(more.items()):
    fold = st.expander(title, key=f"more_{number}", on_change="rerun")
    if fold.open:
        with fold:
            show(rule)
receipt.show(following.receipt("matrix", given=rule))
