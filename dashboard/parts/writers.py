"""What pages show of who made the images; where nobody knows, one folded sentence."""

import numpy as np
import streamlit as st

from core.analysis import by_writers, errors
from core.analysis.selection import Cell
from core.data.writers import COMMAND
from core.figures import group_charts
from core.models import registry
from parts.chosen import cell_title, chips
from session import cells, choice, following, opened, writers
from widgets.folded import folded

SPLITS = {"test": "test set", "oof": "training set, out-of-fold"}
SHARE = st.column_config.NumberColumn(format="%.2f %%")
EFFECT = st.column_config.NumberColumn(
    "Design effect",
    format="%.2f",
    help="How many times the accuracy's variance grows because a writer's images are similar.",
)


def overview(ready: list[str]) -> None:
    """Offer accuracy by series and the spread over writers of every model, in a fold."""
    if writers.are_known():
        _folds([name for name in ready if name != "dummy"])
        folded(
            "Accuracy by writer",
            lambda: _overview(ready),
            key="by_writer",
            icon=":material/groups:",
        )
    elif choice.about_digits():
        folded(
            "Who wrote these digits?",
            lambda: st.markdown(
                f"`{COMMAND}` gets the writer of every digit from QMNIST; then accuracy is shown "
                "by writer and series, and training keeps a writer's digits in one fold."
            ),
            key="by_writer",
            icon=":material/groups:",
        )


def _folds(names: list[str]) -> None:
    """Say whose out-of-fold scores keep a writer's images together."""
    by = {name: by_writers.folds_by(opened.manifest(name)) for name in names}
    late = ", ".join(registry.title(name) for name in names if by[name] == "images")
    exception = (
        f", except for {late}: there a writer can be on both sides, so out-of-fold accuracy is "
        "somewhat too high."
    )
    st.caption(
        "Out-of-fold accuracy: the folds keep all images of a writer together"
        + (exception if late else ".")
    )


def _overview(ready: list[str]) -> None:
    series = choice.dataset().series
    names = [name for name in ready if name != "dummy"]
    if not names:
        st.info("Train a model first.")
        return
    which = st.segmented_control(
        "Split",
        list(SPLITS),
        default="test",
        format_func=SPLITS.__getitem__,
        required=True,
        key="by_split",
        help="The images whose writers are counted.",
    )
    found = {name: writers.counted(name, which) for name in names}
    titled = {registry.title(name): groups for name, groups in found.items()}
    table = by_writers.summary(titled, series)
    shares = [column for column in table.columns if table[column].dtype == float]
    st.dataframe(table, column_config=dict.fromkeys(shares, SHARE) | {"Design effect": EFFECT})
    st.caption(
        f"{len(found[names[0]].n):,} writers. The interval by writers is for further writers: it "
        "resamples whole writers (cluster bootstrap); the other one (Wilson) takes every image "
        "for independent. The columns on writers are of those with at least "
        f"{by_writers.FEW} images."
    )
    kinds = found[names[0]].series
    if len(series) == 2 and kinds is not None and len(np.unique(kinds)) == 2:
        told = [
            f"- **{registry.title(name)}.** "
            + by_writers.sentence(writers.difference(name, which), series, SPLITS[which])
            for name in names
        ]
        st.markdown("\n".join(told))
    name = st.selectbox(
        "Spread over the writers of",
        names,
        format_func=lambda n: registry.title(n),
        help="The series whose writers are drawn.",
    )
    st.plotly_chart(
        group_charts.spread(found[name], series, by_writers.FEW),
        alt="Histogram of the writers' accuracies",
        config={"displayModeBar": False},
        key="writers_spread",
    )
    st.dataframe(
        by_writers.listing(found[name], series),
        hide_index=True,
        height=240,
        column_config={"Accuracy": SHARE},
    )


def by_series(chosen: list[Cell]) -> None:
    """Compare the series in each chosen cell, or in all errors if none is chosen."""
    predicted, images = following.predicted(), choice.images()
    series, everything = choice.dataset().series, np.ones(len(images), bool)
    names = ("true", "read as"), (choice.classes(), cells.answer_names())
    wrong = (predicted != images.labels) & (predicted < len(choice.classes()))
    asked = {"all that is misread": (wrong, everything)}
    for true, read_as in chosen:
        inside = np.zeros(len(images), bool)
        inside[errors.in_cell(images.labels, predicted, true, read_as)] = True
        among = everything if true is None else images.labels == true
        if true is not None and read_as is None:
            inside &= wrong
        title = cell_title((true, read_as), *names)
        asked[f"{title}, misread" if read_as is None else title] = (inside, among)
    table = by_writers.by_series(asked, images, series)
    if table.empty:
        st.info("All images here are of one series.")
        return
    percent = [column for column in table.columns if column.endswith(", %")]
    st.dataframe(
        table,
        column_config=dict.fromkeys(percent, st.column_config.NumberColumn(format="%.2f"))
        | {
            "Difference, points": st.column_config.NumberColumn(format="%+.2f"),
            "p": st.column_config.NumberColumn(format="%.2g"),
        },
    )
    st.caption(
        "Each cell out of the images of its true class. The interval resamples whole writers; p "
        "is the share of permutations of the series among writers with such a difference, for one "
        "row looked at alone."
    )


def filtered() -> np.ndarray | None:
    """Show the writer that is chosen, to take back; return which images are theirs, (n,) bool."""
    writer = writers.chosen()
    if writer is None or not writers.are_known():
        return None
    theirs = writers.made_by(writer)
    found = np.flatnonzero(theirs)
    who = writers.in_words(int(found[0])) if len(found) else f"writer {writer}"
    title = f"{who}: {len(found):,} {choice.image_word()}s"
    chips([(writer, title)], lambda _: writers.choose(None))
    return theirs


def others_by_this_hand(index: int) -> None:
    """Offer the other images by the writer of this one, on the page Misread."""
    writer = writers.of(index)
    if writer is None:
        return
    st.caption(f"By {writers.in_words(index)}.")
    if st.button(
        "Others by this hand",
        icon=":material/groups:",
        help="Lists what is misread of this writer's on the page Misread.",
    ):
        writers.choose(writer)
        st.switch_page("views/misread.py")
