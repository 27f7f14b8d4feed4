"""Two models on the same images: who is right where the other is wrong."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from core.data import sets
from core.evaluation import judgement
from core.evaluation.judgement import Measured
from session import choice, opened
from session.address import one_of
from session.parameters import Parameter, always

#: Groups of images by who reads them correctly, in the order in which they are offered.
GROUPS = ("first", "second", "neither", "both")
#: Whose images are looked at; None: nobody's.
WHO: Parameter[str | None] = Parameter("who", None, one_of(GROUPS), fits=always)
PARAMETERS = (WHO,)


@dataclass(frozen=True, eq=False)
class Pair:
    """Two models on a split: the answers of both, and images by who reads them correctly."""

    first: np.ndarray
    second: np.ndarray
    measured: Measured  # not a sentence: readers of other languages share it
    groups: dict[str, np.ndarray]


def pair(first: str, second: str) -> Pair:
    """Return how two models of the chosen data set compare on the chosen split."""
    stamps = opened.stamp(first), opened.stamp(second)
    return _pair(choice.DATASET.get(), first, second, choice.split(), *stamps)


@st.cache_resource(show_spinner=False, max_entries=16)
def _pair(data: str, first: str, second: str, which: str, stamp: str, other_stamp: str) -> Pair:
    part = sets.load(data).split(which)
    one = opened.stored_scores(data, first, which, stamp).predicted()
    other = opened.stored_scores(data, second, which, other_stamp).predicted()
    a, b = one == part.labels, other == part.labels
    measured = judgement.measure(part.labels, one, other, groups=part.groups)
    kept = (a & ~b, ~a & b, ~a & ~b, a & b)
    found = {name: np.flatnonzero(images) for name, images in zip(GROUPS, kept, strict=True)}
    return Pair(one, other, measured, found)


def best_two() -> tuple[str, str] | None:
    """Return the second best and the best model on the chosen split, None if there is one only."""
    which = choice.split()
    shares = {
        name: float(np.trace(matrix)) / max(float(matrix.sum()), 1)
        for name in opened.trained()
        for matrix in [opened.matrix(name, which)]
    }
    ranked = sorted(shares, key=lambda name: -shares[name])
    return (ranked[1], ranked[0]) if len(ranked) > 1 else None
