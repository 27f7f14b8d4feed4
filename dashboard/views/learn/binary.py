"""Lesson 1: a detector of fives, from accuracy to the ROC curve."""

import pandas as pd
import streamlit as st

from core.figures import charts, lesson_charts
from core.lessons import binary, formulas, measured, questions, report
from core.rules.binary import decide
from parts import lesson
from session import lesson_links, lesson_results

DIGIT = binary.POSITIVE
NAMES = {"sgd": "Linear (SGD)", "forest": "Random forest"}

lesson.begin(
    1,
    "A detector of fives",
    "Is it a 5 or not? One linear model and one forest answer for all 60,000 training digits, "
    "each digit by a model that has not seen it (three folds, raw grey levels, seed 42).",
    [
        "Guess the accuracy of a detector that never says “five”.",
        "Move the threshold to a precision of 90 %. How many fives does it cost?",
        "Find the place where the forest misses fewest fives at the same precision.",
    ],
)
lesson.need("binary")
arrays, dataset = lesson_results.arrays("binary"), lesson_results.digits()
truth = dataset.train.labels == DIGIT
curves = {name: lesson_results.detector_curve(name) for name in NAMES}


def ask(rng, number):
    """Take turns between the dummy, the two ratios and the threshold."""
    if number % 3 == 0:
        return questions.never(rng, dataset.train.labels, int(rng.integers(10)) if number else 5)
    if number % 3 == 1:
        return questions.larger_ratio(rng, measured.detector_counts(arrays, dataset), DIGIT)
    return questions.higher_threshold(rng, curves["sgd"], DIGIT)


lesson.predict("binary", ask)

st.header("Accuracy says little")
lesson.shares(
    pd.DataFrame(
        {
            NAMES["sgd"]: measured.detector_folds(arrays, dataset),
            NAMES["forest"]: measured.fold_accuracies(
                decide(arrays["forest"], 0.5) == truth, arrays["fold"]
            ),
            "Never says five": measured.dummy_folds(arrays, dataset),
        },
        index=["fold 1", "fold 2", "fold 3"],
    )
)
st.caption(
    f"{1 - truth.mean():.1%} of the digits are not fives, so a detector that sees nothing is "
    "right that often."
)

st.header("One threshold, four counts, five ratios")
left, right = st.columns([1, 2], vertical_alignment="bottom")
name = left.segmented_control(
    "Detector",
    list(NAMES),
    format_func=NAMES.get,
    default="sgd",
    required=True,
    key="detector",
    help="The model whose threshold moves.",
)
curve, usual = curves[name], 0.0 if name == "sgd" else 0.5
unit = "decision score, no unit" if name == "sgd" else "probability"
low, high = float(curve.thresholds[-1]), float(curve.thresholds[1])
key = f"lesson_threshold_{name}"
lesson_results.start_widget(key, usual)
threshold = right.slider(
    f"Threshold ({unit})",
    low,
    high,
    step=(high - low) / 2000,
    format="%.4g",
    key=key,
    help="Images whose score reaches it are called fives.",
)
with st.container(horizontal=True):
    st.button(
        f"The model's own, {usual:g}",
        on_click=lesson_results.set_widget,
        args=(key, usual),
        help="Puts the threshold where the model has it.",
    )
    st.button(
        "90 % precision",
        on_click=lesson_results.set_widget,
        args=(key, min(measured.threshold_for_precision(curve, 0.9), high)),
        help="Puts the threshold at the lowest one with 90 % precision.",
    )
now = curve.at(threshold)
left, right = st.columns([2, 3])
with left:
    lesson.counts(now, "a 5", "not a 5")
above = decide(arrays["sgd"][0] if name == "sgd" else arrays["forest"], threshold).mean()
left.caption(
    f"Rows are true, columns predicted: TN and FP above, FN and TP below. {above:.1%} of all "
    f"digits reach the threshold of {threshold:,.4g}."
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
    alt="Precision against recall of both detectors",
    config={"displayModeBar": False},
)
right.plotly_chart(
    lesson_charts.two_detectors(named, points, "roc"),
    alt="ROC curves of both detectors",
    config={"displayModeBar": False},
)
st.plotly_chart(
    charts.ratios_against_threshold(curve, threshold, unit),
    alt="Precision, recall and F1 against threshold",
    config={"displayModeBar": False},
)
lesson.go(
    f"{DIGIT} against the rest in the threshold lab, with every model",
    "views/thresholds.py",
    ":material/tune:",
    lesson_links.look_for_digit,
    DIGIT,
)

st.header("“The book says 5, my code says 3”: the seed decides")
seeds = report.seed_table(arrays, dataset).set_index("seed")
lesson.shares(seeds)
low, high = seeds["recall"].min(), seeds["recall"].max()
st.caption(
    f"The same code on the same digits in another order: recall runs from {low:.1%} to "
    f"{high:.1%}. Raw grey levels make large steps, so where training stops is luck. The seed 42 "
    "repeats the book to the last digit."
)
lesson.book("binary")
