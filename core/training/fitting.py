"""Fit one model: out-of-fold scores of the training set, scores of the test set, the model."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline

from core import StudioError
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.evaluation.scores import score_images
from core.models import registry
from core.storage import checkpoints, jobs
from core.storage import progress as fit_progress
from core.storage.progress import Clock, Listener, Progress
from core.training import artifacts
from core.training.cluster import Cluster
from core.training.folds import FOLDS, folds, folds_by
from core.training.tasks import Task

TREES_A_STEP = 20
#: Work in units of one fit of the whole training set.
FOLD_WORK = (FOLDS - 1) / FOLDS


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
    with jobs.working(name, dataset, root, waiting) as tell, checkpoints.kept_in(kept):
        if not force and artifacts.trained_here(name, dataset, root):
            return None  # another process has done it meanwhile

        def both(progress: Progress) -> None:
            tell(progress)
            listener(progress)

        whole = sets.load(dataset)
        # Scoring is a small part of the work.
        clock = Clock(both, total=FOLDS * FOLD_WORK + 1.05)
        if cluster is None:
            begun = time.monotonic()
            oof = out_of_fold(model, whole, clock)
            out_of_fold_seconds = time.monotonic() - begun
            begun = time.monotonic()
            with clock.stage("fitting on all images", 1.0):
                fitted = fit(model.pipeline(dataset), whole.train)
            fit_seconds = time.monotonic() - begun
        else:
            oof, fitted, out_of_fold_seconds, fit_seconds = fits_on(cluster, model, whole, clock)
        with clock.stage("scoring the test set", 0.05):
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


def suitable(name: str, dataset: str) -> registry.Model:
    """Return the registry's entry of a model that can be trained on this data set.

    Raises
    ------
    StudioError
        If the model is unknown, or takes images of another size or colour.
    """
    model, shape = registry.get(name), sets.load(dataset).shape
    if not model.suits(shape):
        others = ", ".join(other.name for other in registry.MODELS.values() if other.suits(shape))
        wanted, found = (" × ".join(map(str, each)) for each in (model.shape or (), shape))
        raise StudioError(
            f"The model {name!r} takes images of {wanted}, but those of {dataset!r} are {found}; "
            f"choose one of {others}."
        )
    return model


def fit(pipeline: Pipeline, images: LabelledImages) -> Pipeline:
    """Fit a Pipeline; tree ensembles grow in steps so that progress can be reported.

    Growing with `warm_start` draws the same trees as one fit: scikit-learn skips the random
    numbers of the trees that stand already.
    """
    last = pipeline[-1]
    wanted = last.get_params(deep=False).get("n_estimators")
    if wanted is None or "warm_start" not in last.get_params(deep=False):
        with warnings.catch_warnings():
            # Logistic regression ends after the number of steps that the registry gives it.
            warnings.simplefilter("ignore", ConvergenceWarning)
            return pipeline.fit(images.images, images.labels)
    features = pipeline[:-1].fit_transform(images.images, images.labels)
    for trees in range(TREES_A_STEP, wanted + TREES_A_STEP, TREES_A_STEP):
        last.set_params(n_estimators=min(trees, wanted), warm_start=trees > TREES_A_STEP)
        last.fit(features, images.labels)
        fit_progress.report(trees / wanted)
    last.set_params(warm_start=False)
    return pipeline


def out_of_fold(model: registry.Model, whole: Dataset, clock: Clock) -> np.ndarray:
    """Return scores (n, k) of the training images, each by a model fitted without its fold."""
    images = whole.train
    values = np.empty((len(images), whole.n_classes), np.float32)
    by = "" if images.groups is None else " by writer"
    for number, (inside, outside) in enumerate(folds(images, whole.classes), start=1):
        with clock.stage(f"out-of-fold scores{by}, part {number} of {FOLDS}", FOLD_WORK):
            fitted = fit(model.pipeline(whole.name), images.take(inside))
            values[outside], _ = score_images(fitted, images.images[outside])
    return values


def begin(name: str, dataset: str, cluster: Cluster) -> None:
    """Send the fits of a training to the cluster; a later `train` waits for them."""
    model, whole = suitable(name, dataset), sets.load(dataset)
    # The longest first, lest all wait for it in the end.
    parts = [Task(_fitted_on_all, (name, dataset))]
    for fold in folds(whole.train, whole.classes):
        indices = (part.astype(np.int32) for part in fold)
        parts.append(Task(_scores_of_fold, (name, dataset, *indices), FOLD_WORK))
    cluster.start(model.name, parts, whole.train.images, whole.train.labels)


def fits_on(
    cluster: Cluster, model: registry.Model, whole: Dataset, clock: Clock
) -> tuple[np.ndarray, Pipeline, float, float]:
    """Return out-of-fold scores (n, k), the model fitted on all images, and the seconds of both.

    The seconds are those that the workers were busy, added up: what the same fits would take one
    after another.
    """
    begin(model.name, whole.name, cluster)
    workers = "1 worker" if cluster.workers == 1 else f"{cluster.workers} workers"
    with clock.stage(f"fitting on a cluster of {workers}", FOLDS * FOLD_WORK + 1):
        (fitted, fit_seconds), *scored = cluster.results(model.name)
    values = np.empty((len(whole.train), whole.n_classes), np.float32)
    for (_, outside), (part, _) in zip(folds(whole.train, whole.classes), scored, strict=True):
        values[outside] = part
    return values, fitted, sum(seconds for _, seconds in scored), fit_seconds


def _scores_of_fold(
    images: np.ndarray,
    labels: np.ndarray,
    name: str,
    dataset: str,
    inside: np.ndarray,
    outside: np.ndarray,
) -> np.ndarray:
    """Return the scores of the images outside of a fit on those inside; done by a worker."""
    pipeline = registry.get(name).pipeline(dataset)
    fitted = fit(pipeline, LabelledImages(images[inside], labels[inside]))
    return score_images(fitted, images[outside])[0]


def _fitted_on_all(images: np.ndarray, labels: np.ndarray, name: str, dataset: str) -> Pipeline:
    """Return the model fitted on all images; done by a worker."""
    return fit(registry.get(name).pipeline(dataset), LabelledImages(images, labels))


def is_training(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Return whether some process trains this model now."""
    return jobs.is_running(name, dataset, root)
