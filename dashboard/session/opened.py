"""Models, scores and what follows from them, opened once for everybody."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core import StudioError
from core.data import mnist, sets
from core.evaluation import calibration, metrics
from core.evaluation.calibration import Isotonic, Temperature
from core.evaluation.coverage import RiskCoverage
from core.evaluation.coverage import risk_coverage as make_risk_coverage
from core.evaluation.metrics import Curve, confusion_matrix
from core.evaluation.metrics import curve as make_curve
from core.evaluation.scores import Kind, Scale, Scores
from core.rules import nearest, notation
from core.rules.binary import OneVsRest
from core.rules.multiclass import Confidence, LeastCost, Offsets
from core.training import artifacts
from session.choice import DATASET, SPLITS, model_name, split
from session.once import once

#: The digit that a visit's thresholds are about at first, as in the book.
FIRST_DIGIT = 5


@st.cache_resource(show_spinner=False)
def freeze() -> None:
    """Take the objects of the start-up out of garbage collection, which would hold back runs."""
    gc.collect()
    gc.freeze()


def warm() -> None:
    """Do once, before any visit, what a first one would wait for: open what Overview needs."""
    with suppress(StudioError):  # the page that needs it says what is missing
        sets.load()
        ready = artifacts.trained()
        for name in ready:
            argmax_matrix(mnist.NAME, name, "test", artifacts.stamp(name))
        if ready:
            first, asked = first_model(ready), OneVsRest(FIRST_DIGIT, 0.0).text()
            for which in SPLITS:
                threshold_curve(mnist.NAME, first, which, asked, artifacts.stamp(first))
    freeze()


def first_model(ready: list[str]) -> str:
    """Return the model that a visit begins with where its address names none."""
    return "forest" if "forest" in ready else ready[0]


def find_trained() -> list[str]:
    """Look at the files and return the names of the models that are ready, once a run."""
    found: list[str] = artifacts.trained(DATASET.get())
    st.session_state.ready = found
    return found


def trained() -> list[str]:
    """Return the names of the models that were ready when this run began, as registered."""
    found: list[str] = st.session_state.ready
    return found


def stamp(name: str) -> str:
    """Return a text that changes whenever a model of the chosen data set is trained again."""
    return once(artifacts.stamp, name, DATASET.get())


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a trained model."""
    return artifacts.open_manifest(name, DATASET.get())


def kind(name: str) -> Kind:
    """Return what a model's own scores are."""
    return scores(name).kind


def has_model(name: str) -> bool:
    """Return whether there is a fitted model, and not predictions alone."""
    return artifacts.has_model(name)


def model(name: str) -> Any:
    """Return a fitted model."""
    return stored_model(DATASET.get(), name, stamp(name))


def scores(name: str | None = None, which: str | None = None) -> Scores:
    """Return the scores of a model on a split (by default the chosen ones)."""
    name = name or model_name()
    return once(stored_scores, DATASET.get(), name, which or split(), stamp(name))


def scores_on(scale: Scale, name: str | None = None, which: str | None = None) -> Scores:
    """Return scores on a scale: the model's own or calibrated."""
    name = name or model_name()
    return scaled_scores(DATASET.get(), name, which or split(), scale, stamp(name))


def calibration_of(scale: Scale, name: str | None = None) -> Temperature | Isotonic | None:
    """Return the calibration of a scale, or None for the model's own scores."""
    name = name or model_name()
    return None if scale == "own" else fitted_calibration(DATASET.get(), name, scale, stamp(name))


def curve(asked: str, name: str, which: str) -> Curve:
    """Return a model's curve on a split, of a rule that asks yes or no, given as its text."""
    return once(threshold_curve, DATASET.get(), name, which, asked, stamp(name))


def matrix(name: str | None = None, which: str | None = None) -> np.ndarray:
    """Return the confusion matrix of a model's argmax (by default the chosen ones)."""
    name = name or model_name()
    return argmax_matrix(DATASET.get(), name, which or split(), stamp(name))


def per_class(name: str, which: str) -> pd.DataFrame:
    """Return precision, recall, F1 and support of every class, under its name."""
    return metrics.per_class(matrix(name, which), sets.load(DATASET.get()).classes)


# The stamp in every key changes when a model is trained again, so nothing stale is shown.


