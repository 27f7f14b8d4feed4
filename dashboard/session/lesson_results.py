"""What the lessons of chapter 3 show: their results and computations, always on MNIST."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import neighbours
from core.data import mnist, sets, shifting
from core.data.labelled import Dataset
from core.evaluation.metrics import Curve
from core.language import tr
from core.lessons import golden, measured, multioutput, printed, stored
from core.lessons.stored import Arrays
from core.storage import jobs
from session import asked

# --- results --------------------------------------------------------------------------------


def digits() -> Dataset:
    """Return MNIST, which the lessons are about whatever data set is chosen."""
    return sets.load(mnist.NAME)


def status(name: str) -> stored.Status:
    """Return whether a lesson is computed, and what to do if not."""
    return stored.status(name)


def arrays(name: str) -> Arrays:
    """Return the arrays of a computed lesson; opened once for everybody."""
    return _arrays(name, _stamp(name))


def problem(name: str) -> str:
    """Return in one sentence why a lesson's results cannot be opened, "" if they can."""
    try:
        arrays(name)
    except StudioError as error:
        return str(error)
    return ""


def seconds(name: str) -> float:
    """Return how long the computation takes, by its last run."""
    return stored.expected_seconds(name)


def manifest(name: str) -> dict[str, Any]:
    """Return the facts about a computed lesson."""
    return stored.open_manifest(name)


def book_table(name: str) -> Any:
    """Return book and ours side by side for one computed lesson."""
    return _book_table(name, _stamp(name))


def detector_curve(name: str) -> Curve:
    """Return the threshold curve of the detector of fives, "sgd" or "forest"."""
    return _detector_curve(name, _stamp("binary"))


def nearest(image: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the nearest training digits and their distances."""
    return neighbours.nearest(image, k)


def shift_accuracy(name: str) -> np.ndarray:
    """Return the share of test digits read correctly after each shift, of a linear model."""
    return _shift_accuracy(name, _stamp("multiclass"))


def answers_after_shift(name: str, dx: int) -> np.ndarray:
    """Return how a linear model reads the test digits, moved dx pixels to the right."""
    return _answers_after_shift(name, dx, _stamp("multiclass"))


@st.cache_resource(show_spinner="Making noise for 60,000 digits")
def base_noise() -> tuple[np.ndarray, np.ndarray]:
    """Return the book's noise for training and test digits."""
    return multioutput.base_noise(len(digits().train), len(digits().test))


@st.cache_resource(show_spinner=False, max_entries=12)
def _arrays(name: str, stamp: str) -> Arrays:
    return stored.open_lesson(name)


@st.cache_resource(show_spinner=False, max_entries=12)
def _book_table(name: str, stamp: str) -> Any:
    return golden.table(printed.GOLDEN, {name: arrays(name)}, digits())


@st.cache_resource(show_spinner=False, max_entries=4)
def _detector_curve(name: str, stamp: str) -> Curve:
    return measured.detector_curve(arrays("binary"), digits(), name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _shift_accuracy(name: str, stamp: str) -> np.ndarray:
    test = digits().test
    return measured.shift_accuracy(test.images, test.labels, arrays("multiclass"), name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _answers_after_shift(name: str, dx: int, stamp: str) -> np.ndarray:
    moved = shifting.shifted(digits().test.images, dx, 0)
    return measured.linear_scores(moved, arrays("multiclass"), name).argmax(axis=1)


def _stamp(name: str) -> str:
    """Return a text that changes whenever the lesson is computed again."""
    return stored.stamp(name)


# --- computations ---------------------------------------------------------------------------


def job(name: str) -> jobs.Job | None:
    """Return how far a lesson's computation is or how the last one ended."""
    return jobs.progress(stored.job(name))


def start(name: str) -> None:
    """Start a lesson's computation in a process of its own; for callbacks."""
    asked.start(stored.job(name), ["lessons", name, "--force"])


def cancel(name: str) -> None:
    """Ask a lesson's computation to stop; for callbacks."""
    asked.cancel(stored.job(name), tr("There was no computation left to cancel."))


# --- widgets that are not drawn yet ---------------------------------------------------------


def start_widget(key: str, value: Any) -> None:
    """Set what a widget shows at first; given as its default, too, Streamlit would warn of it."""
    st.session_state.setdefault(key, value)


def set_widget(key: str, value: Any) -> None:
    """Set a widget's value; for callbacks."""
    st.session_state[key] = value
