"""Lesson 2: ten digits at once, one against the rest and one against one."""

import numpy as np
import pandas as pd
import streamlit as st

from core.evaluation.metrics import Normalise, confusion_matrix
from core.figures import charts, lesson_charts
from core.language import inside, percent, tr
from core.lessons import measured, multiclass, questions
from parts import lesson
from session import choice, lesson_results

VIEWS: dict[Normalise, str] = {
    "true": tr("% of true"),
    "predicted": tr("% of predicted"),
    "errors": tr("Errors only"),
}
PIXELS = {"raw": tr("Raw pixels"), "scaled": tr("Scaled pixels")}

lesson.begin(
    2,
    tr("Ten digits at once"),
    tr(
        "Ten detectors, one against the rest, or 45 duels, one against one: both make ten digits "
        "out of yes and no."
    ),
    [
        tr("Look at the book's first digit: three kinds of machines, and one of them says 3."),
        tr("Search a digit whose tournament is won by a single duel."),
        tr("Scale the pixels and see which confusions go away."),
    ],
)
lesson.need("multiclass")
arrays, dataset = lesson_results.arrays("multiclass"), lesson_results.digits()
shown = np.concatenate([dataset.train.images[:1], dataset.test.images[: len(arrays["won"]) - 1]])
labels = np.concatenate([dataset.train.labels[:1], dataset.test.labels[: len(shown) - 1]])
answers = {name: measured.linear_answers(arrays, name) for name in PIXELS}
matrices = {name: confusion_matrix(dataset.train.labels, answers[name], 10) for name in PIXELS}


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Take turns between the number of duels, a tournament and the usual confusion."""
    if number % 3 == 0:
        return questions.how_many_duels(rng)
    if number % 3 == 1:
        return questions.runner_up(rng, arrays["won"][int(rng.integers(len(shown)))])
    return questions.usual_error(rng, matrices["raw"])


lesson.predict("multiclass", ask)

st.header(tr("One digit, three machines"))
index = st.number_input(
    tr("Digit: 0 is the book's first training digit, 1 to {n:,} are test digits", n=len(shown) - 1),
    0,
    len(shown) - 1,
    0,
    key="tournament_digit",
    width=480,
    help=tr("The digit on which the detectors vote."),
)
true = int(labels[index])
linear = measured.linear_scores(shown[index : index + 1], arrays, "raw")[0]
left, middle, right = st.columns([1, 1.4, 1.4])
left.plotly_chart(
    charts.enlarged(shown[index], tr("truly a {true}", true=true)),
    alt=tr("The chosen digit, a {true}", true=true),
    config={"displayModeBar": False},
)
middle.plotly_chart(
    charts.score_bars(
        linear, true, "decision", tr("Linear (SGD): {argmax}", argmax=linear.argmax())
    ),
    alt=tr("Scores of the ten linear detectors"),
    config={"displayModeBar": False},
)
rest = arrays["rest"][index]
right.plotly_chart(
    charts.score_bars(
        rest, true, "decision", tr("SVC, one against the rest: {argmax}", argmax=rest.argmax())
    ),
    alt=tr("Scores of the ten support vector machines"),
    config={"displayModeBar": False},
)

st.header(tr("The tournament of 45 duels"))
board = measured.duel_board(arrays["duels"][index])
score = arrays["won"][index]
st.plotly_chart(
    lesson_charts.tournament(
        board, score, tr("{argmax} wins this tournament", argmax=score.argmax())
    ),
    alt=tr("Who wins which duel"),
    config={"displayModeBar": False},
)
st.caption(
    tr(
        "1 where the row's digit wins, in stronger colours the clearer it is. Beside each digit "
        "stands "
        "its score: the number of duels won and a part below one, from how clear they were, that "
        "breaks ties. Each duel's machine learned only from its two digits."
    )
)
test = slice(1, None)
accuracies = {
    tr("one against one (45 machines)"): arrays["won"][test].argmax(axis=1),
    tr("one against the rest (10 machines)"): arrays["rest"][test].argmax(axis=1),
}
with st.container(horizontal=True):
    for title, predicted in accuracies.items():
        st.metric(tr("SVC, {title}", title=title), percent(np.mean(predicted == labels[test])))
learned = min(multiclass.SUBSET, len(dataset.train))
st.caption(
    tr(
        "Learned from {learned:,} digits, judged on {n:,} test digits.",
        learned=learned,
        n=len(shown) - 1,
    )
)

st.header(tr("Scaling"))
lesson.shares(
    pd.DataFrame(
        {
            title: measured.fold_accuracies(answers[name] == dataset.train.labels, arrays["fold"])
            for name, title in PIXELS.items()
        },
        index=[tr("fold 1"), tr("fold 2"), tr("fold 3")],
    )
)
shown_as = st.segmented_control(
    tr("Show"),
    list(VIEWS),
    format_func=VIEWS.__getitem__,
    default="true",
    required=True,
    key="lesson_matrix",
    help=tr("Numbers of images, shares, or the errors alone."),
)
for column, (name, title) in zip(st.columns(2), PIXELS.items(), strict=True):
    column.plotly_chart(
        charts.confusion_heatmap(
            matrices[name],
            shown_as,
            dataset.classes,
            f"{title}: {inside(VIEWS[shown_as])}",
            choice.text_colour(),
        ),
        alt=tr("Confusion matrix on {lower}", lower=inside(title)),
        config={"displayModeBar": False},
    )
lesson.book("multiclass")
