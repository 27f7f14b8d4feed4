"""Below the confusion matrix: systematic confusions, what another model fixes, mean images."""

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import confusions, errors
from core.analysis.selection import Cell
from core.figures import image_charts
from core.language import mark, percent, tr
from core.models import registry
from parts import no_images
from parts.tiles import tiles
from session import better, cells, choice, following, opened, parameters
from widgets.sortable import Form, P, sortable, written
from widgets.verbatim import verbatim

SENTENCES = 5
EXAMPLES = 20
TIMES = written(",.2f", "×")
#: What the columns of the tables are called.
TITLES = {
    "true": mark("true"),
    "predicted": mark("predicted"),
    "count": mark("count"),
    "rate": mark("rate"),
    "expected": mark("by chance"),
    "excess": mark("excess"),
    "low": mark("low"),
    "high": mark("high"),
    "before": mark("before"),
    "after": mark("after"),
    "fixed": mark("fixed"),
    "broken": mark("broken"),
}


def systematic(counts: np.ndarray) -> None:
    """Rank the confusions; a chosen row of the table chooses its cell."""
    left, right = st.columns(2)
    by = left.segmented_control(
        tr("Rank by"),
        list(confusions.RANKS),
        default="excess",
        format_func=lambda name: tr(confusions.RANKS[name]),
        required=True,
        help=tr(confusions.ABOUT_EXCESS),
        wrap=True,
    )
    one, other = ("9", "4") if choice.about_digits() else choice.classes()[:2]
    directed = right.toggle(
        tr("Direction matters"),
        value=True,
        help=tr("{one} read as {other} is not {other} read as {one}.", one=one, other=other),
    )
    table = confusions.systematic(counts, by, directed)
    if table.empty:
        st.info(tr("Nothing is misread."))
        return
    for number, (_, pair) in enumerate(table.head(SENTENCES).iterrows()):
        cell = (int(pair["true"]), int(pair["predicted"]))
        st.button(
            verbatim(confusions.sentence(pair, choice.classes(), directed)),
            key=f"systematic_{number}",
            type="tertiary",
            icon=":material/photo_library:",
            on_click=cells.choose_cells,
            args=([cell] if directed else [cell, cell[::-1]],),
            help=tr("Opens the images of this confusion."),
        )
    st.caption(tr(confusions.ABOUT_EXCESS))
    # Drawn on demand: a click on the matrix would wait for the table to be drawn again.
    if not st.toggle(
        tr("All of them as a table, to choose from"),
        key="systematic_table",
        help=tr("Every confused pair with its interval and p; a chosen row opens its images."),
    ):
        return
    _choosable(
        table,
        "systematic",
        {
            "rate": percent,
            "expected": written(",.1f"),
            "excess": TIMES,
            "low": TIMES,
            "high": TIMES,
            "p": P,
        },
        both=not directed,
    )


def fixed_by() -> None:
    """Compare the confusions of the chosen model with another one's."""
    others = [name for name in opened.trained() if name != choice.model_name()]
    if not others:
        st.info(tr("Train a second model on the page Overview to compare."))
        return
    best = better.best_two()
    if best is not None:  # a better model may fix something: it comes first
        others.sort(key=lambda name: best[::-1].index(name) if name in best else len(best))
    other = st.selectbox(
        tr("Another model"),
        others,
        format_func=lambda name: registry.title(name),
        key="fixed_by",
        help=tr("The model whose answers are counted as “after”."),
    )
    title = registry.title(other)
    labels = choice.images().labels
    after = opened.scores(other).predicted()
    table = confusions.fixed_by(labels, following.predicted(), after, len(choice.classes()))
    if table.empty:
        st.info(tr("Neither model misreads anything."))
        return
    first, names = next(table.itertuples(index=False)), choice.classes()
    st.markdown(
        tr(
            "{title} (argmax) reads {fixed} of the {before} images of {true} that "
            "are read as {read_as} here correctly, and reads {broken} in that way "
            "that are right here.",
            title=title,
            fixed=first.fixed,
            before=first.before,
            true=verbatim(names[first.true]),
            read_as=verbatim(names[first.predicted]),
            broken=first.broken,
        )
    )
    _choosable(table, "fixed_by_table", {"p": P})
    st.caption(
        tr(
            "Before: this model and rule. After: the other model. Fixed images are right after, "
            "broken "
            "ones were right before. p: exact binomial test that as many images enter a confusion "
            "as leave it (McNemar, 1947), corrected for all of these confusions (Holm, 1979)."
        )
    )


def mean_images(chosen: list[Cell]) -> None:
    """Show the mean image of the first chosen cell beside that of its row's correct images."""
    if not choice.dataset().pictured:
        no_images.say()
        return
    scores, predicted = opened.scores(), following.predicted()
    true, read_as = chosen[0] if chosen else (None, None)
    if true is None or read_as is None or true == read_as:
        st.info(
            tr("Choose a cell off the diagonal to compare its images with those read correctly.")
        )
        return
    names = cells.answer_names()
    images = choice.images().images
    cell = errors.in_cell(scores.labels, predicted, true, read_as)
    right = errors.in_cell(scores.labels, predicted, true, true)
    if not len(cell):
        st.info(tr("No image is in this cell."))
        return
    mean, correct, _ = confusions.mean_images(images, cell, right)
    titles = [
        tr(
            "{true} read as {read_as} ({n:,})",
            true=names[true],
            read_as=names[read_as],
            n=len(cell),
        ),
        tr("{true} read correctly ({n:,})", true=names[true], n=len(right)),
    ]
    st.plotly_chart(
        image_charts.faces(mean, correct, [*titles, tr("first − second")]),
        alt=tr("Mean images and their difference"),
        config={"displayModeBar": False},
    )
    st.caption(tr("Orange: more ink in the misread ones. Blue: less."))
    left, right_side = st.columns(2)
    with left:
        st.markdown(tr("**Typical**: nearest to the mean image"))
        typical = confusions.typical(images, cell, EXAMPLES)
        tiles(typical, key="typical", label=tr("typical examples"), height=180)
    with right_side:
        st.markdown(
            tr(
                "**Worst**: the true {class_word}'s score furthest behind",
                class_word=choice.class_word(),
            )
        )
        worst = errors.worst_first(scores, predicted, cell)[:EXAMPLES]
        tiles(worst, key="worst", label=tr("worst examples"), height=180)


def _choosable(table: pd.DataFrame, key: str, forms: dict[str, Form], both: bool = False) -> None:
    """Show a table of confusions; choosing a row chooses its cell, or both directions."""

    def choose() -> None:
        rows = parameters.event(key)["selection"]["rows"]
        if rows:
            cell = (int(table["true"].iloc[rows[0]]), int(table["predicted"].iloc[rows[0]]))
            cells.choose_cells([cell, cell[::-1]] if both else [cell])

    names = dict(enumerate(choice.classes()))
    sortable(
        table.assign(true=table["true"].map(names), predicted=table["predicted"].map(names)),
        forms,
        key=key,
        hide_index=True,
        height=300,
        column_config={name: tr(title) for name, title in TITLES.items()},
        on_select=choose,
        selection_mode="single-row",
    )
