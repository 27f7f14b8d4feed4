"""Trainings of the chosen data set's models: started, watched and cancelled."""

from __future__ import annotations

from core import StudioError
from core.language import tr
from core.storage import jobs
from core.training import artifacts
from session import asked
from session.choice import DATASET


def status(name: str) -> artifacts.Status:
    """Return whether a model can be used, and why not."""
    return artifacts.status(name, DATASET.get())


def job(name: str) -> jobs.Job | None:
    """Return how far a training is or how the last one ended."""
    return jobs.progress(name, DATASET.get())


def seconds(name: str) -> float | None:
    """Return how long the last training took, on these images here or where it comes from."""
    try:
        facts = artifacts.open_manifest(name, DATASET.get())
        return float(facts["fit_seconds"]) + float(facts["out_of_fold_seconds"])
    except (StudioError, KeyError, TypeError):
        return None


def start(name: str) -> None:
    """Start a training in a process of its own; for callbacks."""
    data = DATASET.get()
    asked.start(name, asked.words_for(["train", name, "--force"], data), data)


def cancel(name: str) -> None:
    """Ask a training to stop; for callbacks."""
    asked.cancel(
        name, tr("There was no training of {name!r} left to cancel.", name=name), DATASET.get()
    )
