"""Around the slider of the page Thresholds: its question, and what a threshold comes to."""

import pandas as pd
import streamlit as st

from core.evaluation import calibration
from core.evaluation.gaps import gap, gap_by_groups
from core.figures import rule_charts
from core.language import count, either, inside, joined, mark, number, percent, points, tr
from core.models import registry
from core.rules.flips import flips
from parts.scales import SCALES
from parts.tiles import openable
from session import at_target, choice, cut, opened
from widgets.figures import Figures
from widgets.verbatim import verbatim

FILM = 400
#: Classes above which they are offered as a list.
MANY = 30
RATIOS = {
    "precision": mark("Precision"),
    "recall": mark("Recall"),
    "specificity": mark("Specificity"),
    "f1": mark("F1"),
    "accuracy": mark("Accuracy"),
}


def question() -> None:
    """Ask which classes are looked for, and against which."""
    classes = choice.classes()
    named = [verbatim(name) for name in classes]
    left, right = st.columns(2)
    sides = [
        (left, tr("Look for"), "positive", list(range(len(classes)))),
        (
            right,
            tr("Against (none: all the others)"),
            "against",
            [index for index in range(len(classes)) if index not in cut.sides()[0]],
        ),
    ]
    for place, label, key, offered in sides:
        if len(classes) > MANY:  # a list to search in
            place.multiselect(
                label,
                offered,
                format_func=classes.__getitem__,
                key=key,
                on_change=cut.take_sides,
                placeholder=tr("Search for a class"),
                help=tr("Classes of this side of the question."),
            )
            continue
        place.pills(
            label,
            offered,
            format_func=named.__getitem__,
            selection_mode="multi",
            key=key,
            on_change=cut.take_sides,
            wrap=True,
            help=tr("Classes of this side of the question."),
        )


def every_model() -> Figures:
    """Return every model at this target: its threshold, precision and recall with intervals."""
    by_hand, shown = cut.strategy() == cut.CUSTOM, inside(choice.split_name())
    mine = tr("{title}, at the slider", title=registry.title(choice.model_name()))
    rows = {
        mine if found.name == choice.model_name() else registry.title(found.name): (
            "–" if found.threshold is None else number(found.threshold, ",.4g"),
            "–"
            if found.now is None or not found.now.tp + found.now.fp  # a share of no images
            else _with_interval(found.precision),
            "–" if found.now is None else _with_interval(found.recall),
        )
        for found in at_target.models()
    }
    where = (
        tr(
            "The others stand where each itself would cut; choose a strategy to give all the same "
            "target."
        )
        if by_hand
        else tr(
            "Each model's own threshold for “{aim}”, chosen on {chosen_on}; a "
            "dash: it cannot keep that.",
            aim=cut.aim(),
            chosen_on=choice.sides().chosen_on,
        )
    )
    return Figures(
        tr(
            "{where} Judged on: {shown}; in brackets 95 % intervals (Wilson, 1927). A precision of "
            "–: nothing is called positive.",
            where=where,
            shown=shown,
        ),
        tr("Every model at this target"),
        (tr("Model"), tr("Threshold"), tr("Precision"), tr("Recall")),
        rows,
        mine,
    )


def last_move() -> None:
    """Show the images whose answer the last move of the threshold changed."""
    rule, scores, before = cut.threshold_rule(), opened.scores_on(cut.scale()), cut.last_threshold()
    classes = choice.classes()
    moved = flips(rule, scores, before)
    words = (tr("gained"), tr("paid")) if moved.down else (tr("lost"), tr("saved"))
    if not len(moved.right) + len(moved.wrong):
        st.info(tr("Move the threshold: the images whose answer changes appear here."))
        return
    st.caption(
        tr(
            "From {before:,.5g} to {threshold:,.5g}, highest score first.",
            before=before,
            threshold=rule.threshold,
        )
    )
    yes = either(classes[index] for index in cut.sides()[0])
    strips = [
        (moved.positives, words[0], tr("truly {yes}", yes=yes), moved.down),
        (moved.negatives, words[1], tr("false positives"), not moved.down),
    ]
    values = rule.score(scores)
    for place, (images, word, what, good) in zip(st.columns(2), strips, strict=True):
        place.markdown(f"**{count(len(images))} {word}** ({verbatim(what)})")
        if not len(images):
            continue
        shown = images[:FILM]
        caption = tr("index {i}, true {true}, score {score}")
        with place:
            openable(
                shown,
                choice.split(),
                [
                    caption.format(
                        i=i, true=classes[scores.labels[i]], score=number(values[i], ",.4g")
                    )
                    for i in shown.tolist()
                ],
                right=[good] * len(shown),
                label=f"{word}, {what}",
                tile=42,
                height=220,
                key=f"film_{good}",
            )
        if len(images) > FILM:
            place.caption(tr("The first {film}.", film=FILM))


