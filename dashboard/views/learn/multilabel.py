"""Lesson 4: two answers for one digit, by the votes of its nearest neighbours."""

import numpy as np
import pandas as pd
import streamlit as st

from core.language import number, tr
from core.lessons import formulas, measured, multilabel, questions
from parts import lesson, lesson_digit
from session import lesson_results

LABELS = [tr("large ({large} and up)", large=multilabel.LARGE), tr("odd")]
K = 5

lesson.begin(
    4,
    tr("Large? Odd?"),
    tr(
        "One classifier may give several answers. Here the five nearest "
        "training digits vote twice: is it large ({large}, 8 or 9), and is it "
        "odd?",
        large=multilabel.LARGE,
    ),
    [
        tr("Choose a digit of your own, or draw one, and see who votes."),
        tr("Find a digit with one right and one wrong answer."),
        tr("Ask whether a chain, where the second answer knows the first, is better."),
    ],
)
lesson.need("multilabel")
arrays, dataset = lesson_results.arrays("multilabel"), lesson_results.digits()
train, test = dataset.train, dataset.test


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Ask for the votes of one test digit's neighbours."""
    indices = rng.choice(len(test), 1)
    found = np.array([lesson_results.nearest(test.images[i], K)[0] for i in indices])
    return questions.neighbours_vote(rng, train.labels[found], indices, multilabel.LARGE)


lesson.predict("multilabel", ask)

st.header(tr("A digit of your own choice"))


@st.fragment
def vote() -> None:
    """Let the nearest training digits vote on one digit."""
    left, right = st.columns([2, 3], gap="medium")
    with left:
        digit = lesson_digit.choose("labelled_digit")
    if digit is None:
        return
    found, distances = lesson_results.nearest(digit.image, K)
    votes = multilabel.answers(train.labels[found]).sum(axis=0)
    table = {
        tr("votes"): [tr("{n} of {k}", n=n, k=K) for n in votes],
        tr("answer"): np.where(2 * votes > K, tr("yes"), tr("no")),
    }
    if digit.label is not None:
        wanted = multilabel.answers(np.array([digit.label]))[0]
        table[tr("truth")] = np.where(wanted, tr("yes"), tr("no"))
    left.image(digit.image, width=160, caption=digit.name, alt=digit.name)
    with right:
        lesson_digit.voters(found, "voters", tr("Nearest training digits"), tile=76)
        st.dataframe(pd.DataFrame(table, index=LABELS))
        truth = "" if digit.label is None else tr("It is a {label}. ", label=digit.label)
        st.caption(
            tr(
                "{truth}The nearest is {distances:.1f} away, the fifth "
                "{distances2:.1f} (pixels between 0 and 1).",
                truth=truth,
                distances=distances[0],
                distances2=distances[-1],
            )
        )


vote()

st.header(tr("All training digits, out-of-fold"))
counts = measured.label_counts(arrays, dataset)
for column, title, now in zip(st.columns(2), LABELS, counts, strict=True):
    with column:
        st.markdown(f"**{title}**")
        lesson.counts(now, tr("yes"), tr("no"))
        for formula in formulas.of_counts(now):
            if formula.name in ("precision", "recall", "F1"):
                st.latex(formula.latex)
macro, weighted = measured.label_f1(arrays, dataset)
support = [now.tp + now.fn for now in counts]
with st.container(horizontal=True):
    st.metric(tr("F1, macro"), number(macro, ".4f"), help=tr("The mean of the two."))
    st.metric(
        tr("F1, weighted"), number(weighted, ".4f"), help=tr("Weighted by how many are truly so.")
    )
st.caption(
    tr(
        "{support:,} digits are odd and only {support2:,} large, so the "
        "weighted mean leans to “odd”.",
        support=support[1],
        support2=support[0],
    )
)

st.header(tr("Does a chain help?"))
labels = test.labels[: len(arrays["chain"]) - 1]
truth = multilabel.answers(labels)
rows = {}
for name in ("apart", "chain"):
    right_answers = arrays[name][1:] == truth
    rows[name] = [*right_answers.mean(axis=0), right_answers.all(axis=1).mean()]
titles = {"apart": tr("each on its own"), "chain": tr("a chain: odd knows large")}
lesson.shares(pd.DataFrame(rows, index=[*LABELS, tr("both right")]).T.rename(titles))
gain = round((rows["chain"][2] - rows["apart"][2]) * len(labels))
st.caption(
    tr(
        "Support vector machines from {subset:,} digits, judged on {n:,} test digits. The chain ",
        subset=min(multilabel.SUBSET, len(train)),
        n=len(labels),
    )
    + (
        tr("makes no difference to how many digits are fully right.")
        if not gain
        else tr("gets {n} digits more fully right.", n=gain)
        if gain > 0
        else tr("gets {n} digits fewer fully right.", n=-gain)
    )
)
st.caption(
    tr(
        "On raw grey levels the first answer joins the pixels as one more number, 0 or 1 beside 0 "
        "to 255: the second machine hardly sees it."
    )
)
lesson.book("multilabel")
