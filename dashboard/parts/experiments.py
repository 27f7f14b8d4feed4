"""Experiments: those that run, a form for another one, what the errors propose, the leaderboard."""

import pandas as pd
import streamlit as st

from core import StudioError
from core.improvement.recipe import NONE, Recipe
from core.improvement.running import MOST_SEEDS
from core.improvement.steps import STEPS
from core.language import points
from parts import running_job
from parts.changed import tiles_of
from session import choice, experiments
from widgets.ranking import ranking
from widgets.verbatim import verbatim

VERDICTS = {
    "better": "▲ better",
    "worse": "▼ worse",
    "same": "= no matter",
    "cannot tell": "? cannot tell",
}
KINDS = {
    "pixels": "every image that the model sees",
    "training": "what it learns from",
    "model": "the model itself",
}


def running() -> None:
    """Show the experiments that run, with their progress; and how failed ones ended."""
    for name, job in experiments.last_jobs().items():
        if job.running:
            with st.container(border=True):
                left, right = st.columns([4, 1], vertical_alignment="center")
                running_job.show(name, left, right, experiments.cancel)
        elif job.state == "failed":
            st.warning(job.message, icon=":material/warning:")


def form() -> None:
    """Offer the steps that suit the model and their numbers, and run them."""
    suited = experiments.suited_steps()
    chosen = st.multiselect(
        "Steps",
        suited,
        format_func=lambda name: STEPS[name].title,
        key="steps",
        placeholder="Choose what to change",
        help="  \n".join(f"**{STEPS[n].title}** ({n}): {STEPS[n].about}" for n in suited),
    )
    parts = []
    for name in chosen:
        step = STEPS[name]
        st.caption(f"**{step.title}** changes {KINDS[step.kind]}. {step.about}")
        values = []
        for place, each in zip(st.columns(2), step.parameters, strict=False):
            values.append(
                place.number_input(
                    each.title,
                    float(each.low),
                    float(each.high),
                    float(each.default),
                    step=1.0 if each.whole else None,
                    format="%.4g",
                    key=f"step_{name}_{each.name}",
                    help=each.about,
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
        "Seeds",
        1,
        MOST_SEEDS,
        key="seeds",
        help="Each seed trains again with other random numbers: two or more show the luck of "
        "training, and take as many times as long.",
    )
    if right.button(
        "Run the experiment",
        type="primary",
        disabled=not parts or bool(problem),
        on_click=experiments.start,
        args=(text, int(seeds)),
        icon=":material/science:",
        width="stretch",
        help="Trains with this recipe in a process of its own and compares with the baseline.",
    ):
        st.rerun()  # the whole page, which shows the progress: this fold alone would run again
    if problem:
        st.warning(problem, icon=":material/warning:")
    elif parts:
        st.caption(
            f"{recipe.sentence()}. The same on the command line: "
            f"`python -m core experiment {choice.model_name()} --recipe "
            f'"{recipe.text()}" --seeds {int(seeds)}`'
        )


def proposals() -> None:
    """Show what the errors of the model propose, each with its images and a button."""
    found = experiments.proposed()
    if not found:
        st.info("Nothing stands out in the errors of this model: try a step of your own.")
    word = choice.class_word()
    for number, proposal in enumerate(found):
        with st.container(border=True):
            left, right = st.columns([4, 1], vertical_alignment="center")
            left.markdown(f"{verbatim(proposal.reason)}: **{proposal.recipe.sentence().lower()}**.")
            if right.button(
                "Try it",
                key=f"try_{number}",
                on_click=experiments.start,
                args=(proposal.recipe.text(), 1),
                width="stretch",
                help=f"Runs `{proposal.recipe.text()}` and compares it with the model, one {word} "
                "at a time.",
            ):
                st.rerun()
            tiles_of(
                proposal.indices[:200],
                "oof",
                key=f"proposal_{number}",
                label="errors that this is about",
                height=130,
            )


def leaderboard(table: pd.DataFrame, opened: str) -> None:
    """Show `comparing.entries` as rows that open."""
    recipes = list(table["experiment"])
    rows = [
        [
            name_of(row["experiment"]) + (f" ({row['seeds']} seeds)" if row["seeds"] > 1 else ""),
            VERDICTS[row["judgement"].verdict],
            f"{100 * row['accuracy']:.2f} %",
            points(row["difference"]),
            f"{row['fixed']:,}",
            f"{row['broken']:,}",
            "< 0.001" if row["p"] < 0.001 else f"{row['p']:.3f}",
            "–" if row["seconds"] is None else f"{row['seconds']:,.1f} s",
            "–" if row["milliseconds"] is None else f"{row['milliseconds']:.2f} ms",
        ]
        for row in table.to_dict("records")
    ]
    columns = ("Experiment", "Verdict", "Accuracy", "Points", "Fixed", "Broken", "p", "Fit",
               "One image")  # fmt: skip
    ranking(
        columns,
        rows,
        key="experiments",
        label="Experiments, the most accurate first",
        opened=recipes.index(opened),
        on_pick=lambda row: experiments.open_experiment(recipes[row]),
    )
    st.caption(
        f"A row opens its experiment. p is corrected for all {len(rows)} experiments on this "
        "model (Holm). With several seeds accuracy and points are means; images, p and verdict are "
        "of the first seed. Times were measured where the experiment was run."
    )


def sortable(table: pd.DataFrame) -> None:
    """Show the same as a table to sort and to download."""
    shown = pd.DataFrame(
        {
            "Experiment": [Recipe.parse(text).sentence() for text in table["experiment"]],
            "Recipe": table["experiment"],
            "Verdict": [VERDICTS[each.verdict] for each in table["judgement"]],
            "Accuracy": 100 * table["accuracy"],
            "Change": 100 * table["difference"],
            "Fixed": table["fixed"],
            "Broken": table["broken"],
            "p (Holm)": table["p"],
            "Fit": table["seconds"],
            "One image": table["milliseconds"],
            "Size": table["bytes"] / 1e6,
            "Seeds": table["seeds"],
        }
    )
    number = st.column_config.NumberColumn
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "Experiment": st.column_config.TextColumn(pinned=True, width="medium"),
            "Accuracy": number(format="%.2f %%"),
            "Change": number(format="%+.2f", help="Points of accuracy against the model as it is."),
            "Fixed": number(format="localized"),
            "Broken": number(format="localized"),
            "p (Holm)": number(
                format="%.4f",
                help="That such a difference is luck, corrected for asking about all of them.",
            ),
            "Fit": number(format="%.1f s"),
            "One image": number(format="%.2f ms"),
            "Size": number(format="%.2f MB"),
        },
    )


def name_of(text: str) -> str:
    """Return what an experiment is called."""
    return "The model as it is" if text == NONE else Recipe.parse(text).sentence()
