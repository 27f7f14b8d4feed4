"""What people decided about single images of the chosen data set and split."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core.analysis.verdicts import Choice, Verdict, Verdicts, from_voters, now
from core.language import tr
from session import choice, walk
from session.parameters import tell_saved


def verdicts(voters: bool = False) -> list[Verdict]:
    """Return the verdicts on the chosen split, with the five voters' where nobody decided since."""
    data, which = choice.DATASET.get(), choice.split()
    own = Verdicts().all(data, which)
    if not voters or which != "test" or not choice.about_digits():
        return own
    decided = {verdict.index for verdict in own}
    return own + [verdict for verdict in from_voters() if verdict.index not in decided]


def verdict(index: int) -> Verdict | None:
    """Return what was decided about an image of the chosen split."""
    return next((found for found in verdicts() if found.index == index), None)


def decide(index: int, what: Choice, should_be: int | None, note: str) -> None:
    """Keep a verdict on an image of the chosen split; for callbacks."""
    right = should_be if what == "label wrong" else None
    data, which = choice.DATASET.get(), choice.split()
    Verdicts().save(Verdict(now(), data, which, index, what, right, note))


def withdraw(index: int) -> None:
    """Take a verdict back; for callbacks."""
    Verdicts().withdraw(choice.DATASET.get(), choice.split(), index)


def decide_and_go_on(index: int, what: Choice, should_be: int) -> None:
    """Keep a verdict, with the note that there was, and open the next image; for callbacks."""
    before = verdict(index)
    decide(index, what, should_be, before.note if before else "")
    _history().append((choice.DATASET.get(), choice.split(), index, before))
    if not walk.go_on(index):
        tell_saved(
            tr(
                "Saved: {what}. No image comes next: this one is the last of its row, or in none.",
                what=tr(what),
            )
        )


def can_undo() -> bool:
    """Return whether a verdict was given by `decide_and_go_on` in this session."""
    return bool(_history())


def undo() -> None:
    """Take the last verdict back, restore the one before it, open its image; for callbacks."""
    data, which, index, before = _history().pop()
    Verdicts().withdraw(data, which, index)
    if before is not None:
        Verdicts().save(replace(before, at=now()))
    if (data, which) == (choice.DATASET.get(), choice.split()):
        walk.go_to(index)


def decided_indices() -> set[int]:
    """Return the images of the chosen split that have a verdict."""
    return {found.index for found in verdicts()}


def _history() -> list[tuple[str, str, int, Verdict | None]]:
    found: list[tuple[str, str, int, Verdict | None]] = st.session_state.setdefault("decided", [])
    return found


def merge(found: list[Verdict]) -> int:
    """Add verdicts from a file; return how many were new or newer."""
    return Verdicts().merge(found)


def all_verdicts() -> list[Verdict]:
    """Return the verdicts on both splits."""
    return Verdicts().all(choice.DATASET.get())


def refused() -> tuple[str, ...]:
    """Return sentences on verdicts that were changed or lost on disk, none if all are right."""
    return Verdicts().refused()


def set_aside() -> tuple[str, ...]:
    """Return sentences on damaged files beside the one in use, none without any."""
    return Verdicts().set_aside()
