"""What every page is about: the data set, the model and the split; and what they are called."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from core import StudioError
from core.data import mnist, sets
from core.data.labelled import ChosenOn, Dataset, LabelledImages
from core.language import count, mark, tr
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
    choosing: str
    judging: str


SIDES: dict[ChosenOn, Sides] = {
    "out-of-fold": Sides(
        mark("Training set, out-of-fold"),
        mark("Test set"),
        mark("out-of-fold scores"),
        mark("the test set"),
        mark("Out-of-fold"),
        mark("Chosen on: out-of-fold"),
        mark("Judged on: test set"),
    ),
    "half": Sides(
        mark("Half to choose on"),
        mark("Half to judge on"),
        mark("one half of the scores"),
        mark("the other half"),
        mark("Half to choose on"),
        mark("Half to choose on"),
        mark("Half to judge on"),
    ),
    "validation": Sides(
        mark("Validation set"),
        mark("Test set"),
        mark("the validation scores"),
        mark("the test set"),
        mark("Validation"),
        mark("Chosen on: validation set"),
        mark("Judged on: test set"),
    ),
}

SPLITS = ("oof", "test")

DATASET: Parameter[str] = Parameter("dataset", mnist.NAME, lambda text: one_of(sets.names())(text))
#: None: decided once it is known which models are trained.
MODEL: Parameter[str | None] = Parameter("model", None, model_name_text, fits=always)
SPLIT: Parameter[str] = Parameter("split", "test", one_of(SPLITS))
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
        raise StudioError(tr("No model is trained yet: open Overview and press Train."))
    return name


def split() -> str:
    """Return the chosen split, "test" or "oof"."""
    return SPLIT.get()


def choose_split(name: str) -> None:
    """Choose a split; for callbacks."""
    SPLIT.set(name)


def sides() -> Sides:
    """Return what is chosen on and what is judged on, in words."""
    found = SIDES[dataset().chosen_on]
    return Sides(**{name: tr(text) for name, text in vars(found).items()})


def split_titles() -> dict[str, str]:
    """Return what the splits are there for, by their names."""
    called = sides()
    return {"oof": called.choosing, "test": called.judging}


def split_names() -> dict[str, str]:
    """Return what the splits of the chosen data set are called."""
    found, called = dataset(), sides()
    return {
        "test": f"{called.test} ({count(len(found.test))})",
        "oof": f"{called.oof} ({count(len(found.train))})",
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
    return tr("digit") if about_digits() else tr("image")


def image_words() -> str:
    """Return what several images are called."""
    return tr("digits") if about_digits() else tr("images")


def class_words() -> str:
    """Return what several classes are called."""
    return tr("digits") if about_digits() else tr("classes")


def class_word() -> str:
    """Return what one class is called: MNIST's are digits."""
    return tr("digit") if about_digits() else tr("class")


def text_colour() -> str:
    """Return the colour of texts in the theme that the page is shown in."""
    return "#fafafa" if st.context.theme.type == "dark" else "#31333f"
