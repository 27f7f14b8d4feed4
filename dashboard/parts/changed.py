"""What an experiment changed: images fixed and broken, and the matrix of the net change."""

import numpy as np
import streamlit as st

from core.analysis import folding
from core.evaluation.flips import Flips
from core.language import count, ntr, signed, tr
from parts.chosen import cell_title, chips, together
from parts.tiles import MOST, openable
from session import choice, experiments
from widgets.matrix import matrix
from widgets.verbatim import verbatim


def tiles_of(
    indices: np.ndarray,
    split: str,
    *,
    key: str,
    label: str,
    height: int = 300,
    answers: tuple[np.ndarray, np.ndarray] | None = None,
) -> None:
    """Show images of a split; with both models' answers under them. A pick opens one close up."""
    part, names = choice.images(split), choice.classes()
    shown = indices[:MOST]
    if not len(shown):
        st.info(tr("No image is among them."))
        return
    captions, marks = [], None
    what = tr("index {i}, true {true}")
    if answers:
        what = tr("index {i}, true {true}, before {before}, after {after}")
    for i in shown.tolist():
        told = {"i": i, "true": names[part.labels[i]]}
        if answers:
            told |= {"before": names[answers[0][i]], "after": names[answers[1][i]]}
        captions.append(what.format(**told))
    if answers:
        marks = [f"{names[answers[0][i]]}→{names[answers[1][i]]}" for i in shown.tolist()]
    openable(shown, split, captions, key=key, label=label, marks=marks, height=height)
    if len(indices) > MOST:
        st.caption(tr("The first {most:,} of {n:,}.", most=MOST, n=len(indices)))


def both_galleries(flips: Flips, split: str) -> None:
    """Show what was fixed and what was broken side by side."""
    answers = flips.before, flips.after
    for place, key, title, label, sign, indices in zip(
        st.columns(2, gap="medium"),
        ("fixed", "broken"),
        (tr("fixed"), tr("broken")),
        (tr("fixed images"), tr("broken images")),
        ("✓", "✗"),
        (flips.fixed, flips.broken),
        strict=True,
    ):
        with place:
            st.header(f"{sign} {count(len(indices))} {title}")
            tiles_of(indices, split, key=key, label=label, answers=answers)


def net_matrix(flips: Flips, split: str) -> None:
    """Show the net change of every pair of classes; a cell opens as its images."""
    net, names = flips.net, choice.classes()
    kept = folding.most_confused(np.abs(net)) if len(names) > folding.MOST else None
    shown = folding.folded(net, kept, kept)

    def pick(cell: tuple[int | None, int | None], add: bool) -> None:
        found = shown.before(cell)
        if found is not None:
            experiments.pick(found, add)

    rows = [tr(folding.OTHER) if i is None else names[i] for i in shown.rows]
    columns = [tr(folding.OTHER) if i is None else names[i] for i in shown.columns]
    most = max(1, int(np.abs(shown.counts).max()))
    shade = np.where(np.eye(len(rows), dtype=bool), np.nan, -shown.counts / most)
    cells = [cell for cell in experiments.NET.get() if cell != (None, None)]
    matrix(
        shown.counts,
        [[signed(int(v)) if v else "" for v in row] for row in shown.counts],
        shade,
        rows,
        columns,
        key="net_matrix",
        titles=(tr("true"), tr("read as")),
        chosen=[place for cell in cells if (place := shown.after(cell)) is not None],
        labels=[
            [
                tr(
                    "true {row}, read as {column}: {in_words}",
                    row=row,
                    column=column,
                    in_words=_in_words(int(shown.counts[i, j])),
                )
                for j, column in enumerate(columns)
            ]
            for i, row in enumerate(rows)
        ],
        on_pick=pick,
    )
    together()
    with st.container(key="chosen_images"):  # matrix.js goes there
        _chosen_cells(flips, split, cells)


def _chosen_cells(flips: Flips, split: str, cells: list[tuple[int | None, int | None]]) -> None:
    """Show the images of the chosen cells: errors that are gone, and errors that are new."""
    if not cells:
        st.info(tr("Choose a cell, a row or a column: its images appear here."))
        return
    names, titles = (choice.classes(), choice.classes()), (tr("true"), tr("read as"))
    chips([(cell, cell_title(cell, titles, names)) for cell in cells], experiments.drop)
    answers = flips.before, flips.after
    for number, cell in enumerate(cells):
        title = verbatim(cell_title(cell, titles, names))
        for place, key, words, indices in zip(
            st.columns(2, gap="medium"),
            ("no_longer", "newly"),
            (tr("no longer"), tr("newly")),
            (flips.left(*cell), flips.entered(*cell)),
            strict=True,
        ):
            with place:
                st.markdown(f"**{count(len(indices))}** {words} {title}")
                tiles_of(
                    indices,
                    split,
                    key=f"net_{number}_{key}",
                    label=f"{words} {title}",
                    height=200,
                    answers=answers,
                )


def _in_words(value: int) -> str:
    if not value:
        return tr("as many errors as before")
    if value > 0:
        return ntr("{n:,} error fewer", "{n:,} fewer errors", value)
    return ntr("{n:,} error more", "{n:,} more errors", -value)
