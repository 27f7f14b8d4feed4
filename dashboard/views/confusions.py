"""Confusions: the matrix, the images of what is chosen in it, and systematic confusions."""

import numpy as np
import streamlit as st

from core.analysis import errors, selection
from core.language import inside, mark, tr
from core.models import registry
from core.rules.binary import REJECTED
from parts import receipt, several, writers
from parts.chosen import cell_title, chips, galleries, together
from parts.class_table import class_table
from parts.confusion_parts import fixed_by, mean_images, systematic
from session import cells, choice, following, known, opened
from widgets.verbatim import verbatim

scores, predicted = opened.scores(), following.predicted()
counts, shown_as = following.decided_matrix(), cells.matrix_view()
classes = choice.classes()
columns = (*classes, tr(REJECTED))[: counts.shape[1]]
chosen = cells.chosen_cells()

st.title(tr("Confusions"))
st.caption(
    tr(
        "{title} on {lower}: rows are true, columns predicted by the rule "
        "**{words}**. Choose a cell, or a header for its row or column; arrow "
        "keys walk the matrix, Enter chooses, Shift adds.",
        title=registry.title(choice.model_name()),
        lower=inside(choice.split_name()),
        words=verbatim(following.words()),
    )
)

left, right = st.columns([5, 4], gap="medium")
with left:
    st.segmented_control(
        tr("Show"),
        list(cells.MATRIX_VIEWS),
        format_func=lambda name: tr(cells.MATRIX_VIEWS[name]),
        key="matrix",
        required=True,
        wrap=True,
        help=tr("Numbers of images, shares, or the errors alone."),
    )
    class_table(
        counts,
        shown_as,
        classes,
        ["–" if name == tr(REJECTED) else name for name in columns],
        key="confusion_matrix",
        titles=(
            tr("true {class_word}", class_word=choice.class_word()),
            tr("predicted {class_word}", class_word=choice.class_word()),
        ),
        chosen=chosen,
        on_pick=cells.pick_cell,
    )
    with st.container(horizontal=True):
        for name, title in [("misread", tr("Select misread")), ("correct", tr("Select correct"))]:
            st.button(
                title,
                on_click=cells.choose_outcome,
                args=(name,),
                help=tr("Shows these images of all classes."),
            )
        st.button(
            tr("Clear"),
            on_click=cells.choose_outcome,
            args=("all",),
            help=tr("Takes every choice in the matrix back."),
        )
        i, j = chosen[0] if len(chosen) == 1 else (None, None)
        if i is not None and j is not None and max(i, j) < len(classes):
            st.button(
                verbatim(
                    tr(
                        "Right and wrong of {classes} and {classes2}",
                        classes=classes[i],
                        classes2=classes[j],
                    )
                ),
                on_click=cells.choose_cells,
                args=(selection.pair((i, j)),),
                disabled=i == j,
                help=tr("Opens the four cells of both classes side by side."),
            )
        together()

names = (tr("true"), tr("read as")), (classes, (*classes, tr(REJECTED)))
wanted = cells.outcome()
with right if len(chosen) < 2 else st.container():
    if chosen:
        chips([(cell, cell_title(cell, *names)) for cell in chosen], cells.drop_cell)
        several.bar(choice.split())
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
                for cell in chosen
            ],
            key="cell",
        )
    elif wanted != "all":
        only = {"misread": tr("misread only"), "correct": tr("correct only")}
        chips([(wanted, only[wanted])], lambda _: cells.choose_outcome("all"))
        case = known.case()
        found = np.flatnonzero(case.wrong if wanted == "misread" else predicted == scores.labels)
        galleries([(only[wanted], errors.worst_first(scores, predicted, found))], key="outcome")
    else:
        st.info(tr("Choose a cell, a row or a column: its images appear here."))

PARTS = {
    mark("Systematic confusions"): lambda: systematic(counts),
    mark("Fixed by another model"): fixed_by,
    mark("Mean images"): lambda: mean_images(chosen),
}
if len(choice.dataset().series) == 2:
    PARTS[mark("By series of writers")] = lambda: writers.by_series(chosen)
part = st.segmented_control(
    tr("Look closer"),
    list(PARTS),
    format_func=lambda name: tr(name),
    default=mark("Systematic confusions"),
    required=True,
    key="confusions_part",
    help=tr("What is shown below about these confusions."),
)
PARTS[part]()
receipt.show(following.receipt("matrix"))
