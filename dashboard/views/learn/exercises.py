"""Lesson 6: exercises 1 and 2, run here."""

import numpy as np
import pandas as pd
import streamlit as st

from core.evaluation.metrics import wilson
from core.figures import lesson_charts
from core.lessons import questions
from parts import lesson
from session import lesson_results
from widgets.gallery import gallery

SHOWN = 300
STEPS = {
    "baseline": "As it comes (k = 5)",
    "tuned": "Exercise 1: the best of the grid",
    "augmented": "Exercise 2: and shifted digits",
}

lesson.begin(
    6,
    "Exercises 1 and 2",
    "Nearest neighbours above 97 %: first by a grid search, then by four shifted copies of every "
    "training digit, 300,000 in all.",
    [
        "Choose k and the weights by yourself before you look at the grid.",
        "Look at the digits that the shifts fix, and at those they break.",
        "Run it all again here and watch it work.",
    ],
)
lesson.need("exercises")
arrays, dataset = lesson_results.arrays("exercises"), lesson_results.digits()
test = dataset.test


def ask(rng, number):
    """Take turns between the grid and the shifts."""
    if number % 2:
        return questions.fewer_errors(rng, test.labels, arrays["tuned"], arrays["augmented"])
    return questions.best_setting(
        rng, arrays["grid_k"], arrays["grid_distance"], arrays["grid_mean"]
    )


lesson.predict("exercises", ask)

st.header("Exercise 1: the grid")
st.plotly_chart(
    lesson_charts.grid_search(
        arrays["grid_k"], arrays["grid_distance"], arrays["grid_mean"], arrays["grid_std"]
    ),
    alt="Accuracy against the number of neighbours",
    config={"displayModeBar": False},
)

st.header("On the 10,000 test digits")
rows = []
for name in STEPS:
    right = int(np.sum(arrays[name] == test.labels))
    low, high = wilson(right, len(test))
    rows.append(
        {
            "accuracy": f"{right / len(test):.2%}",
            "95 % interval": f"{low:.2%} to {high:.2%}",
            "misread": f"{len(test) - right:,}",
        }
    )
st.table(pd.DataFrame(rows, index=list(STEPS.values())))

st.header("Exercise 2: what the shifts change")
was_right = arrays["tuned"] == test.labels
is_right = arrays["augmented"] == test.labels
fixed, broken = np.flatnonzero(~was_right & is_right), np.flatnonzero(was_right & ~is_right)
left, right = st.columns(2)
for column, title, chosen, good in [
    (left, "Fixed", fixed, True),
    (right, "Broken", broken, False),
]:
    with column:
        st.markdown(f"**{title}: {len(chosen)}**")
        some = chosen[:SHOWN]
        if len(some):
            gallery(
                test.images[some],
                some.tolist(),
                [
                    f"index {i}, true {test.labels[i]}, before {arrays['tuned'][i]}, "
                    f"now {arrays['augmented'][i]}"
                    for i in some
                ],
                key=f"shift_{title}",
                height=450,
                label=title,
                marks=[f"{arrays['tuned'][i]}→{arrays['augmented'][i]}" for i in some],
                right=[good] * len(some),
            )
st.caption(
    f"Under each digit: its answer before and after. {len(fixed)} fixed and {len(broken)} broken "
    f"make {len(fixed) - len(broken):+d} of {len(test):,}."
)

st.header("Exercises 3 and 4")
st.write(
    "Titanic and spam are other data sets; the studio has digits only. The book's notebook solves "
    "both: [chapter 3 of Hands-On Machine Learning]"
    "(https://github.com/ageron/handson-ml3/blob/main/03_classification.ipynb)."
)
lesson.book("exercises")
