"""The charts of an experiment: classes, writers, cost, curves over one number, thresholds, luck."""

import pandas as pd
import streamlit as st

from core.evaluation.metrics import curve
from core.figures import improvement_charts as charts
from core.improvement import leaderboard
from core.improvement.comparing import Comparison
from core.improvement.leaderboard import Board
from core.improvement.runs import Run
from core.improvement.steps import STEPS
from core.language import inside, mark, ntr, number, points, tr
from parts import sidebar
from parts.experiments import name_of
from session import choice, cut, experiments
from widgets.sortable import PER_CENT, SIGNED, sortable

COSTS = {
    "seconds": (mark("time to fit"), "s"),
    "milliseconds": (mark("time per image"), "ms"),
    "bytes": (mark("size"), "MB"),
}


def by_class(found: Comparison) -> None:
    """Draw how many images of each class were fixed and newly broken, and by whose hands."""
    flips, names = found.flips, choice.classes()
    fixed, broken = flips.per_class(flips.fixed), flips.per_class(flips.broken)
    st.plotly_chart(charts.by_class(fixed, broken, names), key="by_class")
    _table(
        pd.DataFrame(
            {
                tr("class"): names,
                tr("fixed"): fixed,
                tr("newly broken"): broken,
                tr("net"): fixed - broken,
            }
        )
    )
    part, series = choice.images(found.split), choice.dataset().series
    if part.series is not None and series:
        st.markdown(tr("**By writers**"))
        st.dataframe(flips.by_group(part.series, series), hide_index=True)


def cost(board: Board) -> None:
    """Draw accuracy against each cost with the Pareto front, the baseline included."""
    base = board.baseline[0]
    rows = [{"name": tr("the model as it is"), "accuracy": base.accuracy(experiments.JUDGED.get())}]
    rows[0] |= {
        "seconds": base.facts.get("fit_seconds"),
        "milliseconds": base.facts.get("one_image_ms"),
        "bytes": base.facts.get("bytes"),
    }
    named = board.table.assign(name=board.table["experiment"])
    table = pd.concat([pd.DataFrame(rows), named[list(rows[0])]], ignore_index=True)
    table["accuracy"] *= 100
    table["bytes"] = table["bytes"].astype(float) / 1e6
    chosen = st.segmented_control(
        tr("Cost"),
        list(COSTS),
        default="seconds",
        format_func=_cost_title,
        required=True,
        key="cost",
        help=tr("What the accuracy is drawn against."),
    )
    known = table.dropna(subset=[chosen]).astype({chosen: float})
    known["front"] = leaderboard.front(known, chosen)
    st.plotly_chart(
        charts.cost(known, chosen, tr(COSTS[chosen][0]), COSTS[chosen][1]), key="cost_chart"
    )
    _table(known)


def _cost_title(name: str) -> str:
    """Return what a cost is called where it stands alone; German nouns keep their capitals."""
    title = tr(COSTS[name][0])
    return title[0].upper() + title[1:]


def over_numbers(board: Board) -> None:
    """Draw learning and validation curves, with bands over seeds."""
    found = experiments.number_curves(board)
    if not found:
        st.info(
            tr(
                "A curve needs two experiments that differ in one number, such as data=0.1 and "
                "data=0.5: run another one."
            )
        )
    for at, each in enumerate(found):
        step = STEPS[each.step]
        figure = charts.against_number(each.table, each.title, inside(tr(step.parameters[0].title)))
        st.plotly_chart(figure, key=f"number_curve_{at}")
    if found:
        st.caption(tr("Bands reach from the lowest to the highest seed; one seed has no band."))


def thresholds(found: Comparison) -> None:
    """Draw precision and recall of a class against the threshold, before and after."""
    before, after = (runs[0].scores(found.split) for runs in (found.before, found.after))
    if before is None or after is None:
        recipe = found.after[0].of.recipe.text()
        st.info(
            tr("This experiment came with the studio as answers only; run here, it has curves.")
        )
        st.button(
            tr("Run it here"),
            key="run_shipped",
            on_click=experiments.start,
            args=(recipe, 1, True),
            icon=":material/science:",
            help=tr("Runs this experiment on this machine, so that its scores are there."),
        )
        return
    sidebar.the_class()
    positive, names = cut.the_class(), choice.classes()
    both = [curve(each.labels == positive, each.values[:, positive]) for each in (before, after)]
    unit = tr("probability") if after.kind == "probability" else tr("decision score")
    titles = [name_of(runs[0].of.recipe.text()) for runs in (found.before, found.after)]
    figure = charts.both_thresholds(both, titles, names[positive], unit)
    st.plotly_chart(figure, key="both_thresholds")


def luck(found: Comparison) -> None:
    """Say what other random numbers would have given."""
    seeds = len(found.differences)
    if found.repeated is None and seeds > 1:
        st.info(
            tr(
                "All {seeds} seeds gave the same difference, {differences} points: "
                "this training uses no random numbers, or too few to show.",
                seeds=seeds,
                differences=points(found.differences[0]),
            )
        )
        return
    if found.repeated is None:
        st.info(
            tr(
                "One seed and one fold say nothing of the luck of training: run the experiment "
                "with more seeds, or look at it out-of-fold."
            )
        )
        return
    each = found.repeated
    folds = each.n // each.seeds
    if each.seeds < seeds:
        told = tr("All {seeds} seeds agree, so they count once: over", seeds=seeds)
    else:
        told = ntr("Over {n} seed ×", "Over {n} seeds ×", seeds)
    st.markdown(
        tr(
            "{told} {folds} the difference is **{mean} points** (95 % "
            "interval {low} to {high}, p = {p:.3f}).",
            told=told,
            folds=ntr("{n} fold", "{n} folds", folds),
            mean=points(each.mean),
            low=points(each.low),
            high=points(each.high),
            p=each.p,
        )
    )
    st.caption(
        tr(
            "Training sets of folds overlap, so the variance is corrected as Nadeau and Bengio "
            "(2003) "
            "do. The interval above is about which images were drawn; this one is also about the "
            "random numbers of training."
        )
    )
    sortable(
        pd.DataFrame(
            {
                tr("seed"): [run.of.seed for run in found.after],
                tr("before"): [100 * run.accuracy(found.split) for run in found.before],
                tr("after"): [100 * run.accuracy(found.split) for run in found.after],
                tr("difference"): 100 * found.differences,
            }
        ),
        {tr("before"): PER_CENT, tr("after"): PER_CENT, tr("difference"): SIGNED},
        hide_index=True,
    )


def facts(run: Run) -> str:
    """Return what a run cost, in words."""
    found = run.facts
    parts = [tr("learned from {found:,} images", found=int(found["n_learned"]))]
    if found.get("fit_seconds") is not None:
        parts.append(tr("in {found:.1f} s", found=found["fit_seconds"]))
    parts.append(tr("{found:.2f} ms per image", found=found["one_image_ms"]))
    parts.append(number(found["bytes"] / 1e6, f",.{2 * (found['bytes'] < 1e7)}f") + " MB")
    return f"{run.of.recipe.sentence()}: {', '.join(parts)}."


def _table(table: pd.DataFrame) -> None:
    with st.popover(tr("Table"), icon=":material/table:", help=tr("The numbers of the chart.")):
        st.dataframe(table, hide_index=True)
