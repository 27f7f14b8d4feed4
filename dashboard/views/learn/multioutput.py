"""Lesson 5: 784 answers at once, a noisy digit in and a clean one out."""

import lesson_state as state
import numpy as np
import streamlit as st
from components import lesson
from components.gallery import gallery
from components.pad import pad

from core import canvas, figures_lessons, questions
from core.lessons import multioutput

lesson.begin(
    5,
    "Clean a noisy digit",
    "Every pixel is an answer of its own. The five nearest of 60,000 noisy digits are found, and "
    "each pixel gets the grey level that most of their clean versions have.",
    [
        "Raise the noise until you cannot read the digit. Can the neighbours?",
        "Draw a digit by hand: it is cleaned into digits of other people.",
        "Compare the share of pixels exactly right with that of a blank picture.",
    ],
)
lesson.need("multioutput")
arrays, dataset = state.arrays("multioutput"), state.dataset()
train, test = dataset.train, dataset.test
paper = float(arrays["paper"][0])


def ask(rng, number):
    """Ask for the share of pixels that come out right."""
    return questions.pixels_right(rng, arrays["levels"], arrays["accuracy"], paper)


lesson.predict("multioutput", ask)

st.subheader("Choose a digit and how much noise")
left, right = st.columns(2)
source = left.segmented_control(
    "Digit",
    ["from the test set", "drawn by hand"],
    default="from the test set",
    required=True,
    key="noisy_source",
)
level = right.slider(
    "Noise: each pixel gets a random whole number below",
    0,
    250,
    multioutput.BOOK_LEVEL,
    10,
    key="noise_level",
)
for_train, for_test = state.base_noise()
if source == "drawn by hand":
    left, _ = st.columns(2)
    with left:
        ink = pad("noisy_pad")
    clean = None if ink is None else canvas.to_mnist(ink)
    if clean is None:
        st.info("Draw a digit: it is cleaned when the pen is lifted.", icon=":material/draw:")
        st.stop()
    noise, name = for_test[0], "your drawing"
else:
    index = left.number_input(
        f"Test digit, 0 to {len(test) - 1:,}", 0, len(test) - 1, 0, key="noisy_digit"
    )
    clean, noise, name = test.images[index], for_test[index], f"test digit {index}"

picture = multioutput.noisy(clean[None], noise[None], level)[0]
found = multioutput.nearest_noisy(train.images, for_train, level, picture)
cleaned = multioutput.most_frequent(train.images[found].reshape(len(found), -1))
exact = multioutput.pixel_accuracy(clean.reshape(-1), cleaned)
blank = float(np.mean(clean == 0))
st.plotly_chart(
    figures_lessons.pictures(
        {name: clean, "with noise": picture, "cleaned": cleaned}, top=int(max(picture.max(), 255))
    ),
    alt="The digit, with noise, and cleaned",
    config={"displayModeBar": False},
)
with st.container(horizontal=True):
    st.metric("Pixels exactly right", f"{exact:.1%}")
    st.metric("A blank picture", f"{blank:.1%}")
    apart = np.abs(cleaned.astype(int) - clean.reshape(-1))
    st.metric("Mean difference", f"{apart.mean():.1f} of 255")
gallery(
    train.images[found],
    found.tolist(),
    [f"training digit {i}, a {train.labels[i]}" for i in found],
    key="cleaners",
    label="The clean versions of the nearest noisy digits",
    marks=[str(train.labels[i]) for i in found],
    tile=72,
)
st.caption("These five, without their noise, vote on every pixel.")

st.subheader("More noise")
st.plotly_chart(
    figures_lessons.cleaning(arrays["levels"], arrays["error"], arrays["untouched_error"], level),
    alt="Mean difference from the truth against noise",
    config={"displayModeBar": False},
)
st.caption(
    f"The first {multioutput.SAMPLE:,} test digits. Exactly right are "
    + ", ".join(
        f"{share:.1%} at {level}"
        for level, share in zip(arrays["levels"], arrays["accuracy"], strict=True)
    )
    + f"; a blank picture has {paper:.1%}. The noise of 784 pixels adds about the same to every "
    "distance, so nearly the same neighbours are found at any level."
)
st.subheader("The book says, you got")
st.info(
    "The book prints a picture here and no number: with noise below 100 and seed 42, test digit 0 "
    "comes out as a clean 7. Set the slider to 100 and compare.",
    icon=":material/menu_book:",
)
