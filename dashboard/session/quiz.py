"""The lessons' questions: a prediction before the answer, and how many of them were right."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from core.lessons.questions import Question


def quiz_question(page: str, make: Callable[[np.random.Generator, int], Question]) -> Question:
    """Return the page's present question: everybody gets the same ones in the same order."""
    number = _quiz(page)["number"]
    return make(np.random.default_rng([zlib.crc32(page.encode()), number]), number)


def answered(page: str) -> int | None:
    """Return the option chosen for the present question, None before."""
    found: int | None = _quiz(page)["answer"]
    return found


def revealed(page: str) -> bool:
    """Return whether the page's answers may be shown: a question was answered or skipped."""
    return bool(_quiz(page)["revealed"])


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


def tally() -> tuple[int, int]:
    """Return how many predictions of this session were right, and how many there were."""
    given = [right for page in st.session_state.get("score", {}).values() for right in page]
    return sum(given), len(given)


def _quiz(page: str) -> dict[str, Any]:
    state = st.session_state
    state.setdefault("score", {}).setdefault(page, [])
    fresh = {"number": 0, "answer": None, "revealed": False}
    found: dict[str, Any] = state.setdefault("quizzes", {}).setdefault(page, fresh)
    return found
