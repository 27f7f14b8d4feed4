"""Lesson 6: exercises 1 and 2, run here."""

import numpy as np
import pandas as pd
import streamlit as st

from core.evaluation.metrics import wilson
from core.figures import lesson_charts
from core.language import count, percent, tr
from core.lessons import questions
from parts import lesson
from session import lesson_results

SHOWN = 300
STEPS = {
    "baseline": tr("As it comes (k = 5)"),
    "tuned": tr("Exercise 1: the best of the grid"),
    "augmented": tr("Exercise 2: and shifted digits"),
}

lesson.begin(
    6,
    tr("Exercises 1 and 2"),
    tr(
        "Nearest neighbours above 97 %: first by a grid search, then by four shifted copies of "
        "every training digit, 300,000 in all."
    ),
    [
        tr("Choose k and the weights by yourself before you look at the grid."),
        tr("Look at the digits that the shifts fix, and at those they break."),
        tr("Run it all again here and watch it work."),
    ],
)
lesson.need("exercises")
arrays, dataset = lesson_results.arrays("exercises"), lesson_results.digits()
test = dataset.test


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Take turns between the grid and the shifts."""
    if number % 2:
        return questions.fewer_errors(rng, test.labels, arrays["tuned"], arrays["augmented"])
    return questions.best_setting(
        rng, arrays["grid_k"], arrays["grid_distance"], arrays["grid_mean"]
    )


lesson.predict("exercises", ask)

st.header(tr("Exercise 1: the grid"))
st.plotly_chart(
    lesson_charts.grid_search(
        arrays["grid_k"], arrays["grid_distance"], arrays["grid_mean"], arrays["grid_std"]
    ),
    alt=tr("Accuracy against the number of neighbours"),
    config={"displayModeBar": False},
)

st.header(tr("On the 10,000 test digits"))
rows = []
for name in STEPS:
    hits = int(np.sum(arrays[name] == test.labels))
    low, high = wilson(hits, len(test))
    rows.append(
        {
            tr("accuracy"): percent(hits / len(test)),
            tr("95 % interval"): tr("{low:.2%} to {high:.2%}", low=low, high=high),
            tr("misread"): count(len(test) - hits),
        }
    )
st.table(pd.DataFrame(rows, index=list(STEPS.values())))

st.header(tr("Exercise 2: what the shifts change"))
was_right = arrays["tuned"] == test.labels
is_right = arrays["augmented"] == test.labels
fixed, broken = np.flatnonzero(~was_right & is_right), np.flatnonzero(was_right & ~is_right)
left, right = st.columns(2)
for column, title, chosen, good in [
    (left, tr("Fixed"), fixed, True),
    (right, tr("Broken"), broken, False),
]:
    with column:
        st.markdown(f"**{title}: {len(chosen)}**")
        some = chosen[:SHOWN]
        if len(some):
            lesson.digits(
                some,
                "test",
                [
                    tr(
                        "index {i}, true {labels}, before {arrays}, now {arrays2}",
                        i=i,
                        labels=test.labels[i],
                        arrays=arrays["tuned"][i],
                        arrays2=arrays["augmented"][i],
                    )
                    for i in some
                ],
                key=f"shift_{title}",
                height=450,
                label=title,
                marks=[f"{arrays['tuned'][i]}→{arrays['augmented'][i]}" for i in some],
                right=[good] * len(some),
            )
st.caption(
    tr(
        "Under each digit: its answer before and after. {n} fixed and {n2} "
        "broken make {n3:+d} of {n4:,}.",
        n=len(fixed),
        n2=len(broken),
        n3=len(fixed) - len(broken),
        n4=len(test),
    )
)

st.header(tr("Exercises 3 and 4"))
st.write(
    tr(
        "Titanic and spam are other data sets; the studio has digits only. The book's notebook "
        "solves both: [chapter 3 of Hands-On Machine Learning]"
        "(https://github.com/ageron/handson-ml3/blob/main/03_classification.ipynb)."
    )
)
lesson.book("exercises")
