"""Data and results, opened once for everybody; trainings, started and watched."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from core import StudioError
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.evaluation import calibration, metrics
from core.evaluation.coverage import RiskCoverage
from core.evaluation.coverage import risk_coverage as make_risk_coverage
from core.evaluation.metrics import Curve, confusion_matrix
from core.evaluation.metrics import curve as make_curve
from core.evaluation.scores import Scale, Scores
from core.rules import notation
from core.rules.binary import OneVsRest
from core.rules.multiclass import Confidence, LeastCost, Offsets, confidence
from core.storage import jobs
from core.training import artifacts
from session.view import CANVAS, PARAMETERS, SPLITS, model_name, split


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
            argmax_matrix(name, "test", artifacts.stamp(name))
        if ready:
            model, asked = first_model(ready), OneVsRest(int(PARAMETERS["digit"].default), 0.0)
            for which in SPLITS:
                threshold_curve(model, which, asked.text(), artifacts.stamp(model))
    freeze()


def first_model(ready: list[str]) -> str:
    """Return the model that a visit begins with where its address names none."""
    return "forest" if "forest" in ready else ready[0]


@st.cache_resource(show_spinner="Reading the digits")
def dataset(name: str = "mnist") -> Dataset:
    """Return the data set; one read-only object for all sessions."""
    return sets.load(name)


def digits(which: str | None = None) -> LabelledImages:
    """Return the digits of a split (by default the chosen one)."""
    return dataset().train if (which or split()) == "oof" else dataset().test


def find_trained() -> list[str]:
    """Look at the files and return the names of the models that are ready, once a run."""
    st.session_state.ready = artifacts.trained()
    return st.session_state.ready


def trained() -> list[str]:
    """Return the names of the models that were ready when this run began, as registered."""
    return st.session_state.ready


def status(name: str) -> artifacts.Status:
    """Return whether a model can be used, and why not."""
    return artifacts.status(name)


def manifest(name: str) -> dict[str, Any]:
    """Return the manifest of a trained model."""
    return artifacts.open_manifest(name)


def model(name: str) -> Any:
    """Return a fitted model."""
    return stored_model(name, artifacts.stamp(name))


def matrix(name: str | None = None, which: str | None = None) -> Any:
    """Return the confusion matrix of a model's argmax (by default the chosen ones)."""
    name = name or model_name()
    return argmax_matrix(name, which or split(), artifacts.stamp(name))


def per_class(name: str, which: str) -> Any:
    """Return precision, recall, F1 and support of every class."""
    return metrics.per_class(matrix(name, which))


def canvas_runs() -> bool:
    """Return whether something listens where the canvas app does."""
    address = urlsplit(CANVAS)
    try:
        with socket.create_connection((address.hostname, address.port), timeout=0.3):
            return True
    except OSError:
        return False


def job(name: str) -> jobs.Job | None:
    """Return how far a training is or how the last one ended."""
    return jobs.progress(name)


def start_job(name: str) -> None:
    """Start a training in a process of its own; for callbacks."""
    try:
        jobs.start(name, ["train", name, "--force"])
    except StudioError as error:
        st.session_state.notices.append(str(error))


def cancel_job(name: str) -> None:
    """Ask a training to stop; for callbacks."""
    if not jobs.cancel(name):
        st.session_state.notices.append(f"There was no training of {name!r} left to cancel.")


def scores(name: str | None = None, which: str | None = None) -> Scores:
    """Return the scores of a model on a split (by default the chosen ones)."""
    name = name or model_name()
    return stored_scores(name, which or split(), artifacts.stamp(name))


# The stamp in every key changes when a model is trained again, so nothing stale is shown.


@st.cache_resource(show_spinner=False, max_entries=64)
def stored_scores(name: str, which: str, stamp: str) -> Scores:
    """Return the stored scores."""
    return artifacts.open_scores(name, which)


@st.cache_resource(show_spinner="Opening the model", max_entries=8)
def stored_model(name: str, stamp: str) -> Any:
    """Return the stored model."""
    return artifacts.open_model(name)


@st.cache_resource(show_spinner="Calibrating", max_entries=16)
def fitted_calibration(name: str, scale_: Scale, stamp: str) -> Any:
    """Return a calibration, fitted on the out-of-fold scores."""
    return calibration.fit(stored_scores(name, "oof", stamp), scale_)


@st.cache_resource(show_spinner=False, max_entries=16)
def calibrated_scores(name: str, which: str, scale_: Scale, stamp: str) -> Scores:
    """Return calibrated scores."""
    return fitted_calibration(name, scale_, stamp).apply(stored_scores(name, which, stamp))


def scaled_scores(name: str, which: str, scale_: Scale, stamp: str) -> Scores:
    """Return scores on a scale: the model's own or calibrated."""
    if scale_ == "own":
        return stored_scores(name, which, stamp)
    return calibrated_scores(name, which, scale_, stamp)


@st.cache_resource(show_spinner=False, max_entries=128)
def threshold_curve(name: str, which: str, asked: str, stamp: str) -> Curve:
    """Return the curve of a question, given as its text."""
    question = notation.parse(asked)
    found = scaled_scores(name, which, question.scale, stamp)
    about = question.asked(found)
    return make_curve(question.truth(found)[about], question.score(found)[about])


@st.cache_resource(show_spinner=False, max_entries=16)
def risk_coverage_curve(
    name: str, which: str, rule_text: str, sure: Confidence, stamp: str
) -> RiskCoverage:
    """Return all reject levels of a desk's rule, given as its text."""
    rule = notation.parse(rule_text)
    found = scaled_scores(name, which, rule.scale, stamp)
    assert isinstance(rule, Offsets | LeastCost)
    return make_risk_coverage(
        rule.predicted(found) == found.labels, confidence(rule.ranked(found), sure)
    )


@st.cache_resource(show_spinner=False, max_entries=64)
def argmax_matrix(name: str, which: str, stamp: str) -> Any:
    """Return the confusion matrix of argmax."""
    found = stored_scores(name, which, stamp)
    return confusion_matrix(found.labels, found.predicted(), found.n_classes)
