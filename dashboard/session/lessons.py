"""What session/ is to the studio's pages, for the lessons: results, jobs, questions, choices."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core import StudioError
from core.analysis import neighbours as nearest
from core.analysis import selection
from core.evaluation.metrics import Curve
from core.lessons import exercises, golden, measured, multioutput, printed, stored
from core.lessons.questions import Question
from core.lessons.stored import Arrays
from core.storage import jobs
from session import errors as session_errors
from session import view
from session.opened import dataset

# --- results --------------------------------------------------------------------------------


def status(name: str) -> stored.Status:
    """Return whether a lesson is computed, and what to do if not."""
    return stored.status(name)


def arrays(name: str) -> Arrays:
    """Return the arrays of a computed lesson; opened once for everybody."""
    return _arrays(name, _stamp(name))


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


def neighbours(image: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the indices of the nearest training digits and their distances."""
    return nearest.nearest(image, k)


def shift_accuracy(name: str) -> np.ndarray:
    """Return the share of test digits read rightly after each shift, of a linear model."""
    return _shift_accuracy(name, _stamp("multiclass"))


def answers_after_shift(name: str, dx: int) -> np.ndarray:
    """Return how a linear model reads the test digits, moved dx pixels to the right."""
    return _answers_after_shift(name, dx, _stamp("multiclass"))


@st.cache_resource(show_spinner="Making noise for 60,000 digits")
def base_noise() -> tuple[np.ndarray, np.ndarray]:
    """Return the book's noise for training and test digits."""
    return multioutput.base_noise(len(dataset().train), len(dataset().test))


@st.cache_resource(show_spinner=False, max_entries=12)
def _arrays(name: str, stamp: str) -> Arrays:
    return stored.open_lesson(name)


@st.cache_resource(show_spinner=False, max_entries=12)
def _book_table(name: str, stamp: str) -> Any:
    return golden.table(printed.GOLDEN, {name: arrays(name)}, dataset())


@st.cache_resource(show_spinner=False, max_entries=4)
def _detector_curve(name: str, stamp: str) -> Curve:
    return measured.detector_curve(arrays("binary"), dataset(), name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _shift_accuracy(name: str, stamp: str) -> np.ndarray:
    test = dataset().test
    return measured.shift_accuracy(test.images, test.labels, arrays("multiclass"), name)


@st.cache_resource(show_spinner=False, max_entries=4)
def _answers_after_shift(name: str, dx: int, stamp: str) -> np.ndarray:
    moved = exercises.shifted(dataset().test.images, dx, 0)
    return measured.linear_scores(moved, arrays("multiclass"), name).argmax(axis=1)


def _stamp(name: str) -> str:
    """Return a text that changes whenever the lesson is computed anew."""
    pointer: Path = stored.folder(name) / "CURRENT"
    return pointer.read_text(encoding="ascii") if pointer.exists() else ""


# --- computations ---------------------------------------------------------------------------


def job(name: str) -> jobs.Job | None:
    """Return how far a lesson's computation is or how the last one ended."""
    return jobs.progress(stored.job(name))


def start(name: str) -> None:
    """Start a lesson's computation in a process of its own; for callbacks."""
    try:
        jobs.start(stored.job(name), ["lessons", name, "--force"])
    except StudioError as error:
        st.session_state.notices.append(str(error))


def cancel(name: str) -> None:
    """Ask a lesson's computation to stop; for callbacks."""
    if not jobs.cancel(stored.job(name)):
        st.session_state.notices.append("There was no computation left to cancel.")


# --- questions ------------------------------------------------------------------------------


def question(page: str, make: Callable[[np.random.Generator, int], Question]) -> Question:
    """Return the page's present question: everybody gets the same ones in the same order."""
    number = _quiz(page)["number"]
    return make(np.random.default_rng([zlib.crc32(page.encode()), number]), number)


def answered(page: str) -> int | None:
    """Return the option chosen for the present question, None before."""
    return _quiz(page)["answer"]


def revealed(page: str) -> bool:
    """Return whether the page's answers may be shown: a question was answered or skipped."""
    return _quiz(page)["revealed"]


def answer(page: str, option: int, right: bool) -> None:
    """Answer the present question, once; for callbacks."""
    quiz = _quiz(page)
    if quiz["answer"] is None:
        st.session_state.score[page].append(right)
        quiz.update(answer=option, revealed=True)


def skip(page: str) -> None:
    """Show the answers without a prediction; for callbacks."""
    _quiz(page)["revealed"] = True


def ask_another(page: str) -> None:
    """Go to the page's next question; for callbacks."""
    quiz = _quiz(page)
    quiz.update(number=quiz["number"] + 1, answer=None)


def score() -> tuple[int, int]:
    """Return how many predictions of this session were right, and how many there were."""
    given = [right for page in st.session_state.get("score", {}).values() for right in page]
    return sum(given), len(given)


def _quiz(page: str) -> dict[str, Any]:
    state = st.session_state
    state.setdefault("score", {}).setdefault(page, [])
    fresh = {"number": 0, "answer": None, "revealed": False}
    return state.setdefault("quizzes", {}).setdefault(page, fresh)


# --- the studio's other pages ---------------------------------------------------------------


def ask_lab(digit: int) -> None:
    """Let the threshold lab look for a digit; for callbacks."""
    view.set_values(digit=str(digit), positive=[str(digit)], against=[], threshold=None)


def choose_pair(first: int, second: int) -> None:
    """Choose the four cells of two digits on the confusion page; for callbacks."""
    session_errors.choose_cells(selection.pair((first, second)))


# --- choices --------------------------------------------------------------------------------


def choice(key: str, default: Any) -> Any:
    """Return the present value of a widget that may not be drawn yet."""
    return st.session_state.get(key, default)


def choose(key: str, value: Any) -> None:
    """Set a widget's value; for callbacks."""
    st.session_state[key] = value