@st.cache_resource(show_spinner=False, max_entries=64)
def stored_scores(data: str, name: str, which: str, stamp: str) -> Scores:
    """Return the stored scores."""
    return artifacts.open_scores(name, which, data)


@st.cache_resource(show_spinner="Opening the model", max_entries=8)
def stored_model(data: str, name: str, stamp: str) -> Any:
    """Return the stored model."""
    return artifacts.open_model(name, data)


@st.cache_resource(show_spinner="Calibrating", max_entries=16)
def fitted_calibration(data: str, name: str, scale: Scale, stamp: str) -> Temperature | Isotonic:
    """Return a calibration, fitted on the out-of-fold scores."""
    return calibration.fit(stored_scores(data, name, "oof", stamp), scale)


def cross_fitted(name: str) -> dict[Scale, float]:
    """Return the log-loss of each calibration on out-of-fold scores it was not fitted on."""
    return cross_fitted_losses(DATASET.get(), name, stamp(name))


@st.cache_resource(show_spinner="Comparing calibrations", max_entries=16)
def cross_fitted_losses(data: str, name: str, stamp: str) -> dict[Scale, float]:
    """Return the log-loss of each calibration on out-of-fold scores it was not fitted on."""
    return calibration.cross_fitted(stored_scores(data, name, "oof", stamp))


@st.cache_resource(show_spinner=False, max_entries=16)
def calibrated_scores(data: str, name: str, which: str, scale: Scale, stamp: str) -> Scores:
    """Return calibrated scores."""
    found = stored_scores(data, name, which, stamp)
    return fitted_calibration(data, name, scale, stamp).apply(found)


def scaled_scores(data: str, name: str, which: str, scale: Scale, stamp: str) -> Scores:
    """Return scores on a scale: the model's own or calibrated."""
    if scale == "own":
        return stored_scores(data, name, which, stamp)
    return calibrated_scores(data, name, which, scale, stamp)


@st.cache_resource(show_spinner=False, max_entries=128)
def threshold_curve(data: str, name: str, which: str, asked: str, stamp: str) -> Curve:
    """Return the curve of a rule that asks yes or no, given as its text."""
    rule: Any = notation.parse(asked, sets.load(data).n_classes)
    found = scaled_scores(data, name, which, rule.scale, stamp)
    about = rule.asked(found)
    return make_curve(rule.truth(found)[about], rule.score(found)[about])


@st.cache_resource(show_spinner=False, max_entries=32)
def ranked_sides(
    data: str, name: str, which: str, asked: str, stamp: str
) -> tuple[nearest.Ranked, nearest.Ranked]:
    """Return the positives and negatives of a rule that asks yes or no, by rising score."""
    rule: Any = notation.parse(asked, sets.load(data).n_classes)
    return nearest.ranked(rule, scaled_scores(data, name, which, rule.scale, stamp))


@st.cache_resource(show_spinner=False, max_entries=16)
def answers(data: str, name: str, which: str, rule_text: str, stamp: str) -> np.ndarray:
    """Return the answers (n,) of a rule, given as its text; read-only, since all sessions share.

    They are int32, half of what numpy counts in: there may be a million.
    """
    rule = notation.parse(rule_text, sets.load(data).n_classes)
    found = rule.predicted(scaled_scores(data, name, which, rule.scale, stamp)).astype(np.int32)
    found.flags.writeable = False
    return found


@st.cache_resource(show_spinner=False, max_entries=16)
def risk_coverage_curve(
    data: str, name: str, which: str, rule_text: str, sure: Confidence, stamp: str
) -> RiskCoverage:
    """Return all reject levels of a desk's rule, given as its text."""
    rule = notation.parse(rule_text, sets.load(data).n_classes)
    found = scaled_scores(data, name, which, rule.scale, stamp)
    assert isinstance(rule, Offsets | LeastCost)
    return make_risk_coverage(rule.answers(found) == found.labels, rule.confidence(found, sure))


@st.cache_resource(show_spinner=False, max_entries=64)
def argmax_matrix(data: str, name: str, which: str, stamp: str) -> np.ndarray:
    """Return the confusion matrix of argmax."""
    found = stored_scores(data, name, which, stamp)
    return confusion_matrix(found.labels, found.predicted(), found.n_classes)
