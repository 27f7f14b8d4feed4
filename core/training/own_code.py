"""A model of somebody's own code, taken by import: `module:make`, as web servers take an app."""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.pipeline import Pipeline, make_pipeline

from core import StudioError
from core.data import sets
from core.data.labelled import Dataset
from core.evaluation.scores import score_images
from core.models import registry
from core.models.features import Pixels
from core.storage import jobs, paths
from core.storage.progress import Clock, Listener
from core.training import artifacts, fits
from core.training.folds import FOLDS, folds_by

#: Images of each class that the estimator is tried on, to see whether it takes images or rows.
TRIED = 3


def train(
    path: str,
    name: str,
    dataset: str,
    listener: Listener = lambda progress: None,
    force: bool = False,
) -> Path | None:
    """Fit the estimator that `module:make` returns, and store its out-of-fold and test scores.

    The fitted estimator itself is not stored: opening it later could run anything. Returns the
    folder, or None if there are scores of that name already and `force` is False.

    Parameters
    ----------
    path : a module that can be imported from here, and in it a function without arguments that
        returns an unfitted scikit-learn estimator, or such an estimator
    name : what to call it; none of the registry's models
    dataset : the data set to train on

    Raises
    ------
    StudioError
        If it cannot be imported, is no classifier, or its own code fails; the sentence says where.
    """
    paths.checked(name)
    if name in registry.MODELS:
        raise StudioError(f"{name!r} is a model of the studio's own; choose another --name.")
    if name in artifacts.brought(dataset) and not force:
        return None
    whole = sets.load(dataset)
    make = _tried(path, factory(path), whole)
    model = registry.Model(name, name, path, make, "decision")
    with jobs.working(name, dataset, listener=listener) as tell:
        clock = Clock(tell, total=FOLDS * fits.FOLD_WORK + 1.05)
        begun = time.monotonic()
        with _own_errors(path):
            oof = fits.out_of_fold(model, whole, clock)
            out_of_fold_seconds = time.monotonic() - begun
            begun = time.monotonic()
            with clock.stage("fitting on all images", 1.0):
                fitted = fits.fit(make(), whole.train)
            fit_seconds = time.monotonic() - begun
            with clock.stage("scoring the test set", 0.05):
                test, kind = score_images(fitted, whole.test.images)
        facts = {
            "source": path,
            "folds": FOLDS,
            "folds_by": folds_by(whole.train.groups is not None),
            "n_train": len(whole.train),
            "n_test": len(whole.test),
            "fit_seconds": round(fit_seconds, 3),
            "out_of_fold_seconds": round(out_of_fold_seconds, 3),
        }
        return artifacts.save(name, None, {"oof": oof, "test": test}, kind, facts, dataset)


def factory(path: str) -> Callable[[], Any]:
    """Return what makes the estimator; raises StudioError as `train`."""
    module, _, attribute = path.partition(":")
    if not module or not attribute.isidentifier():
        raise StudioError(f"{path!r} is not of the form module:function, such as mine:make_model.")
    if "" not in sys.path:
        sys.path.insert(0, "")  # a module in the folder that the command is given in
    with _own_errors(path):
        try:
            imported = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module.partition(".")[0] and error.name != module:
                raise
            raise StudioError(
                f"There is no module {module!r} here; give the command in its folder, or install "
                "it."
            ) from None
    if not hasattr(imported, attribute):
        raise StudioError(f"The module {module!r} has nothing called {attribute!r}.")
    found = getattr(imported, attribute)
    if hasattr(found, "fit") and not isinstance(found, type):
        return lambda: clone(found)
    if not callable(found):
        raise StudioError(f"{path} is neither an estimator nor a function that returns one.")
    made: Callable[[], Any] = found
    return made


def _tried(path: str, make: Callable[[], Any], whole: Dataset) -> Callable[[], Pipeline]:
    """Return what makes a Pipeline on images; a step that flattens comes first for rows."""
    labels = whole.train.labels
    few = np.concatenate([np.flatnonzero(labels == label)[:TRIED] for label in np.unique(labels)])
    some = whole.train.take(np.sort(few))

    def on_images() -> Pipeline:
        made = make()
        return made if isinstance(made, Pipeline) else make_pipeline(made)

    def on_rows() -> Pipeline:
        return make_pipeline(Pixels(), make())

    with _own_errors(path):
        made = make()
        if not hasattr(made, "fit") or isinstance(made, type):
            raise StudioError(f"{path} returns no estimator: it has no method fit.")
        try:
            fitted, chosen = on_images().fit(some.images, some.labels), on_images
        except (ValueError, TypeError):
            fitted, chosen = on_rows().fit(some.images, some.labels), on_rows
        if not hasattr(fitted, "predict_proba") and not hasattr(fitted, "decision_function"):
            raise StudioError(
                f"{path} gives answers without scores; the studio needs predict_proba or "
                "decision_function."
            )
    return chosen


@contextmanager
def _own_errors(path: str) -> Iterator[None]:
    """Turn whatever a person's own code raises into one sentence that says where it was."""
    try:
        yield
    except StudioError:
        raise
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        said = str(error).split("\n")[0]
        raise StudioError(
            f"{path} failed: {type(error).__name__}: {said} ({Path(place.filename).name}, line "
            f"{place.lineno})."
        ) from error
