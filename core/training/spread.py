"""A training on a cluster: each fold, and each member of an ensemble in it, is a task."""

from __future__ import annotations

import numpy as np
from sklearn.pipeline import Pipeline

from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.evaluation.scores import score_images
from core.language import tr
from core.models import registry
from core.models.cnn.ensemble import CnnEnsemble
from core.storage.progress import Clock
from core.training.cluster import Cluster
from core.training.fits import FOLD_WORK, fit, suitable
from core.training.folds import FOLDS, folds
from core.training.tasks import Task


def members(name: str, dataset: str) -> list[int | None]:
    """Return the numbers of the members that can be fitted apart, [None] if there are none."""
    last = registry.get(name).pipeline(dataset)[-1]
    return list(range(last.n_estimators)) if isinstance(last, CnnEnsemble) else [None]


def begin(name: str, dataset: str, cluster: Cluster) -> None:
    """Send the fits of a training to the cluster; a later `train` waits for them."""
    model, whole = suitable(name, dataset), sets.load(dataset)
    each = members(name, dataset)
    # The longest first, lest all wait for it in the end.
    parts = [Task(_fitted_on_all, (name, dataset, member), 1 / len(each)) for member in each]
    for fold in folds(whole.train, whole.classes):
        inside, outside = (part.astype(np.int32) for part in fold)
        for member in each:
            arguments = (name, dataset, member, inside, outside)
            parts.append(Task(_scores_of_fold, arguments, FOLD_WORK / len(each)))
    cluster.start(model.name, parts, whole.train.images, whole.train.labels)


def fits_on(
    cluster: Cluster, model: registry.Model, whole: Dataset, clock: Clock
) -> tuple[np.ndarray, Pipeline, float, float]:
    """Return out-of-fold scores (n, k), the model fitted on all images, and the seconds of both.

    The seconds are those that the workers were busy, added up: what the same fits would take one
    after another.
    """
    begin(model.name, whole.name, cluster)
    workers = (
        tr("1 worker") if cluster.workers == 1 else tr("{workers} workers", workers=cluster.workers)
    )
    with clock.stage(
        tr("fitting on a cluster of {workers}", workers=workers), FOLDS * FOLD_WORK + 1
    ):
        found = cluster.results(model.name)
    n = len(members(model.name, whole.name))
    fitted, fit_seconds = _joined([result for result, _ in found[:n]]), _busy(found[:n])
    values = np.empty((len(whole.train), whole.n_classes), np.float32)
    for number, (_, outside) in enumerate(folds(whole.train, whole.classes), start=1):
        parts = [result for result, _ in found[n * number : n * (number + 1)]]
        values[outside] = parts[0] if n == 1 else fitted[-1].vote(np.concatenate(parts))
    return values, fitted, _busy(found[n:]), fit_seconds


def _busy(found: list[tuple[object, float]]) -> float:
    return sum(seconds for _, seconds in found)


def _joined(parts: list[Pipeline]) -> Pipeline:
    """Return one Pipeline of those whose ensembles have one member each."""
    if len(parts) > 1:
        parts[0][-1].estimators_ = [network for part in parts for network in part[-1].estimators_]
    return parts[0]


def _scores_of_fold(
    images: np.ndarray,
    labels: np.ndarray,
    name: str,
    dataset: str,
    member: int | None,
    inside: np.ndarray,
    outside: np.ndarray,
) -> np.ndarray:
    """Return the scores of the images outside of a fit on those inside; done by a worker.

    Those of a member are its logarithms of probability, (1, n, classes), which still must vote.
    """
    fitted = _fitted_on_all(images[inside], labels[inside], name, dataset, member)
    if member is None:
        return score_images(fitted, images[outside])[0]
    scores: np.ndarray = fitted[-1].member_scores(images[outside])
    return scores


def _fitted_on_all(
    images: np.ndarray, labels: np.ndarray, name: str, dataset: str, member: int | None
) -> Pipeline:
    """Return the model, or one member of it, fitted on all images; done by a worker."""
    pipeline = registry.get(name).pipeline(dataset)
    if member is None:
        return fit(pipeline, LabelledImages(images, labels))
    pipeline[-1].fit(images, labels, members=[member])
    return pipeline
