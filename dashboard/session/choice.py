"""What every page is about: the data set, the model and the split; and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import StudioError
from core.data import mnist, sets
from core.data.labelled import ChosenOn, Dataset, LabelledImages
from session.address import model_name_text, one_of
from session.parameters import Parameter, always


@dataclass(frozen=True)
class Sides:
    """What the scores are called that thresholds are chosen on, and those that judge them."""

    oof: str
    test: str
    chosen_on: str
    judged_on: str
    column: str


SIDES: dict[ChosenOn, Sides] = {
    "out-of-fold": Sides(
        "Training set, out-of-fold", "Test set", "out-of-fold scores", "the test set", "Out-of-fold"
    ),
    "half": Sides(
        "Half to choose on",
        "Half to judge on",
        "one half of the scores",
        "the other half",
        "Half to choose on",
    ),
    "validation": Sides(
        "Validation set", "Test set", "the validation scores", "the test set", "Validation"
    ),
}

SPLIT_TITLES = {"oof": "Chosen on: out-of-fold", "test": "Judged on: test set"}

DATASET: Parameter[str] = Parameter("dataset", mnist.NAME, lambda text: one_of(sets.names())(text))
#: None: decided once it is known which models are trained.
MODEL: Parameter[str | None] = Parameter("model", None, model_name_text, fits=always)
SPLIT: Parameter[str] = Parameter("split", "test", one_of(SPLIT_TITLES))
PARAMETERS = (DATASET, MODEL, SPLIT)


def dataset() -> Dataset:
    """Return the chosen data set; one read-only object for all sessions."""
    return sets.load(DATASET.get())


def datasets() -> list[str]:
    """Return the names of the data sets to choose from."""
    return sets.names()


def model_name() -> str:
    """Return the chosen model.

    Raises
    ------
    StudioError
        If none is trained yet.
    """
    name = MODEL.get()
    if name is None or name not in st.session_state.ready:
        raise StudioError("No model is trained yet: open Overview and press Train.")
    return name


def split() -> str:
    """Return the chosen split, "test" or "oof"."""
    return SPLIT.get()


def choose_split(name: str) -> None:
    """Choose a split; for callbacks."""
    SPLIT.set(name)


def sides() -> Sides:
    """Return what is chosen on and what is judged on, in words."""
    return SIDES[dataset().chosen_on]


def split_names() -> dict[str, str]:
    """Return what the splits of the chosen data set are called."""
    found, called = dataset(), sides()
    return {
        "test": f"{called.test} ({len(found.test):,})",
        "oof": f"{called.oof} ({len(found.train):,})",
    }


def split_name() -> str:
    """Return what the chosen split is called, with its size."""
    return split_names()[split()]


def images(which: str | None = None) -> LabelledImages:
    """Return the labelled images of a split (by default the chosen one)."""
    return dataset().split(which or split())


def classes() -> tuple[str, ...]:
    """Return the names of the classes, in the order of the labels."""
    return dataset().classes


def about_digits() -> bool:
    """Return whether the data set is the bundled MNIST, which some pages are about by nature."""
    return DATASET.get() == mnist.NAME


def image_word() -> str:
    """Return what one image is called: a digit is one of MNIST's."""
    return "digit" if about_digits() else "image"


def class_words() -> str:
    """Return what several classes are called."""
    return "digits" if about_digits() else "classes"


def class_word() -> str:
    """Return what one class is called: MNIST's are digits."""
    return "digit" if about_digits() else "class"


def text_colour() -> str:
    """Return the colour of texts in the theme that the page is shown in."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"
