"""Lesson 1: a detector of fives, from accuracy to the ROC curve."""

import numpy as np
import pandas as pd
import streamlit as st

from core.figures import charts, lesson_charts
from core.language import tr
from core.lessons import binary, formulas, measured, questions, report
from core.rules.binary import decide
from parts import lesson
from session import lesson_links, lesson_results

DIGIT = binary.POSITIVE
NAMES = {"sgd": tr("Linear (SGD)"), "forest": tr("Random forest")}

lesson.begin(
    1,
    tr("A detector of fives"),
    tr(
        "Is it a 5 or not? One linear model and one forest answer for all 60,000 training digits, "
        "each digit by a model that has not seen it (three folds, raw grey levels, seed 42)."
    ),
    [
        tr("Guess the accuracy of a detector that never says “five”."),
        tr("Move the threshold to a precision of 90 %. How many fives does it cost?"),
        tr("Find the place where the forest misses fewest fives at the same precision."),
    ],
)
lesson.need("binary")
arrays, dataset = lesson_results.arrays("binary"), lesson_results.digits()
truth = dataset.train.labels == DIGIT
curves = {name: lesson_results.detector_curve(name) for name in NAMES}


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Take turns between the dummy, the two ratios and the threshold."""
    if number % 3 == 0:
        return questions.never(rng, dataset.train.labels, int(rng.integers(10)) if number else 5)
    if number % 3 == 1:
        return questions.larger_ratio(rng, measured.detector_counts(arrays, dataset), DIGIT)
    return questions.higher_threshold(rng, curves["sgd"], DIGIT)


lesson.predict("binary", ask)

st.header(tr("Accuracy says little"))
lesson.shares(
    pd.DataFrame(
        {
            NAMES["sgd"]: measured.detector_folds(arrays, dataset),
            NAMES["forest"]: measured.fold_accuracies(
                decide(arrays["forest"], 0.5) == truth, arrays["fold"]
            ),
            tr("Never says five"): measured.dummy_folds(arrays, dataset),
        },
        index=[tr("fold 1"), tr("fold 2"), tr("fold 3")],
    )
)
st.caption(
    tr("The third detector sees nothing: accuracy alone does not tell it from one that looks.")
)

st.header(tr("One threshold, four counts, five ratios"))
left, right = st.columns([1, 2], vertical_alignment="bottom")
name = left.segmented_control(
    tr("Detector"),
    list(NAMES),
    format_func=NAMES.__getitem__,
    default="sgd",
    required=True,
    key="detector",
    help=tr("The model whose threshold moves."),
)
curve, usual = curves[name], 0.0 if name == "sgd" else 0.5
unit = tr("decision score, no unit") if name == "sgd" else tr("probability")
low, high = float(curve.thresholds[-1]), float(curve.thresholds[1])
key = f"lesson_threshold_{name}"
lesson_results.start_widget(key, usual)
threshold = right.slider(
    tr("Threshold ({unit})", unit=unit),
    low,
    high,
    step=(high - low) / 2000,
    format="%.4g",
    key=key,
    help=tr("Images whose score reaches it are called fives."),
)
with st.container(horizontal=True):
    st.button(
        tr("The model's own, {usual:g}", usual=usual),
        on_click=lesson_results.set_widget,
        args=(key, usual),
        help=tr("Puts the threshold where the model has it."),
    )
    st.button(
        tr("90 % precision"),
        on_click=lesson_results.set_widget,
        args=(key, min(measured.threshold_for_precision(curve, 0.9), high)),
        help=tr("Puts the threshold at the lowest one with 90 % precision."),
    )
now = curve.at(threshold)
left, right = st.columns([2, 3])
with left:
    lesson.counts(now, tr("a 5"), tr("not a 5"))
above = decide(arrays["sgd"][0] if name == "sgd" else arrays["forest"], threshold).mean()
left.caption(
    tr(
        "Rows are true, columns predicted: TN and FP above, FN and TP below. "
        "{above:.1%} of all digits reach the threshold of {threshold:,.4g}.",
        above=above,
        threshold=threshold,
    )
)
for formula in formulas.of_counts(now):
    right.latex(formula.latex)

points = {
    NAMES[n]: c.at(threshold if n == name else usual_of)
    for n, c, usual_of in [("sgd", curves["sgd"], 0.0), ("forest", curves["forest"], 0.5)]
}
named = {NAMES[n]: c for n, c in curves.items()}
left, right = st.columns(2)
left.plotly_chart(
    lesson_charts.two_detectors(named, points),
    alt=tr("Precision against recall of both detectors"),
    config={"displayModeBar": False},
)
right.plotly_chart(
    lesson_charts.two_detectors(named, points, "roc"),
    alt=tr("ROC curves of both detectors"),
    config={"displayModeBar": False},
)
st.plotly_chart(
    charts.ratios_against_threshold(curve, threshold, unit),
    alt=tr("Precision, recall and F1 against threshold"),
    config={"displayModeBar": False},
)
lesson.go(
    tr("{digit} against the rest in the threshold lab, with every model", digit=DIGIT),
    "views/thresholds.py",
    ":material/tune:",
    lesson_links.look_for_digit,
    DIGIT,
)

st.header(tr("“The book says 5, my code says 3”: the seed decides"))
seeds = report.seed_table(arrays, dataset).set_index("seed").rename(columns=tr)
lesson.shares(seeds)
low, high = seeds[tr("recall")].min(), seeds[tr("recall")].max()
st.caption(
    tr(
        "The same code on the same digits in another order: recall runs from "
        "{low:.1%} to {high:.1%}. Raw grey levels make large steps, so where "
        "training stops is luck. The seed 42 repeats the book to the last "
        "digit.",
        low=low,
        high=high,
    )
)
lesson.book("binary")
