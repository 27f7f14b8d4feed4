"""Several images of one split chosen together, to give them one verdict, and its undo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from core.analysis.verdicts import Choice, Verdict, Verdicts, now
from core.language import ntr
from session import choice, following, opened
from session.parameters import tell_saved

#: Where they are: data set and split, images, and what each was before the last verdict.
Place = tuple[str, str]
ON = "several_tiles"


def on() -> bool:
    """Return whether a pick in a gallery chooses a tile instead of opening it."""
    return bool(st.session_state.get(ON))


def picked(which: str) -> set[int]:
    """Return the chosen images of a split of the data set in view."""
    place, found = _held()
    return found if place == (choice.DATASET.get(), which) else set()


def pick(index: int, which: str) -> None:
    """Choose an image, or let go of it; images of another split are let go of; for callbacks."""
    st.session_state.batch = (choice.DATASET.get(), which), picked(which) ^ {index}


def clear() -> None:
    """Let go of all; for callbacks."""
    st.session_state.batch = None


def decide(what: Choice, which: str, answer_to: Callable[[int], int]) -> None:
    """Give all chosen images one verdict, in one write, and tell how many; for callbacks.

    `answer_to` says what the model makes of an image: what its label should be, if it is wrong.
    Where the model answers as the label says, neither of the two is wrong: those are left out.
    """
    data, labels = choice.DATASET.get(), choice.images(which).labels
    before = {found.index: found for found in Verdicts().all(data, which)}
    found = sorted(picked(which))
    at, given = now(), []
    for index in found:
        answer = answer_to(index)
        if what != "cannot tell" and answer == labels[index]:
            continue
        note = before[index].note if index in before else ""
        right = answer if what == "label wrong" else None
        given.append(Verdict(at, data, which, index, what, right, note))
    Verdicts().merge(given)
    saved = {verdict.index: before.get(verdict.index) for verdict in given}
    if saved:
        _undone().append(((data, which), saved))
    said = ntr("{n:,} verdict was saved.", "{n:,} verdicts were saved.", len(given))
    left = len(found) - len(given)
    if left:
        said += " " + ntr(
            "{n:,} image was left out: the model answers as its label says.",
            "{n:,} images were left out: the model answers as their labels say.",
            left,
        )
    tell_saved(said)
    clear()


def answer_to(index: int) -> int:
    """Return the followed rule's answer to an image of the chosen split; rejected: the model's."""
    answer = int(following.predicted()[index])
    if answer < len(choice.classes()):
        return answer
    return int(opened.scores().values[index].argmax())


def can_undo(which: str) -> bool:
    """Return whether the last verdict on several images of this session was on this split."""
    return bool(_undone()) and _undone()[-1][0] == (choice.DATASET.get(), which)


def undo() -> None:
    """Take back exactly what the last verdict on several images changed; for callbacks."""
    (data, which), saved = _undone().pop()
    for index in saved:
        Verdicts().withdraw(data, which, index)
    Verdicts().merge([replace(old, at=now()) for old in saved.values() if old is not None])
    st.session_state.batch = (data, which), set(saved)


def _held() -> tuple[Place | None, set[int]]:
    held: tuple[Place | None, set[int]] = st.session_state.get("batch") or (None, set())
    return held


def _undone() -> list[tuple[Place, dict[int, Verdict | None]]]:
    found: list[tuple[Place, dict[int, Verdict | None]]] = st.session_state.setdefault(
        "batches", []
    )
    return found
