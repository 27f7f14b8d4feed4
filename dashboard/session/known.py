"""What is known of the images: why one is worth a look, what lies near it, where evidence lies."""

from __future__ import annotations

import numpy as np
import streamlit as st

from core.analysis import neighbours
from core.analysis.attribution import Attribution, attribute
from core.analysis.reasons import SplitView
from core.data import sets
from session import choice, following, opened


def case() -> SplitView:
    """Return what the filters and orders look at: the chosen model, rule, split and all models."""
    names = tuple(opened.trained())
    stamps = tuple(map(opened.stamp, names))
    rule = following.followed_rule().text()
    return _case(choice.DATASET.get(), choice.model_name(), choice.split(), rule, names, stamps)


@st.cache_resource(show_spinner=False, max_entries=16)
def _case(
    data: str, name: str, which: str, rule: str, names: tuple[str, ...], stamps: tuple[str, ...]
) -> SplitView:
    answers = np.stack([opened.scores(other, which).predicted() for other in names])
    images = choice.images(which).images
    return SplitView(opened.scores(name, which), following.predicted(name, which), images, answers)


def nearest(index: int, label: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the training images of a class nearest to an image of the chosen split."""
    without = index if choice.split() == "oof" else None
    found = _neighbours(choice.DATASET.get(), choice.dataset().sha256)
    return found.nearest(choice.images().images[index], k, label, without)


@st.cache_resource(show_spinner="Building the index of neighbours, once", max_entries=4)
def _neighbours(data: str, sha256: str) -> neighbours.Index:
    return neighbours.open_index(data)


def attribution(name: str, index: int, label: int, against: int | None) -> Attribution:
    """Return where the evidence for a class lies in an image of the chosen split."""
    data, which = choice.DATASET.get(), choice.split()
    return _attribution(data, name, which, index, label, against, opened.stamp(name))


@st.cache_resource(show_spinner="Looking for the evidence", max_entries=256)
def _attribution(
    data: str, name: str, which: str, index: int, label: int, against: int | None, stamp: str
) -> Attribution:
    image = sets.load(data).split(which).images[index]
    return attribute(opened.stored_model(data, name, stamp), image, label, against)