def judged() -> Figures:
    """Return the gap between the split that thresholds are chosen on and the one that judges."""
    called, rule = choice.sides(), cut.threshold_rule()
    chosen, of_test = (cut.counts_by_writer(which) for which in choice.SPLITS)
    resampled = chosen is not None and of_test is not None
    if chosen is not None and of_test is not None:
        table = gap_by_groups(chosen, of_test)
    else:
        table = gap(*(cut.curve(which).at(rule.threshold) for which in choice.SPLITS))
    outside = table.index[(table["low"] > 0) | (table["high"] < 0)]
    beyond = [inside(tr(RATIOS[ratio])) for ratio in outside]
    return Figures(
        tr("An interval that holds 0 says: chance alone can make such a gap. ")
        + (tr("More than chance here: {listed}. ", listed=joined(beyond)) if beyond else "")
        + tr("Writers are resampled, since images by one hand resemble each other. ") * resampled
        + tr("Out-of-fold scores come from models fitted on two thirds of the training set.")
        * (choice.dataset().chosen_on == "out-of-fold"),
        tr(
            "Chosen on {chosen_on}, judged on {judged_on}",
            chosen_on=called.chosen_on,
            judged_on=called.judged_on,
        ),
        (tr("Ratio"), called.column, tr("Judged"), tr("Gap, points"), tr("95 % interval")),
        {
            tr(RATIOS[ratio]): (
                percent(row.chosen),
                percent(row.judged),
                points(row.gap),
                tr("{low:+.2f} to {high:+.2f}", low=row.low * 100, high=row.high * 100),
            )
            for ratio, row in zip(table.index, table.itertuples(index=False), strict=True)
        },
    )


def calibrated() -> None:
    """Show how well the probabilities are calibrated, before and after; no threshold matters."""
    rule, before, called = cut.threshold_rule(), opened.scores(), choice.sides()
    st.header(tr("Calibration"))
    given = {tr("before"): before} if before.kind == "probability" else {}
    if cut.scale() != "own":
        given[tr("after ({scale})", scale=inside(tr(SCALES[cut.scale()])))] = opened.scores_on(
            cut.scale()
        )
    rows, tables = {}, {}
    for title, one in given.items():
        about = rule.asked(one)
        truth, predicted = rule.truth(one)[about], rule.score(one)[about]
        tables[title] = calibration.reliability(truth, predicted)
        error = calibration.calibration_error(tables[title])
        rows[title] = {
            tr("Brier score"): number(calibration.brier(truth, predicted), ".5f"),
            tr("Expected calibration error"): number(error, ".4f"),
        }
    share = truth.mean()
    rows[tr("always the share of positives")] = {
        tr("Brier score"): number(share * (1 - share), ".5f"),
        tr("Expected calibration error"): number(0, ".4f"),
    }
    left, right = st.columns([3, 2])
    left.plotly_chart(
        rule_charts.reliability_diagram(tables),
        alt=tr("Reliability diagram"),
        config={"displayModeBar": False},
    )
    right.table(pd.DataFrame(rows).T)
    if before.kind == "decision":
        right.caption(tr("Decision scores are not probabilities: they have no figures before."))
    if cut.scale() != "own" and choice.split() == "oof":
        right.caption(tr("In-sample: the calibration was fitted on these very images."))
    if cut.scale() != "own":
        losses = opened.cross_fitted(choice.model_name())
        better, worse = sorted(losses, key=losses.__getitem__)
        right.caption(
            tr(
                "The temperature is the one with the least log-loss on {chosen_on}. On "
                "those of them that it was not fitted on, {better} is the better "
                "calibration here: log-loss {least:.4f}, {worse} {more:.4f}.",
                chosen_on=called.chosen_on,
                better=inside(tr(SCALES[better])),
                least=losses[better],
                worse=inside(tr(SCALES[worse])),
                more=losses[worse],
            )
        )


def _with_interval(share: tuple[float, float, float]) -> str:
    value, low, high = (number(part * 100, ".1f") for part in share)
    return tr("{value} % ({low} to {high})", value=value, low=low, high=high)
