"""What a rule of the page Decisions does: in a sentence, as a matrix, and the images themselves."""

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import errors
from core.evaluation.coverage import Outcome, decision_matrix, in_words, outcome
from core.figures import rule_charts
from core.language import count, inside, ntr, number, percent, tr
from core.rules.binary import Argmax, Rule
from core.rules.multiclass import LeastCost, Offsets
from parts.chosen import cell_title, chips
from parts.class_table import class_table
from parts.scales import SCALES
from parts.tiles import openable
from session import cells, choice, desk, following, opened
from widgets.verbatim import verbatim

SHOWN = 300
NARROW = {"displayModeBar": False}


def matrix_of(rule: Rule, which: str) -> np.ndarray:
    """Return the counts (k, k + 1) of a rule on a split; the last column is rejected."""
    scores = opened.scores(which=which)
    answers = following.predicted(which=which, given=rule)
    return decision_matrix(scores.labels, answers, scores.n_classes)


def outcome_of(rule: Rule, which: str) -> Outcome:
    """Return what a rule comes to on a split, at the costs of the page."""
    return outcome(matrix_of(rule, which), desk.cost_matrix(), desk.reject_cost())


def result(rule: Offsets | LeastCost) -> None:
    """Say in a sentence what the rule does on the chosen split; it stays on screen."""
    which, without = choice.split(), desk.rule_without_reject()
    others = {}
    if rule.reject is not None:
        others[tr("without rejecting")] = outcome_of(without, which)
    if without.text() != Offsets().text():
        others[tr("the highest score alone")] = outcome_of(Argmax(), which)
    with st.container(key="desk_sentence"):  # page.css lets it stay
        st.markdown(f"**{in_words(outcome_of(rule, which), others)}**")


def trust() -> None:
    """Say what trusting the scores as probabilities costs or saves, and offer calibration."""
    if desk.decides() == "costs":
        _trust(desk.rule_without_reject())


def _trust(rule: Rule) -> None:
    called = choice.sides().judged_on
    found, plain = (outcome_of(one, "test").cost for one in (rule, Argmax()))
    costs = tr(
        "{found:.4f} an image on {called}, with the highest score alone {plain:.4f}",
        found=found,
        called=called,
        plain=plain,
    )
    if rule.scale != "own":
        if desk.desk_scale() == "own":
            st.caption(tr("Expected costs need probabilities: these scores are calibrated by "
                       "temperature."))  # fmt: skip
        if found > plain:
            st.warning(
                tr(
                    "Least expected cost raises the cost: {costs}. The scores are calibrated "
                    "({scale}), but not well enough for these costs.",
                    costs=costs,
                    scale=inside(tr(SCALES[rule.scale])),
                )
            )
        else:
            st.caption(tr("Least expected cost: {costs}.", costs=costs))
        return
    if found > plain:
        st.warning(
            tr(
                "Least expected cost **raises** the cost: {costs}. It trusts the "
                "scores as probabilities, and this model's own are not calibrated: "
                "uncalibrated scores do that.",
                costs=costs,
            )
        )
    else:
        st.caption(
            tr(
                "Least expected cost: {costs}. It trusts the scores as probabilities, "
                "and this model's own are not calibrated.",
                costs=costs,
            )
        )
    with st.container(horizontal=True):
        for scale in ("temperature", "isotonic"):
            st.button(
                tr("Calibrate: {scale}", scale=inside(tr(SCALES[scale]))),
                on_click=desk.calibrate,
                args=(scale,),
                help=tr("Fitted on {chosen_on}.", chosen_on=choice.sides().chosen_on),
            )


def result_matrix(rule: Offsets | LeastCost) -> None:
    """Show the matrix of the rule; a cell of it opens its images below."""
    counts, classes, word = matrix_of(rule, choice.split()), choice.classes(), choice.class_word()
    columns = [*classes, "–"]
    if not counts[:, -1].any():
        counts, columns = counts[:, :-1], columns[:-1]
    class_table(
        counts,
        "counts",
        classes,
        columns,
        key="decision_matrix",
        titles=(tr("true {word}", word=word), tr("predicted {word}", word=word)),
        chosen=[cell for cell in cells.chosen_cells() if (cell[1] or 0) < counts.shape[1]],
        on_pick=cells.pick_cell,
    )
    st.caption(
        tr(
            "{words}, on {split}. A cell, or a header for its row or column, opens "
            "its images below.",
            words=verbatim(following.words(rule)),
            split=inside(choice.split_name()),
        )
        + (tr(" –: rejected.") if len(columns) > len(classes) else "")
    )


def cell_images(rule: Offsets | LeastCost) -> None:
    """Show the images of the chosen cells, the worst first, as this rule reads them."""
    chosen = cells.chosen_cells()
    if not chosen:
        return
    scores, names = opened.scores_on(rule.scale), cells.answer_names()
    answers, titles = following.predicted(given=rule), (tr("true"), tr("read as"))
    called = (choice.classes(), names)
    chips([(cell, cell_title(cell, titles, called)) for cell in chosen], cells.drop_cell)
    for cell in chosen:
        found = errors.worst_first(scores, answers, errors.in_cell(scores.labels, answers, *cell))
        title = cell_title(cell, titles, called)
        many = ntr("{n:,} image", "{n:,} images", len(found))
        st.header(f"{many}: {verbatim(title)}")
        if not len(found):
            st.info(tr("No image is in this cell."))
            continue
        shown = found[:SHOWN]
        openable(
            shown,
            choice.split(),
            [
                tr(
                    "index {i}, true {names}, read as {names2}",
                    i=i,
                    names=names[scores.labels[i]],
                    names2=names[answers[i]],
                )
                for i in shown.tolist()
            ],
            key=f"cell_{'_'.join(map(str, cell))}",
            label=title,
            right=answers[shown] == scores.labels[shown],
        )
        if len(found) > SHOWN:
            st.caption(tr("The first {shown} of {n:,}.", shown=SHOWN, n=len(found)))


def both_splits(rule: Offsets | LeastCost) -> None:
    """Show the figures of both splits, beside those of the highest score alone, and the curve."""
    outcomes = {}
    for which, title in choice.split_titles().items():
        outcomes[title] = outcome_of(rule, which)
        outcomes[f"{title}, argmax"] = outcome_of(Argmax(), which)
    st.table(
        pd.DataFrame(
            {
                title: {
                    tr("Coverage"): percent(found.coverage),
                    tr("Errors among those read"): _shown(percent(found.risk, 3))
                    + f" ({count(found.errors)})",
                    tr("Accuracy of those read"): _shown(percent(found.accuracy, 3)),
                    tr("Expected cost of an image"): number(found.cost, ".5f"),
                }
                for title, found in outcomes.items()
            }
        )
    )
    st.plotly_chart(
        rule_charts.risk_coverage(
            {title: desk.risk_coverage(which) for which, title in choice.split_titles().items()},
            {
                title: (outcomes[title].coverage, outcomes[title].risk)
                for title in choice.split_titles().values()
            },
        ),
        alt=tr("Risk against coverage"),
        config=NARROW,
    )


def _shown(share: str) -> str:
    """Return a share as it was written, or a dash: of no image there is none."""
    return "–" if "nan" in share else share
