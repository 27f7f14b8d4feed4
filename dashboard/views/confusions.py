"""Confusions: the matrix, the images of what is chosen in it, and the confusions that come back."""

import numpy as np
import streamlit as st

from core.analysis import errors, selection
from core.models import registry
from core.rules.binary import NOT_READ
from parts import receipt
from parts.chosen import cell_title, chips, galleries, together
from parts.confusion_parts import average, cured, systematic
from session import errors as session_errors
from session import following, opened, view
from widgets.matrix import matrix

scores, predicted = opened.scores(), following.predicted()
counts, shown_as = following.decided_matrix(), view.matrix_view()
classes = opened.dataset().classes
columns = (*classes, NOT_READ)[: counts.shape[1]]
cells = session_errors.chosen_cells()

st.title("Confusions")
st.caption(
    f"{registry.get(view.model_name()).title} on {view.SPLITS[view.split()].lower()}: "
    f"rows are true, columns predicted by the rule **{following.rule()}**. Choose a cell, or a "
    "header for its row or column; arrow keys walk the matrix, Enter chooses, Shift adds."
)

left, right = st.columns([5, 4], gap="medium")
with left:
    st.segmented_control(
        "Show",
        list(view.MATRIX_VIEWS),
        format_func=view.MATRIX_VIEWS.get,
        key="matrix",
        required=True,
        wrap=True,
    )
    matrix(
        counts,
        selection.cell_texts(counts, shown_as),
        selection.shades(counts, shown_as),
        classes,
        ["–" if name == NOT_READ else name for name in columns],
        key="confusion_matrix",
        chosen=cells,
        on_pick=session_errors.pick_cell,
    )
    with st.container(horizontal=True):
        for name, title in [("misread", "Select misread"), ("correct", "Select correct")]:
            st.button(title, on_click=session_errors.choose_outcome, args=(name,))
        st.button("Clear", on_click=session_errors.choose_outcome, args=("all",))
        if len(cells) == 1 and None not in cells[0] and max(cells[0]) < len(classes):
            i, j = cells[0]
            st.button(
                f"Right and wrong of {i} and {j}",
                on_click=session_errors.choose_cells,
                args=(selection.pair(cells[0]),),
                disabled=i == j,
            )
        together()

names = ("true", "read as"), (classes, (*classes, NOT_READ))
wanted = session_errors.outcome()
with right if len(cells) < 2 else st.container():
    if cells:
        chips([(cell, cell_title(cell, *names)) for cell in cells], session_errors.drop_cell)
        galleries(
            [
                (
                    cell_title(cell, *names),
                    errors.worst_first(
                        scores,
                        predicted,
                        errors.in_cell(scores.labels, predicted, *cell),
                    ),
                )
                for cell in cells
            ],
            key="cell",
        )
    elif wanted != "all":
        chips([(wanted, f"{wanted} only")], lambda _: session_errors.choose_outcome("all"))
        case = session_errors.case()
        chosen = np.flatnonzero(case.wrong if wanted == "misread" else predicted == scores.labels)
        galleries([(wanted, errors.worst_first(scores, predicted, chosen))], key="outcome")
    else:
        st.info("Choose a cell, a row or a column: its images appear here.")

PARTS = {
    "Confusions that come back": lambda: systematic(counts),
    "What another model cures": cured,
    "Average faces": lambda: average(cells),
}
part = st.segmented_control(
    "Look closer",
    list(PARTS),
    default="Confusions that come back",
    required=True,
    label_visibility="collapsed",
    key="confusions_part",
)
PARTS[part]()
receipt.show(following.receipt("matrix"))
