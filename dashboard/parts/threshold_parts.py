"""Around the slider of the page Thresholds: its question, and what a threshold comes to."""

import pandas as pd
import streamlit as st

from core.evaluation import calibration
from core.evaluation.gaps import gap, gap_by_groups
from core.figures import rule_charts
from core.models import registry
from core.rules.flips import flips
from parts.tiles import openable
from session import at_target, choice, cut, opened
from widgets.figures import Figures
from widgets.verbatim import verbatim

FILM = 400
#: Classes above which they are offered as a list.
MANY = 30


def question() -> None:
    """Ask which classes are looked for, and against which."""
    classes = choice.classes()
    named = [verbatim(name) for name in classes]
    left, right = st.columns(2)
    sides = [
        (left, "Look for", "positive", list(range(len(classes)))),
        (
            right,
            "Against (none: all the others)",
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
                help="Classes of this side of the question.",
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
            help="Classes of this side of the question.",
        )


def every_model() -> Figures:
    """Return every model at this target: its threshold, precision and recall with intervals."""
    by_hand, shown = cut.strategy() == cut.CUSTOM, choice.split_name().lower()
    mine = f"{registry.title(choice.model_name())}, at the slider"
    rows = {
        mine if found.name == choice.model_name() else registry.title(found.name): (
            "–" if found.threshold is None else f"{found.threshold:,.4g}",
            "–" if found.now is None else _with_interval(found.precision),
            "–" if found.now is None else _with_interval(found.recall),
        )
        for found in at_target.models()
    }
    where = (
        "The others stand where each itself would cut; choose a strategy to give all the same "
        "target."
        if by_hand
        else f"Each model's own threshold for “{cut.aim()}”, chosen on "
        f"{choice.sides().chosen_on}; a dash: it cannot keep that."
    )
    return Figures(
        f"{where} Judged on: {shown}; in brackets 95 % intervals (Wilson, 1927).",
        "Every model at this target",
        ("Model", "Threshold", "Precision", "Recall"),
        rows,
        mine,
    )


def last_move() -> None:
    """Show the images whose answer the last move of the threshold changed."""
    rule, scores, before = cut.threshold_rule(), opened.scores_on(cut.scale()), cut.last_threshold()
    classes = choice.classes()
    moved = flips(rule, scores, before)
    words = ("gained", "paid") if moved.down else ("lost", "saved")
    if not len(moved.right) + len(moved.wrong):
        st.info("Move the threshold: the images whose answer changes appear here.")
        return
    st.caption(f"From {before:,.5g} to {rule.threshold:,.5g}, highest score first.")
    yes = " or ".join(classes[index] for index in cut.sides()[0])
    strips = [
        (moved.positives, words[0], f"truly {yes}", moved.down),
        (moved.negatives, words[1], "false positives", not moved.down),
    ]
    values = rule.score(scores)
    for place, (images, word, what, good) in zip(st.columns(2), strips, strict=True):
        place.markdown(f"**{len(images):,} {word}** ({verbatim(what)})")
        if not len(images):
            continue
        shown = images[:FILM]
        with place:
            openable(
                shown,
                choice.split(),
                [
                    f"index {i}, true {classes[scores.labels[i]]}, score {values[i]:,.4g}"
                    for i in shown.tolist()
                ],
                right=[good] * len(shown),
                label=f"{word}, {what}",
                tile=42,
                height=220,
                key=f"film_{word}",
            )
        if len(images) > FILM:
            place.caption(f"The first {FILM}.")


def judged() -> Figures:
    """Return the gap between the split that thresholds are chosen on and the one that judges."""
    called, rule = choice.sides(), cut.threshold_rule()
    chosen, of_test = (cut.counts_by_writer(which) for which in choice.SPLIT_TITLES)
    resampled = chosen is not None and of_test is not None
    if chosen is not None and of_test is not None:
        table = gap_by_groups(chosen, of_test)
    else:
        table = gap(*(cut.curve(which).at(rule.threshold) for which in choice.SPLIT_TITLES))
    beyond = table.index[(table["low"] > 0) | (table["high"] < 0)]
    return Figures(
        "An interval that holds 0 says: chance alone can make such a gap. "
        + (f"More than chance here: {', '.join(beyond)}. " if len(beyond) else "")
        + "Writers are resampled, since images by one hand resemble each other. " * resampled
        + "Out-of-fold scores come from models fitted on two thirds of the training set."
        * (choice.dataset().chosen_on == "out-of-fold"),
        f"Chosen on {called.chosen_on}, judged on {called.judged_on}",
        ("Ratio", called.column, "Judged", "Gap, points", "95 % interval"),
        {
            ratio.capitalize(): (
                f"{row.chosen:.2%}",
                f"{row.judged:.2%}",
                f"{row.gap * 100:+.2f}",
                f"{row.low * 100:+.2f} to {row.high * 100:+.2f}",
            )
            for ratio, row in zip(table.index, table.itertuples(index=False), strict=True)
        },
    )


def calibrated() -> None:
    """Show how well the probabilities are calibrated, before and after; no threshold matters."""
    rule, before, called = cut.threshold_rule(), opened.scores(), choice.sides()
    st.header("Calibration")
    given = {"before": before} if before.kind == "probability" else {}
    if cut.scale() != "own":
        given[f"after ({cut.scale()})"] = opened.scores_on(cut.scale())
    rows, tables = {}, {}
    for title, one in given.items():
        about = rule.asked(one)
        truth, predicted = rule.truth(one)[about], rule.score(one)[about]
        tables[title] = calibration.reliability(truth, predicted)
        error = calibration.calibration_error(tables[title])
        rows[title] = {
            "Brier score": f"{calibration.brier(truth, predicted):.5f}",
            "Expected calibration error": f"{error:.4f}",
        }
    share = truth.mean()
    rows["always the share of positives"] = {
        "Brier score": f"{share * (1 - share):.5f}",
        "Expected calibration error": f"{0:.4f}",
    }
    left, right = st.columns([3, 2])
    left.plotly_chart(
        rule_charts.reliability_diagram(tables),
        alt="Reliability diagram",
        config={"displayModeBar": False},
    )
    right.table(pd.DataFrame(rows).T)
    if before.kind == "decision":
        right.caption("Decision scores are not probabilities: they have no figures before.")
    if cut.scale() != "own" and choice.split() == "oof":
        right.caption("In-sample: the calibration was fitted on these very images.")
    if cut.scale() != "own":
        losses = opened.cross_fitted(choice.model_name())
        better, worse = sorted(losses, key=losses.__getitem__)
        right.caption(
            f"The temperature is the one with the least log-loss on {called.chosen_on}. On those "
            f"of them that it was not fitted on, {better} is the better calibration here: "
            f"log-loss {losses[better]:.4f}, {worse} {losses[worse]:.4f}."
        )


def _with_interval(share: tuple[float, float, float]) -> str:
    value, low, high = (f"{part * 100:.1f}" for part in share)
    return f"{value} % ({low} to {high})"
