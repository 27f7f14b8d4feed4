"""Fit one model: out-of-fold scores of the training set, scores of the test set, the model."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from core.data import sets
from core.evaluation.scores import score_images
from core.language import tr
from core.storage import checkpoints, jobs
from core.storage.progress import Clock, Listener
from core.training import artifacts
from core.training.cluster import Cluster
from core.training.fits import FOLD_WORK, fit, out_of_fold, suitable
from core.training.folds import FOLDS, folds_by
from core.training.spread import fits_on


def train(
    name: str,
    dataset: str = "mnist",
    root: Path | None = None,
    listener: Listener = lambda progress: None,
    force: bool = False,
    waiting: Callable[[str], None] | None = None,
    cluster: Cluster | None = None,
) -> Path | None:
    """Train a model, here or on a cluster, and store it with its out-of-fold and test scores.

    Returns the folder of the artifact, or None if a valid one was there and `force` is False: then
    nothing is written, so that a folder that cannot be written will do. An interrupted training
    leaves the last complete artifact in use. If another process trains the same model, `waiting`
    is given a sentence that says so, and the end of the other is waited for.

    Raises
    ------
    StudioError
        If another process trains the same model and `waiting` is None (the sentence says which),
        the model or data set is unknown, the data is damaged or nothing can be stored.
    """
    model = suitable(name, dataset)
    if not force and artifacts.trained_here(name, dataset, root):
        return None
    # A stored model replaces all folders beside it, its own checkpoints, too.
    kept = artifacts.folder(name, dataset, root) / "checkpoints"
    with jobs.working(name, dataset, root, waiting, listener) as tell, checkpoints.kept_in(kept):
        if not force and artifacts.trained_here(name, dataset, root):
            return None  # another process has done it meanwhile

        whole = sets.load(dataset)
        # Scoring is a small part of the work.
        clock = Clock(tell, total=FOLDS * FOLD_WORK + 1.05)
        if cluster is None:
            begun = time.monotonic()
            oof = out_of_fold(model, whole, clock)
            out_of_fold_seconds = time.monotonic() - begun
            begun = time.monotonic()
            with clock.stage(tr("fitting on all images"), 1.0):
                fitted = fit(model.pipeline(dataset), whole.train)
            fit_seconds = time.monotonic() - begun
        else:
            oof, fitted, out_of_fold_seconds, fit_seconds = fits_on(cluster, model, whole, clock)
        with clock.stage(tr("scoring the test set"), 0.05):
            begun = time.monotonic()
            test, kind = score_images(fitted, whole.test.images)
            score_seconds = time.monotonic() - begun
        facts = {
            "parameters": {k: repr(v) for k, v in fitted[-1].get_params(deep=False).items()},
            "folds": FOLDS,
            "folds_by": folds_by(whole.train.groups is not None),
            "n_train": len(whole.train),
            "n_test": len(whole.test),
            "fit_seconds": round(fit_seconds, 3),
            "out_of_fold_seconds": round(out_of_fold_seconds, 3),
            "score_seconds": round(score_seconds, 3),
        }
        values = {"oof": oof, "test": test}
        return artifacts.save(name, fitted, values, kind, facts, dataset, root)


def is_training(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Return whether some process trains this model now."""
    return jobs.is_running(name, dataset, root)
