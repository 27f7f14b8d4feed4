"""One fit: which model suits a data set, how it is fitted, and its out-of-fold scores."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline

from core import StudioError
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.evaluation.scores import score_images
from core.language import tr
from core.models import registry
from core.storage import progress as fit_progress
from core.storage.progress import Clock
from core.training.folds import FOLDS, folds

TREES_A_STEP = 20
#: Work in units of one fit of the whole training set.
FOLD_WORK = (FOLDS - 1) / FOLDS


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
            tr(
                "The model {name!r} takes images of {wanted}, but those of {dataset!r} "
                "are {found}; choose one of {others}.",
                name=name,
                wanted=wanted,
                dataset=dataset,
                found=found,
                others=others,
            )
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
    by = "" if images.groups is None else tr(" by writer")
    for number, (inside, outside) in enumerate(folds(images, whole.classes), start=1):
        with clock.stage(
            tr(
                "out-of-fold scores{by}, part {number} of {folds}",
                by=by,
                number=number,
                folds=FOLDS,
            ),
            FOLD_WORK,
        ):
            fitted = fit(model.pipeline(whole.name), images.take(inside))
            values[outside], _ = score_images(fitted, images.images[outside])
    return values
