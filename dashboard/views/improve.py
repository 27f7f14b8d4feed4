"""Improve: change one thing, train again, and see which images that fixed and which it broke."""

import streamlit as st

from core.improvement.comparing import Comparison
from core.improvement.leaderboard import Board
from core.language import mark, signed, tr
from core.models import registry
from parts import experiment_charts, experiments
from parts.alone import alone
from parts.changed import both_galleries, net_matrix
from parts.experiments import name_of
from session import choice, parameters
from session import experiments as session
from widgets.folded import folded


@alone
def ranked() -> None:
    """Show all experiments as rows; the open one is marked."""
    board = session.board()
    name = session.chosen(board)
    if name is not None:
        experiments.leaderboard(board.table, name, open_row)


def open_row(recipe: str) -> None:
    """Open an experiment: of the page no more runs than what shows it."""
    session.open_experiment(recipe)
    st.rerun(["ranked", "opened_experiment"])


@alone
def opened_experiment() -> None:
    """Show what the open experiment changed against what it is compared with."""
    board = session.board()
    name = session.chosen(board)
    if name is None:
        return
    names = list(board.table["experiment"])
    left, right = st.columns([3, 2], vertical_alignment="bottom")
    left.header(name_of(name))
    others = [session.NONE, *(text for text in names if text != name)]
    parameters.hold("versus_choice", session.versus(board, name))
    against = right.selectbox(
        tr("Compared with"),
        others,
        format_func=name_of,
        key="versus_choice",
        on_change=session.open_versus,
        help=tr("The model as it is, or another experiment on it."),
    )

    found = session.comparison(board, name, against)
    row = next(row for row in board.table.to_dict("records") if row["experiment"] == name)
    judged = (
        row["judgement"] if against == session.NONE else found.judged(session.MARGIN.get() / 100)
    )
    marks = {"better": "success", "worse": "warning", "same": "info", "cannot tell": "info"}
    getattr(st, marks[judged.verdict])(judged.sentence)
    flips = found.flips
    both_galleries(flips, found.split)
    st.caption(
        tr(
            "Net: **{n}** of {n2:,} {images}; **{negative_flip_rate:.2f} %** "
            "are broken, which is the negative-flip rate: how often someone who "
            "relied on the old model is let down. ",
            n=signed(len(flips.fixed) - len(flips.broken)),
            n2=len(flips.before),
            images=choice.image_words(),
            negative_flip_rate=100 * flips.negative_flip_rate,
        )
        + experiment_charts.facts(found.after[0])
    )

    st.header(tr("Net change of each pair of classes"))
    st.caption(
        tr(
            "Blue with +: errors that are gone. Orange with −: errors that are new. A row adds up "
            "to what its class gained, all cells to the net change above."
        )
    )
    net_matrix(flips, found.split)

    look_closer(board, found)


def look_closer(board: Board, found: Comparison) -> None:
    """Offer further views of the open experiment; each is drawn when it is asked for."""
    looks = {
        mark("Table"): lambda: experiments.as_table(board.table),
        mark("Classes"): lambda: experiment_charts.by_class(found),
        mark("Cost"): lambda: experiment_charts.cost(board),
        mark("Curves"): lambda: experiment_charts.over_numbers(board),
        mark("Thresholds"): lambda: experiment_charts.thresholds(found),
        mark("Luck of training"): lambda: experiment_charts.luck(found),
    }
    look = st.segmented_control(
        tr("Look closer"),
        list(looks),
        format_func=lambda name: tr(name),
        key="experiment_look",
        wrap=True,
        help=tr("What is shown below about this experiment."),
    )
    if look is None:
        st.caption(tr("Choose what to look at: each is drawn when it is asked for."))
    else:
        looks[look]()


st.title(tr("Improve"))
st.caption(
    tr(
        "Change one thing of **{title}**, train it again, and see which "
        "{images} that fixed, which it broke, and whether it is more than "
        "luck.",
        title=registry.title(choice.model_name()),
        images=choice.image_words(),
    )
)
if not session.can_be_trained():
    st.info(
        tr(
            "An experiment trains a model again, so it needs one of the studio's models and "
            "images to "
            "learn from: choose such a model in the sidebar. Compare shows two models beside one "
            "another without training."
        )
    )
    st.stop()

left, right = st.columns([3, 2], vertical_alignment="bottom")
left.segmented_control(
    tr("Compared on"),
    list(session.SPLITS),
    format_func=lambda name: tr(session.SPLITS[name]),
    key="judged",
    required=True,
    help=tr(
        "Choose an experiment on out-of-fold answers, and judge it on the test set at the end."
    ),
)
right.number_input(
    tr("Points that do not matter"),
    0.0,
    10.0,
    step=0.05,
    format="%.2f",
    key="margin",
    help=tr("Differences of accuracy up to this many points in a hundred count as none."),
)
experiments.running()

board = session.board()
if session.JUDGED.get() == "test":
    st.caption(
        tr(
            "The test set was looked at for {looks} of {n} experiments on this "
            "model. The more one looks, the likelier one of them is good by luck "
            "there.",
            looks=board.looks,
            n=len(board.table),
        )
    )
if session.chosen(board) is None:
    st.info(tr("No experiment was run on this model yet: choose a step below and run it."))
ranked()
left, right = st.columns(2)
with left:
    folded(tr("Run another experiment"), experiments.form, key="form", icon=":material/science:")
with right:
    folded(
        tr("What the errors propose"),
        experiments.proposals,
        key="proposals",
        icon=":material/lightbulb:",
    )
opened_experiment()
