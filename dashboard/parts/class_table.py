"""A matrix whose cells can be chosen; of many classes, the most confused and the rest."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from core.analysis import folding, selection
from core.analysis.selection import Cell
from core.evaluation import metrics
from core.language import tr
from session import cells, choice
from widgets.matrix import matrix


def class_table(
    counts: np.ndarray,
    view: str,
    rows: Sequence[str],
    columns: Sequence[str],
    *,
    key: str,
    titles: tuple[str, str],
    chosen: Sequence[Cell],
    on_pick: Callable[[Cell, bool], None],
) -> None:
    """Show counts (r, c) as a matrix of buttons; above 30 classes with a box to search for some.

    The arguments are those of `widgets.matrix.matrix`; `view` is one of `cells.MATRIX_VIEWS`.
    """
    square = tuple(rows) == tuple(columns)[: len(rows)]
    if max(len(rows), len(columns)) <= folding.MOST + 1:
        texts, shades = metrics.cell_texts(counts, view), selection.shades(counts, view, square)  # type: ignore[arg-type]
        matrix(counts, texts, shades, rows, columns, key=key, titles=titles, chosen=chosen,
               on_pick=on_pick)  # fmt: skip
        return
    wanted = _searched(rows if len(rows) >= len(columns) - 1 else columns)
    wanted += [i for cell in chosen for i in cell if i is not None and i < len(choice.classes())]
    kept = list(dict.fromkeys(wanted))
    if square:
        both = folding.most_confused(counts, kept)
        shown = folding.folded(counts, both, both)
    else:
        many = [len(side) > folding.MOST + 1 for side in (rows, columns)]
        shown = folding.folded(
            counts,
            folding.largest(counts, kept) if many[0] else None,
            folding.largest(counts.T, kept) if many[1] else None,
        )

    def pick(cell: Cell, add: bool) -> None:
        found = shown.before(cell)
        if found is not None:
            on_pick(found, add)

    placed = [place for cell in chosen if (place := shown.after(cell)) is not None]
    matrix(
        shown.counts,
        metrics.cell_texts(shown.counts, view),  # type: ignore[arg-type]
        _shades(shown, view, square),
        [tr(folding.OTHER) if i is None else rows[i] for i in shown.rows],
        [tr(folding.OTHER) if i is None else columns[i] for i in shown.columns],
        key=key,
        titles=titles,
        chosen=placed,
        on_pick=pick,
    )
    st.caption(
        tr(
            "Of {n:,} classes, those with the most errors; all the others are "
            "added up as “{other}”.",
            n=len(choice.classes()),
            other=tr(folding.OTHER),
        )
    )


def _shades(shown: folding.Folded, view: str, square: bool) -> np.ndarray:
    """Return how strongly cells are coloured; what is added up stays out of the scale."""
    whole = np.full(shown.counts.shape, np.nan)
    rows = [at for at, before in enumerate(shown.rows) if before is not None]
    columns = [at for at, before in enumerate(shown.columns) if before is not None]
    inside = np.ix_(rows, columns)
    whole[inside] = selection.shades(shown.counts[inside], view, square)  # type: ignore[arg-type]
    return whole


def _searched(names: Sequence[str]) -> list[int]:
    """Offer to search for classes, and return those that are to be shown."""
    found: list[int] = st.multiselect(
        tr("Show these, too"),
        range(len(choice.classes())),
        format_func=names.__getitem__,
        key="shown",
        placeholder=tr("Search for a class"),
        max_selections=cells.MOST_SHOWN,
        help=tr("Classes that the matrix shows whatever their number of errors."),
    )
    return list(found)
