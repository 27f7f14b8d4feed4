"""Likely label errors: on the images that no model was trained on, whatever split is chosen."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.analysis import label_errors
from core.analysis.verdicts import Verdicts
from session import choice, opened

SPLIT = "oof"


def gives_probabilities(name: str) -> bool:
    """Return whether a trained model's own scores are probabilities, which this needs."""
    return opened.kind(name) == "probability"


def others() -> list[str]:
    """Return the trained models that give probabilities, the usual one first."""
    found = [
        name
        for name in opened.trained()
        if gives_probabilities(name) and np.ptp(opened.scores(name).predicted())  # no baseline
    ]
    return sorted(found, key=lambda name: name != "forest")


def likely() -> pd.DataFrame:
    """Return the likely label errors by the chosen model."""
    name = choice.model_name()
    return _likely(choice.DATASET.get(), name, opened.stamp(name))


@st.cache_resource(show_spinner="Looking for likely label errors", max_entries=8)
def _likely(data: str, name: str, stamp: str) -> pd.DataFrame:
    return label_errors.likely(opened.stored_scores(data, name, SPLIT, stamp))


def decided() -> set[int]:
    """Return the images of that split that have a verdict."""
    return {verdict.index for verdict in Verdicts().all(choice.DATASET.get(), SPLIT)}
