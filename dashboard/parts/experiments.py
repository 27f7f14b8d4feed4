"""Experiments: those that run, a form for another one, what the errors propose, the leaderboard."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core import StudioError
from core.improvement.recipe import NONE, Recipe
from core.improvement.running import MOST_SEEDS
from core.improvement.steps import STEPS
from core.language import count, inside, mark, number, percent, points, tr
from parts import running_job
from parts.changed import tiles_of
from session import choice, experiments
from widgets.ranking import ranking
from widgets.sortable import COUNT, MEGABYTES, PER_CENT, SECONDS, SIGNED, P, sortable, written
from widgets.verbatim import verbatim

VERDICTS = {
    "better": mark("▲ better"),
    "worse": mark("▼ worse"),
    "same": mark("= no matter"),
    "cannot tell": mark("? cannot tell"),
}
KINDS = {
    "pixels": mark("every image that the model sees"),
    "training": mark("what it learns from"),
    "model": mark("the model itself"),
}


def running() -> None:
    """Show the experiments that run, with their progress; and how failed ones ended.

    Of cancelled ones those of this visit are named.
    """
    for name, job in experiments.last_jobs().items():
        if job.running:
            with st.container(border=True):
                left, right = st.columns([4, 1], vertical_alignment="center")
                running_job.show(name, left, right, experiments.cancel)
        elif job.state == "failed":
            st.warning(job.message, icon=":material/warning:")
        elif job.state == "cancelled" and name in experiments.cancelled():
            st.info(
                tr(
                    "Cancelled at {fraction:.0%}: {stage}. What it had reached is used when it is "
                    "run again.",
                    fraction=job.fraction,
                    stage=verbatim(job.stage),
                ),
                icon=":material/cancel:",
            )


def form() -> None:
    """Offer the steps that suit the model and their numbers, and run them."""
    suited = experiments.suited_steps()
    chosen = st.multiselect(
        tr("Steps"),
        suited,
        format_func=lambda name: tr(STEPS[name].title),
        key="steps",
        placeholder=tr("Choose what to change"),
        help="  \n".join(f"**{tr(STEPS[n].title)}** ({n}): {tr(STEPS[n].about)}" for n in suited),
    )
    parts = []
    for name in chosen:
        step = STEPS[name]
        st.caption(
            tr(
                "**{title}** changes {kinds}. {about}",
                title=tr(step.title),
                kinds=tr(KINDS[step.kind]),
                about=tr(step.about),
            )
        )
        values = []
        for place, each in zip(st.columns(2), step.parameters, strict=False):
            values.append(
                place.number_input(
                    tr(each.title),
                    float(each.low),
                    float(each.high),
                    float(each.default),
                    step=1.0 if each.whole else None,
                    format="%.4g",
                    key=f"step_{name}_{each.name}",
                    help=tr(each.about),
                )
            )
        parts.append(f"{name}={','.join(f'{value:.10g}' for value in values)}" if values else name)
    text, problem = " ".join(parts), ""
    try:
        recipe = Recipe.parse(text)
        recipe.check(choice.model_name(), choice.images("oof"), choice.DATASET.get())
    except StudioError as error:
        problem = str(error)
    left, right = st.columns([2, 1], vertical_alignment="bottom")
    seeds = left.number_input(
        tr("Seeds"),
        1,
        MOST_SEEDS,
        key="seeds",
        help=tr(
            "Each seed trains again with other random numbers: two or more show the luck of "
            "training, and take as many times as long."
        ),
    )
    if right.button(
        tr("Run the experiment"),
        type="primary",
        disabled=not parts or bool(problem),
        on_click=experiments.start,
        args=(text, int(seeds)),
        icon=":material/science:",
        width="stretch",
        help=tr("Trains with this recipe in a process of its own and compares with the baseline."),
    ):
        st.rerun()  # the whole page, which shows the progress: this fold alone would run again
    if problem:
        st.warning(problem, icon=":material/warning:")
    elif parts:
        st.caption(
            tr(
                "{sentence}. The same on the command line: `python -m core experiment "
                '{model_name} --recipe "{text}" --seeds {seeds}`',
                sentence=recipe.sentence(),
                model_name=choice.model_name(),
                text=recipe.text(),
                seeds=int(seeds),
            )
        )


def proposals() -> None:
    """Show what the errors of the model propose, each with its images, to be run or opened."""
    found = experiments.proposed()
    if not found:
        st.info(tr("Nothing stands out in the errors of this model: try a step of your own."))
    done = experiments.board().experiments
    for at, proposal in enumerate(found):
        with st.container(border=True):
            left, right = st.columns([5, 2], vertical_alignment="center")
            left.markdown(f"{verbatim(proposal.reason)}: **{inside(proposal.recipe.sentence())}**.")
            if proposal.recipe.text() in done:
                right.caption(tr("Run already."))
                if right.button(
                    tr("Open it"),
                    key=f"open_{at}",
                    on_click=experiments.open_experiment,
                    args=(proposal.recipe.text(),),
                    width="stretch",
                    help=tr("Shows below what this experiment changed."),
                ):
                    st.rerun()  # the whole page, whose other parts show the experiment
            elif right.button(
                tr("Try it"),
                key=f"try_{at}",
                on_click=experiments.start,
                args=(proposal.recipe.text(), 1),
                width="stretch",
                help=tr(
                    "Runs `{recipe}` and compares it with the model, one {class_word} at a time.",
                    recipe=proposal.recipe.text(),
                    class_word=choice.class_word(),
                ),
            ):
                st.rerun()
            tiles_of(
                proposal.indices[:200],
                "oof",
                key=f"proposal_{at}",
                label=tr("errors that this is about"),
                height=130,
            )


def leaderboard(table: pd.DataFrame, opened: str, on_pick: Callable[[str], None]) -> None:
    """Show `comparing.entries` as rows; `on_pick` is called with the recipe of a chosen one."""
    recipes = list(table["experiment"])
    rows = [
        [
            name_of(row["experiment"])
            + (" " + tr("({n} seeds)", n=row["seeds"]) if row["seeds"] > 1 else ""),
            tr(VERDICTS[row["judgement"].verdict]),
            percent(row["accuracy"]),
            points(row["difference"]),
            count(row["fixed"]),
            count(row["broken"]),
            P(row["p"]),
            "–" if row["seconds"] is None else number(row["seconds"], ",.1f") + " s",
            "–" if row["milliseconds"] is None else number(row["milliseconds"], ".2f") + " ms",
        ]
        for row in table.to_dict("records")
    ]
    columns = (
        tr("Experiment"),
        tr("Verdict"),
        tr("Accuracy"),
        tr("Points"),
        tr("Fixed"),
        tr("Broken"),
        "p",
        tr("Fit"),
        tr("One image"),
    )
    ranking(
        columns,
        rows,
        key="experiments",
        label=tr("Experiments, the most accurate first"),
        opened=recipes.index(opened),
        on_pick=lambda row: on_pick(recipes[row]),
    )
    st.caption(
        tr(
            "A row opens its experiment. p is corrected for all {n} experiments on "
            "this model (Holm). With several seeds accuracy and points are means; "
            "images, p and verdict are of the first seed. Times were measured "
            "where the experiment was run.",
            n=len(rows),
        )
    )


def as_table(table: pd.DataFrame) -> None:
    """Show the same as a table to sort and to download."""
    shown = pd.DataFrame(
        {
            tr("Experiment"): [Recipe.parse(text).sentence() for text in table["experiment"]],
            tr("Recipe"): table["experiment"],
            tr("Verdict"): [tr(VERDICTS[each.verdict]) for each in table["judgement"]],
            tr("Accuracy"): 100 * table["accuracy"],
            tr("Change"): 100 * table["difference"],
            tr("Fixed"): table["fixed"],
            tr("Broken"): table["broken"],
            tr("p (Holm)"): table["p"],
            tr("Fit"): table["seconds"],
            tr("One image"): table["milliseconds"],
            tr("Size"): table["bytes"] / 1e6,
            tr("Seeds"): table["seeds"],
        }
    )
    column = st.column_config.NumberColumn
    sortable(
        shown,
        {
            tr("Accuracy"): PER_CENT,
            tr("Change"): SIGNED,
            tr("Fixed"): COUNT,
            tr("Broken"): COUNT,
            tr("p (Holm)"): P,
            tr("Fit"): SECONDS,
            tr("One image"): written(",.2f", "ms"),
            tr("Size"): MEGABYTES,
        },
        hide_index=True,
        column_config={
            tr("Experiment"): st.column_config.TextColumn(pinned=True, width="medium"),
            tr("Change"): column(help=tr("Points of accuracy against the model as it is.")),
            tr("p (Holm)"): column(
                help=tr("That such a difference is luck, corrected for asking about all of them."),
            ),
        },
    )


def name_of(text: str) -> str:
    """Return what an experiment is called."""
    return tr("The model as it is") if text == NONE else Recipe.parse(text).sentence()
