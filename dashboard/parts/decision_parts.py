"""Below the decision rule: the images that it rejects, and sets instead of single answers."""

import streamlit as st

from core.evaluation import conformal
from core.evaluation.coverage import rejected
from core.figures import rule_charts
from core.rules.multiclass import LeastCost, Offsets
from parts.tiles import openable
from session import choice, desk, opened

SHOWN = 300
CONFIDENCE = {"margin": "Margin", "top": "Top score", "cost": "Expected cost"}
NARROW = {"displayModeBar": False}


def rejected_images(rule: Offsets | LeastCost) -> None:
    """Show what the rule rejects, the least confident first, with what it would have answered."""
    scores, classes = opened.scores_on(rule.scale), choice.classes()
    answers, measure = rule.answers(scores), desk.confidence()
    confidence = rule.confidence(scores, measure)
    left_out = rejected(scores, rule.predicted(scores), confidence)
    st.header(f"{len(left_out):,} images rejected")
    if not len(left_out):
        st.info("Nothing is rejected: choose a level or a target above.")
        return
    shown = left_out[:SHOWN]
    sign = -1 if measure == "cost" else 1
    openable(
        shown,
        choice.split(),
        [
            f"index {i}, true {classes[scores.labels[i]]}, would be read as {classes[answers[i]]}, "
            f"{CONFIDENCE[measure].lower()} {sign * confidence[i]:.4g}"
            for i in shown.tolist()
        ],
        right=answers[shown] == scores.labels[shown],
        label="Rejected",
        key="rejected_gallery",
        height=300,
    )
    st.caption(
        f"The least confident first{f', {SHOWN} of them' if len(left_out) > SHOWN else ''}. ✓: the "
        "answer would have been right; ✗: an error avoided."
    )


def prediction_sets(rule: Offsets | LeastCost) -> None:
    """Offer sets of answers that hold the true class at a chosen rate, on the rule's scores."""
    word = choice.class_word()
    st.header("Prediction sets")
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        f"Sets may miss the true {word} (%)",
        0.001,
        50.0,
        key="missing",
        format="%.6g",
        step=1.0,
        help="The share of images whose set may lack the true class, in per cent.",
    )
    right.toggle(
        f"As rarely for every {word}",
        key="by_class",
        help=f"Each {word} has a quantile of its own, so that rare or hard ones are held as often.",
    )
    alpha = desk.miss_rate()
    fitted = conformal.fit(opened.scores_on(rule.scale, which="oof"), alpha, desk.sets_by_class())
    judged = opened.scores_on(rule.scale, which="test")
    found = conformal.coverage(fitted.sets(judged), judged.labels)
    low, high = found.interval
    left, right = st.columns([3, 2])
    left.plotly_chart(
        rule_charts.set_sizes(found.sizes), alt="Size of the prediction sets", config=NARROW
    )
    right.markdown(
        f"On {choice.sides().judged_on} **{found.share:.2%}** of the sets hold the true {word} "
        f"(95 % interval {low:.2%} to {high:.2%}). They hold **{found.mean_size:.3f}** "
        f"{choice.class_words()} on average; {found.sizes[1]:,} hold just one."
    )
    of_folds = choice.dataset().chosen_on == "out-of-fold"
    promise = (
        f"{1 - alpha:.6g} is to be expected, {max(0.0, 1 - 2 * alpha):.6g} is guaranteed (Barber "
        "et al., 2021), on average over images like these and scores of the folds' models"
        if of_folds
        else f"{1 - alpha:.6g} is guaranteed (Vovk et al., 2005), on average over images like these"
    )
    right.caption(
        f"{'Cross-conformal' if of_folds else 'Conformal'} sets: the top {word}, and every one "
        f"that trails the best other by at most a quantile of {choice.sides().chosen_on}. "
        f"{promise}. It needs no probabilities."
    )
