"""Lesson 3: which digits are confused, why, and what a shift of one pixel does."""

import numpy as np
import streamlit as st

from core.analysis import errors
from core.data import shifting
from core.evaluation.metrics import confusion_matrix
from core.figures import charts, lesson_charts
from core.language import tr
from core.lessons import measured, questions
from parts import lesson
from session import lesson_links, lesson_results

EACH = 25
REACH = 3

lesson.begin(
    3,
    tr("Error analysis"),
    tr(
        "A linear model on scaled pixels misreads one digit in ten. Which ones, and why? It weighs "
        "places, so a digit that moves is another digit to it."
    ),
    [
        tr("Compare 3 and 5 in all four cells: which of the wrong ones would you have misread?"),
        tr("Drag a digit by one pixel and watch its scores."),
        tr("Find the direction in which the model is most sensitive."),
    ],
)
lesson.need("multiclass")
arrays, dataset = lesson_results.arrays("multiclass"), lesson_results.digits()
train, test = dataset.train, dataset.test
predicted = measured.linear_answers(arrays, "scaled")
matrix = confusion_matrix(train.labels, predicted, 10)


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Take turns between a shift and the usual confusion."""
    if number % 2:
        return questions.usual_error(rng, matrix)
    before, after = (lesson_results.answers_after_shift("scaled", dx) for dx in (0, 1))
    return questions.after_shift(rng, test.labels, before, after)


lesson.predict("error_analysis", ask)

st.header(tr("Two digits against each other"))
left, right, _ = st.columns([1, 1, 4])
first = left.selectbox(
    tr("First digit"),
    range(10),
    3,
    key="first_digit",
    help=tr("One of the two digits to tell apart."),
)
second = right.selectbox(
    tr("Second digit"),
    range(10),
    5,
    key="second_digit",
    help=tr("The other one of the two digits."),
)
if first == second:
    st.info(tr("Choose two different digits."))
for true in (first, second) if first != second else ():
    for column, read_as in zip(st.columns(2), (first, second), strict=True):
        with column:
            cell = errors.in_cell(train.labels, predicted, true, read_as)
            some = cell[:EACH]
            st.markdown(
                tr("**{true} read as {read_as}**: {n:,}", true=true, read_as=read_as, n=len(cell))
            )
            if len(some):
                lesson.digits(
                    some,
                    "oof",
                    [
                        tr(
                            "index {i}, true {true}, read as {read_as}",
                            i=i,
                            true=true,
                            read_as=read_as,
                        )
                        for i in some
                    ],
                    key=f"cell_{true}_{read_as}",
                    label=tr("{true} read as {read_as}", true=true, read_as=read_as),
                    right=[true == read_as] * len(some),
                    tile=44,
                )
st.caption(
    tr(
        "The first {each} of each cell, out-of-fold on the training set. Rows "
        "are true, columns predicted.",
        each=EACH,
    )
)
if first != second:
    lesson.go(
        tr(
            "{first} and {second} on the confusion page, with every model",
            first=first,
            second=second,
        ),
        "views/confusions.py",
        ":material/grid_on:",
        lesson_links.choose_pair,
        first,
        second,
    )

st.header(tr("Drag a digit by a pixel"))


@st.fragment
def drag() -> None:
    """Move one test digit and show what the linear model makes of it."""
    left, middle, right = st.columns(3)
    index = left.number_input(
        tr("Test digit, 0 to {n:,}", n=len(test) - 1),
        0,
        len(test) - 1,
        8,
        key="shifted_digit",
        help=tr("Its index in the test set."),
    )
    dx = middle.slider(
        tr("Pixels to the right"),
        -REACH,
        REACH,
        0,
        key="shift_x",
        help=tr("How far the digit is moved; below 0 to the left."),
    )
    dy = right.slider(
        tr("Pixels down"),
        -REACH,
        REACH,
        0,
        key="shift_y",
        help=tr("How far the digit is moved; below 0 upwards."),
    )
    image = test.images[index]
    moved = shifting.shifted(image, dx, dy)
    scores = measured.linear_scores(np.stack([image, moved]), arrays, "scaled")
    true = int(test.labels[index])
    left, right = st.columns([1, 1.6])
    left.plotly_chart(
        charts.enlarged(
            moved, tr("{dx:+d} right, {dy:+d} down", dx=dx, dy=dy) if dx or dy else tr("in place")
        ),
        alt=tr("The moved digit"),
        config={"displayModeBar": False},
    )
    right.plotly_chart(
        charts.score_bars(
            scores[1],
            true,
            "decision",
            tr(
                "Truly a {true}: read as {argmax} in place, as {argmax2} now",
                true=true,
                argmax=scores[0].argmax(),
                argmax2=scores[1].argmax(),
            ),
        ),
        alt=tr("Scores of the moved digit"),
        config={"displayModeBar": False},
    )
    accuracy = lesson_results.shift_accuracy("scaled")
    still = accuracy[dy + REACH, dx + REACH]
    st.plotly_chart(
        lesson_charts.shift_map(
            accuracy,
            dx,
            dy,
            tr("All test digits moved so: {still:.1%} are read correctly", still=still),
        ),
        alt=tr("Accuracy on the test set after each shift"),
        config={"displayModeBar": False},
    )


drag()
in_place = lesson_results.shift_accuracy("scaled")[REACH, REACH]
st.caption(
    tr(
        "The model of the first fold, which learned from {sum:,} training "
        "digits. In place {in_place:.1%} are read correctly. Lesson 6 trains "
        "on shifted digits to fix this.",
        sum=np.sum(arrays["fold"] != 0),
        in_place=in_place,
    )
)
lesson.book(
    "multiclass",
    "scaled",
    tr(
        "The book draws this lesson's figures and prints no number; "
        "they are of the model whose folds are above."
    ),
)
