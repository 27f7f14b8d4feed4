"""What pages show of who made the images; where nobody knows, one folded sentence."""

from typing import Any

import numpy as np
import streamlit as st

from core.analysis import by_writers, errors
from core.analysis.selection import Cell
from core.data.writers import COMMAND
from core.figures import group_charts
from core.language import count, mark, tr
from core.models import registry
from parts.chosen import cell_title, chips
from session import cells, choice, following, opened, writers
from widgets.folded import folded
from widgets.sortable import PER_CENT, SIGNED, TWO, P, sortable

SPLITS = {"test": mark("test set"), "oof": mark("training set, out-of-fold")}


def overview(ready: list[str]) -> None:
    """Offer accuracy by series and the spread over writers of every model, in a fold."""
    if writers.are_known():
        _folds([name for name in ready if name != "dummy"])
        folded(
            tr("Accuracy by writer"),
            lambda: _overview(ready),
            key="by_writer",
            icon=":material/groups:",
        )
    elif choice.about_digits():
        folded(
            tr("Who wrote these digits?"),
            lambda: st.markdown(
                tr(
                    "`{command}` gets the writer of every digit from QMNIST; then accuracy "
                    "is shown by writer and series, and training keeps a writer's digits "
                    "in one fold.",
                    command=COMMAND,
                )
            ),
            key="by_writer",
            icon=":material/groups:",
        )


def _effect() -> Any:
    return st.column_config.NumberColumn(
        tr("Design effect"),
        help=tr(
            "How many times the accuracy's variance grows because a writer's images are similar."
        ),
    )


def _folds(names: list[str]) -> None:
    """Say whose out-of-fold scores keep a writer's images together."""
    by = {name: by_writers.folds_by(opened.manifest(name)) for name in names}
    late = ", ".join(registry.title(name) for name in names if by[name] == "images")
    exception = tr(
        ", except for {late}: there a writer can be on both sides, so "
        "out-of-fold accuracy is somewhat too high.",
        late=late,
    )
    st.caption(
        tr("Out-of-fold accuracy: the folds keep all images of a writer together")
        + (exception if late else ".")
    )


def _overview(ready: list[str]) -> None:
    series = choice.dataset().series
    names = [name for name in ready if name != "dummy"]
    if not names:
        st.info(tr("Train a model first."))
        return
    which = st.segmented_control(
        tr("Split"),
        list(SPLITS),
        default="test",
        format_func=lambda name: tr(SPLITS[name]),
        required=True,
        key="by_split",
        help=tr("The images whose writers are counted."),
    )
    found = {name: writers.counted(name, which) for name in names}
    titled = {registry.title(name): groups for name, groups in found.items()}
    table = by_writers.summary(titled, series)
    shares = [column for column in table.columns if table[column].dtype == float]
    effect = tr("Design effect")
    forms = dict.fromkeys(shares, PER_CENT) | {effect: TWO}
    sortable(table, forms, column_config={effect: _effect()})
    st.caption(
        tr(
            "{n:,} writers. The interval by writers is for further writers: it "
            "resamples whole writers (cluster bootstrap); the other one (Wilson) "
            "takes every image for independent. The columns on writers are of "
            "those with at least {few} images.",
            n=len(found[names[0]].n),
            few=by_writers.FEW,
        )
    )
    kinds = found[names[0]].series
    if len(series) == 2 and kinds is not None and len(np.unique(kinds)) == 2:
        told = [
            f"- **{registry.title(name)}.** "
            + by_writers.sentence(writers.difference(name, which), series, tr(SPLITS[which]))
            for name in names
        ]
        st.markdown("\n".join(told))
    name = st.selectbox(
        tr("Spread over the writers of"),
        names,
        format_func=lambda n: registry.title(n),
        help=tr("The series whose writers are drawn."),
    )
    st.plotly_chart(
        group_charts.spread(found[name], series, by_writers.FEW),
        alt=tr("Histogram of the writers' accuracies"),
        config={"displayModeBar": False},
        key="writers_spread",
    )
    sortable(
        by_writers.listing(found[name], series),
        {tr("Accuracy"): PER_CENT},
        hide_index=True,
        height=240,
    )


def by_series(chosen: list[Cell]) -> None:
    """Compare the series in each chosen cell, or in all errors if none is chosen."""
    predicted, images = following.predicted(), choice.images()
    series, everything = choice.dataset().series, np.ones(len(images), bool)
    names = (tr("true"), tr("read as")), (choice.classes(), cells.answer_names())
    wrong = (predicted != images.labels) & (predicted < len(choice.classes()))
    asked = {tr("all that is misread"): (wrong, everything)}
    for true, read_as in chosen:
        within = np.zeros(len(images), bool)
        within[errors.in_cell(images.labels, predicted, true, read_as)] = True
        among = everything if true is None else images.labels == true
        if true is not None and read_as is None:
            within &= wrong
        title = cell_title((true, read_as), *names)
        asked[tr("{title}, misread", title=title) if read_as is None else title] = (within, among)
    table = by_writers.by_series(asked, images, series)
    if table.empty:
        st.info(tr("All images here are of one series."))
        return
    forms = dict.fromkeys([column for column in table.columns if column.endswith(", %")], TWO)
    sortable(table, forms | {tr("Difference, points"): SIGNED, "p": P})
    st.caption(
        tr(
            "Each cell out of the images of its true class. The interval resamples whole writers; "
            "p "
            "is the share of permutations of the series among writers with such a difference, for "
            "one row looked at alone."
        )
    )


def show_chosen() -> None:
    """Show the writer whose images are listed, to take back."""
    writer = writers.chosen()
    if writer is None or not writers.are_known():
        return
    found = np.flatnonzero(writers.made_by(writer))
    who = writers.in_words(int(found[0])) if len(found) else tr("writer {writer}", writer=writer)
    title = f"{who}: {count(len(found))} {choice.image_words()}"
    chips([(writer, title)], lambda _: writers.choose(None))


def others_by_this_hand(index: int) -> None:
    """Offer the other images by the writer of this one, on the page Misread."""
    writer = writers.of(index)
    if writer is None:
        return
    st.caption(tr("By {in_words}.", in_words=writers.in_words(index)))
    if st.button(
        tr("Others by this hand"),
        icon=":material/groups:",
        help=tr("Lists what is misread of this writer's on the page Misread."),
    ):
        writers.choose(writer)
        st.switch_page("views/misread.py")
