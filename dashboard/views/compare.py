"""Compare: any two things known of the images as the axes of one table."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.analysis import errors, reasons
from core.evaluation import metrics
from core.language import tr
from parts import better
from parts.chosen import cell_title, chips, galleries, together
from parts.class_table import class_table
from parts.tiles import MOST
from session import choice, compare, known, opened, parameters

st.title(tr("Compare"))
st.caption(
    tr(
        "Choose what the rows and the columns are: two models show where they disagree, a model "
        "and the verdicts who is wrong. The images of a cell open with both answers."
    )
)
left, right = st.columns(2)
axes = compare.axes()
sides: dict[compare.Side, str] = {}
places: list[tuple[DeltaGenerator, compare.Side, str]] = [
    (left, "rows", tr("Rows")),
    (right, "columns", tr("Columns")),
]
for place, side, title in places:
    parameters.hold(f"{side}_choice", compare.axis(side))
    sides[side] = place.selectbox(
        title,
        list(axes),
        format_func=axes.__getitem__,
        key=f"{side}_choice",
        on_change=compare.choose_axis,
        args=(side,),
        help=tr("What is counted here: labels, the rule, verdicts, or a model."),
    )

models = [axis for axis in (sides["rows"], sides["columns"]) if axis in opened.trained()]
if len(set(models)) == 2:
    better.which_is_better(*models, key="pair")

rows, row_names = compare.axis_values(sides["rows"])
columns, column_names = compare.axis_values(sides["columns"])
titles = (axes[sides["rows"]], axes[sides["columns"]])
table = metrics.cross_table((len(row_names), len(column_names)), rows, columns)
square = row_names == column_names[: len(row_names)]
cells = compare.compared_cells((len(row_names), len(column_names)))

left, right = st.columns([5, 4], gap="medium")
with left:
    view = st.segmented_control(
        tr("Show"),
        ["counts", "true", "predicted"],
        format_func={
            "counts": tr("Counts"),
            "true": tr("% of row"),
            "predicted": tr("% of column"),
        }.__getitem__,
        default="counts",
        required=True,
        wrap=True,
        help=tr("Numbers of images, or shares of a row or column."),
    )
    class_table(
        table,
        view,
        row_names,
        column_names,
        key="comparison",
        titles=titles,
        chosen=cells,
        on_pick=compare.pick_compared,
    )
    together()
    if square:
        apart = int((rows != columns).sum())
        st.markdown(
            tr("The two differ on **{apart:,}** of {n:,} images.", apart=apart, n=len(rows))
        )

with right if len(cells) < 2 else st.container():
    if not cells:
        st.info(tr("Choose a cell, a row or a column: its images appear here."))
    else:
        names = row_names, column_names
        chips(
            [(cell, cell_title(cell, titles, names)) for cell in cells],
            compare.drop_compared,
        )
        case = known.case()
        groups = [
            (
                cell_title(cell, titles, names),
                reasons.ordered(case, errors.in_cell(rows, columns, *cell), "shortfall"),
            )
            for cell in cells
        ]
        shown = [int(i) for _, indices in groups for i in indices[:MOST]]
        both = {i: (row_names[rows[i]], column_names[columns[i]]) for i in shown}
        galleries(
            groups,
            key="compared",
            about={
                i: f"{titles[0]} {one}, {titles[1]} {other}" for i, (one, other) in both.items()
            },
            marks={
                i: tr("true {true}: ", true=true)
                + " | ".join(
                    compare.mark(axis, answer, answer == true)
                    for axis, answer in zip((sides["rows"], sides["columns"]), pair, strict=True)
                )
                for i, pair in both.items()
                for true in [choice.classes()[choice.images().labels[i]]]
            },
            strips=False,
        )
