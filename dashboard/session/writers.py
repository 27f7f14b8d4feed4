"""Who made the images, where that is known: the chosen writer, and accuracy by writer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from core.analysis import by_writers
from core.data.labelled import Dataset
from core.evaluation.groups import Difference, Groups
from core.evaluation.groups import difference as compared
from core.language import tr
from session import choice, opened
from session.address import whole
from session.parameters import Parameter


def _wrote_one(writer: int | None, dataset: Dataset) -> bool:
    parts = (dataset.train.groups, dataset.test.groups)
    return writer is None or any(g is not None and bool((g == writer).any()) for g in parts)


#: Whose misread images are listed; None: everybody's.
WRITER: Parameter[int | None] = Parameter("writer", None, whole(), fits=_wrote_one)
PARAMETERS = (WRITER,)


def are_known() -> bool:
    """Return whether the data set names who made each image."""
    return choice.images().groups is not None


def chosen() -> int | None:
    """Return the writer whose images are listed, or None for everybody."""
    return WRITER.get()


def choose(writer: int | None) -> None:
    """List one writer's images only, or everybody's."""
    WRITER.set(writer)


def of(index: int) -> int | None:
    """Return who made an image of the chosen split, where that is known."""
    groups = choice.images().groups
    return None if groups is None else int(groups[index])


def in_words(index: int) -> str:
    """Return who made an image of the chosen split: "writer 2154, students"; "" if not known."""
    return all_in_words([index])[0]


def all_in_words(indices: Sequence[int]) -> list[str]:
    """Return who made each of these images of the chosen split, as `in_words`."""
    part, names = choice.images(), choice.dataset().series
    if part.groups is None:
        return [""] * len(indices)
    kinds = [""] * len(indices)
    if names and part.series is not None:
        kinds = [f", {names[part.series[index]]}" for index in indices]
    return [
        tr("writer {groups}{kind}", groups=part.groups[index], kind=kind)
        for index, kind in zip(indices, kinds, strict=True)
    ]


def made_by(writer: int) -> np.ndarray:
    """Return which images of the chosen split a writer made, (n,) bool."""
    part = choice.images()
    return np.zeros(len(part), bool) if part.groups is None else part.groups == writer


def counted(name: str, which: str) -> Groups:
    """Return each writer's images and those that a model's argmax reads correctly."""
    return _counted(choice.DATASET.get(), name, which, opened.stamp(name))


def difference(name: str, which: str) -> Difference:
    """Return how the first two series differ in a model's error rate."""
    return _difference(choice.DATASET.get(), name, which, opened.stamp(name))


@st.cache_resource(show_spinner=False, max_entries=32)
def _counted(data: str, name: str, which: str, stamp: str) -> Groups:
    found = opened.stored_scores(data, name, which, stamp)
    return by_writers.counted(found.predicted() == found.labels, choice.images(which))


@st.cache_resource(show_spinner=False, max_entries=32)
def _difference(data: str, name: str, which: str, stamp: str) -> Difference:
    return compared(_counted(data, name, which, stamp), 0, 1)
