"""One part of the view: its name in the address and in the session, its default and its type.

Each module of this package owns the parameters that its functions read and set; `session.visit`
collects them, reads the address into them and writes them back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from core.data.labelled import Dataset

T = TypeVar("T")


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """A part of the view that the address may carry.

    Parameters
    ----------
    name : in the address and in session state, and so the key of the widget that sets it
    default : what holds where the address says nothing; it stays out of the address
    read : makes a value of a text that anybody may have written, or raises ValueError
    write : makes a text of a value, so that `read` gives the same value
    fits : whether a value makes sense for a data set; a parameter that has it belongs to the data
        set and goes back to its default when another one is chosen
    implied : whether a value follows from others, so that it can stay out of the address
    longest : characters that the address may hold of it
    """

    name: str
    default: T
    read: Callable[[str], T]
    write: Callable[[Any], str] = str
    fits: Callable[[Any, Dataset], bool] | None = None
    implied: Callable[[Any], bool] | None = None
    longest: int = 400

    def get(self) -> T:
        """Return the present value."""
        value: T = st.session_state[self.name]
        return value

    def set(self, value: T) -> None:
        """Set the value; for callbacks of widgets and charts, before the widget is drawn."""
        st.session_state[self.name] = value


def always(_value: object, _dataset: Dataset) -> bool:
    """Return True: for what belongs to a data set and is looked at elsewhere."""
    return True


def event(key: str) -> Any:
    """Return what a widget, chart or component with this key reports."""
    return st.session_state.get(key)


def hold(key: str, value: object) -> None:
    """Let a widget whose key is no parameter show a value, in every run, whatever it showed."""
    st.session_state[key] = value


def tell(sentence: str) -> None:
    """Show a sentence at the top of the page, once."""
    st.session_state.notices.append(sentence)


def tell_saved(sentence: str) -> None:
    """Say beside the page what was saved, not above it: nothing moves while one works."""
    st.toast(sentence, icon=":material/check:", duration="long")
