"""What Decisions gives to a person instead of an answer: rejected images and prediction sets."""

import streamlit as st

from core.evaluation import conformal
from core.evaluation.coverage import rejected
from core.figures import rule_charts
from core.language import inside, mark, ntr, number, tr
from core.rules.multiclass import LeastCost, Offsets
from parts.tiles import openable
from session import choice, desk, following, opened

SHOWN = 300
CONFIDENCE = {"margin": mark("Margin"), "top": mark("Top score"), "cost": mark("Expected cost")}
NARROW = {"displayModeBar": False}


def rejected_images(rule: Offsets | LeastCost) -> None:
    """Show what the rule rejects, the least confident first, with what it would have answered."""
    scores, classes = opened.scores_on(rule.scale), choice.classes()
    answers, measure = rule.answers(scores), desk.confidence()
    confidence = rule.confidence(scores, measure)
    left_out = rejected(scores, following.predicted(given=rule), confidence)
    if not len(left_out):
        return
    st.header(ntr("{n:,} image rejected", "{n:,} images rejected", len(left_out)))
    shown = left_out[:SHOWN]
    sign = -1 if measure == "cost" else 1
    caption = tr("index {i}, true {true}, would be read as {answer}, {measure} {value}")
    openable(
        shown,
        choice.split(),
        [
            caption.format(
                i=i,
                true=classes[scores.labels[i]],
                answer=classes[answers[i]],
                measure=inside(tr(CONFIDENCE[measure])),
                value=number(sign * confidence[i], ".4g"),
            )
            for i in shown.tolist()
        ],
        right=answers[shown] == scores.labels[shown],
        label=tr("Rejected"),
        key="rejected_gallery",
        height=300,
    )
    st.caption(
        tr(
            "The least confident first{value}. ✓: the answer would have been "
            "right; ✗: an error avoided.",
            value=tr(", {shown} of them", shown=SHOWN) if len(left_out) > SHOWN else "",
        )
    )


def prediction_sets(rule: Offsets | LeastCost) -> None:
    """Offer sets of answers that hold the true class at a chosen rate, on the rule's scores."""
    word = choice.class_word()
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        tr("Sets may miss the true {word} (%)", word=word),
        0.001,
        50.0,
        key="missing",
        format="%.6g",
        step=1.0,
        help=tr("The share of images whose set may lack the true class, in per cent."),
    )
    right.toggle(
        tr("As rarely for every {word}", word=word),
        key="by_class",
        help=tr(
            "Each {word} has a quantile of its own, so that rare or hard ones are held as often.",
            word=word,
        ),
    )
    alpha = desk.miss_rate()
    fitted = conformal.fit(opened.scores_on(rule.scale, which="oof"), alpha, desk.sets_by_class())
    judged = opened.scores_on(rule.scale, which="test")
    found = conformal.coverage(fitted.sets(judged), judged.labels)
    low, high = found.interval
    left, right = st.columns([3, 2])
    left.plotly_chart(
        rule_charts.set_sizes(found.sizes), alt=tr("Size of the prediction sets"), config=NARROW
    )
    right.markdown(
        tr(
            "On {judged_on} **{part:.2%}** of the sets hold the true {word} (95 % "
            "interval {low:.2%} to {high:.2%}). They hold **{mean_size:.3f}** "
            "{class_words} on average; {single:,} hold just one.",
            judged_on=choice.sides().judged_on,
            part=found.share,
            word=word,
            low=low,
            high=high,
            mean_size=found.mean_size,
            class_words=choice.class_words(),
            single=found.sizes[1],
        )
    )
    of_folds = choice.dataset().chosen_on == "out-of-fold"
    promise = (
        tr(
            "{alpha:.6g} is to be expected, {least:.6g} is guaranteed (Barber et "
            "al., 2021), on average over images like these and scores of the "
            "folds' models",
            alpha=1 - alpha,
            least=max(0.0, 1 - 2 * alpha),
        )
        if of_folds
        else tr(
            "{alpha:.6g} is guaranteed (Vovk et al., 2005), on average over images like these",
            alpha=1 - alpha,
        )
    )
    right.caption(
        tr(
            "{kind} sets: the top {word}, and every one that trails the best "
            "other by at most a quantile of {chosen_on}. {promise}. It needs no "
            "probabilities.",
            kind=tr("Cross-conformal") if of_folds else tr("Conformal"),
            word=word,
            chosen_on=choice.sides().chosen_on,
            promise=promise,
        )
    )
