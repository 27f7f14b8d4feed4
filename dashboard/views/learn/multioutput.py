"""Lesson 5: 784 answers at once, a noisy digit in and a clean one out."""

import numpy as np
import streamlit as st
from scipy.stats import mode

from core.figures import lesson_charts
from core.language import percent, tr
from core.lessons import multioutput, questions
from parts import lesson, lesson_digit
from session import lesson_results

lesson.begin(
    5,
    tr("Clean a noisy digit"),
    tr(
        "Every pixel is an answer of its own. The five nearest of 60,000 noisy digits are found, "
        "and each pixel gets the grey level that most of their clean versions have."
    ),
    [
        tr("Raise the noise until you cannot read the digit. Can the neighbours?"),
        tr("Draw a digit by hand: it is cleaned into digits of other people."),
        tr("Compare the share of pixels exactly right with that of a blank picture."),
    ],
)
lesson.need("multioutput")
arrays, dataset = lesson_results.arrays("multioutput"), lesson_results.digits()
train = dataset.train
paper = float(arrays["paper"][0])


def ask(rng: np.random.Generator, number: int) -> questions.Question:
    """Ask for the share of pixels that come out right."""
    return questions.pixels_right(rng, arrays["levels"], arrays["accuracy"], paper)


lesson.predict("multioutput", ask)


def show(digit: lesson_digit.Digit, level: int) -> None:
    """Add noise to one digit, clean it, and show who cleaned it and how well."""
    for_train, for_test = lesson_results.base_noise()
    picture = multioutput.noisy(digit.image[None], for_test[digit.index or 0][None], level)[0]
    found = multioutput.nearest_noisy(train.images, for_train, level, picture)
    cleaned = mode(train.images[found].reshape(len(found), -1)).mode
    truth = digit.image.reshape(-1)
    st.plotly_chart(
        lesson_charts.pictures(
            {digit.name: digit.image, tr("with noise"): picture, tr("cleaned"): cleaned},
            top=int(max(picture.max(), 255)),
        ),
        alt=tr("The digit, with noise, and cleaned"),
        config={"displayModeBar": False},
    )
    with st.container(horizontal=True):
        st.metric(
            tr("Pixels exactly right"), percent(multioutput.pixel_accuracy(truth, cleaned), 1)
        )
        st.metric(tr("In a blank picture"), percent(np.mean(truth == 0), 1))
        st.metric(
            tr("Mean difference"),
            tr("{mean:.1f} of 255", mean=np.abs(cleaned.astype(int) - truth).mean()),
        )
    lesson_digit.voters(
        found, "cleaners", tr("The clean versions of the nearest noisy digits"), tile=72
    )
    st.caption(tr("These five, without their noise, vote on every pixel."))


@st.fragment
def clean() -> None:
    """Choose a digit and a level of noise, and see one digit and all of them cleaned."""
    st.header(tr("Choose a digit and how much noise"))
    left, right = st.columns(2, gap="medium")
    with left:
        digit = lesson_digit.choose("noisy_digit")
    level = right.slider(
        tr("Noise: each pixel gets a random whole number below"),
        0,
        250,
        multioutput.BOOK_LEVEL,
        10,
        key="noise_level",
        help=tr("More noise hides more of the digit."),
    )
    if digit is not None:
        show(digit, level)
    st.header(tr("More noise"))
    st.plotly_chart(
        lesson_charts.cleaning(arrays["levels"], arrays["error"], arrays["untouched_error"], level),
        alt=tr("Mean difference from the truth against noise"),
        config={"displayModeBar": False},
    )


clean()
st.caption(
    tr("The first {sample:,} test digits. Exactly right are ", sample=multioutput.SAMPLE)
    + ", ".join(
        tr("{part:.1%} at {level}", part=share, level=level)
        for level, share in zip(arrays["levels"], arrays["accuracy"], strict=True)
    )
    + tr(
        "; a blank picture has {paper:.1%}. The noise of 784 pixels adds about "
        "the same to every distance, so nearly the same neighbours are found "
        "at any level.",
        paper=paper,
    )
)
st.header(tr("The book says, you got"))
st.info(
    tr(
        "The book prints a picture here and no number: with noise below 100 and seed 42, test "
        "digit 0 comes out as a clean 7. Set the slider to 100 and compare."
    ),
    icon=":material/menu_book:",
)
lesson.again("multioutput")
