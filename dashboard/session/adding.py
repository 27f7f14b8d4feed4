"""A data set that somebody uploads: looked at first, stored when it is right."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core import StudioError
from core.analysis import sprites
from core.data import importing, sets
from core.data.labelled import Dataset
from core.data.reading import reader
from core.data.reading.found import Options
from core.drawing import guard
from core.language import tr
from core.storage import paths
from session import visit

KEY = "adding"
#: What an uploaded file may unpack to, in bytes: it is read in the server's memory.
MOST = 1_000_000_000
#: An option of the command line in a sentence; names of classes have a field of the form.
OPTION = re.compile(r"--(?!classes)[a-z-]+( [A-Za-z0-9][\w.]*)?")


@dataclass(frozen=True, eq=False)
class Looked:
    """What was found in a file for a data set of this name, or the sentence why nothing was.

    `option` is the one of `python -m core import` that helps against what seems wrong.
    """

    name: str
    dataset: Dataset | None
    notes: tuple[str, ...] = ()
    option: str = ""
    sheet: bytes = b""
    problem: str = ""


def look(name: str, file: Any, classes: str) -> None:
    """Read an uploaded file and keep what is in it, to be looked at."""
    try:
        st.session_state[KEY] = _found(name.strip(), file, classes)
    except StudioError as error:
        said = OPTION.search(str(error))
        option = said[0] if said else ""
        st.session_state[KEY] = Looked(name.strip(), None, option=option, problem=str(error))


def looked() -> Looked | None:
    """Return what was found in the file last uploaded, None before that."""
    found: Looked | None = st.session_state.get(KEY)
    return found


def store() -> None:
    """Make what was looked at a data set and choose it; for callbacks."""
    found = looked()
    if found is None or found.dataset is None:
        return
    try:
        sets.store(found.dataset)
    except StudioError as error:
        st.session_state[KEY] = Looked(found.name, None, problem=str(error))
        return
    forget()
    visit.open_dataset(found.dataset.name)


def forget() -> None:
    """Leave what was looked at alone; for callbacks."""
    st.session_state.pop(KEY, None)


def _found(name: str, file: Any, classes: str) -> Looked:
    paths.checked(name)
    if name in sets.names():
        raise StudioError(
            tr("There is a data set named {name!r} already; choose another name.", name=name)
        )
    if file is None:
        raise StudioError(tr("Choose a file first."))
    names = tuple(part.strip() for part in classes.split(",")) if classes.strip() else ()
    found = reader.parse(file.getvalue(), file.name, Options(most=MOST))
    dataset, notes = importing.dataset(name, found, importing.Wish(names))
    dataset.check_use()
    doubt = guard.of_dataset(dataset)
    told = (*notes, doubt.sentence) if doubt else tuple(notes)
    sheet = sprites.by_class(dataset.train.images, dataset.train.labels)
    return Looked(name, dataset, told, doubt.option if doubt else "", sheet)
