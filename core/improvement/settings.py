"""What changes a model rather than its images: scaling, PCA, class weights, hyper-parameters."""

from __future__ import annotations

from collections.abc import Callable

from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from core.models.features import Pixels
from core.models.registry import SEED


def takes_pixels(pipeline: Pipeline) -> bool:
    """Return whether a classifier stands behind the step that turns images into pixels."""
    return any(isinstance(step, Pixels) for _, step in pipeline.steps)


def has(parameter: str) -> Callable[[Pipeline], bool]:
    """Return a function that says whether a model on pixels has this parameter."""

    def suits(pipeline: Pipeline) -> bool:
        return takes_pixels(pipeline) and parameter in pipeline[-1].get_params(deep=False)

    return suits


def weights(pipeline: Pipeline) -> None:
    """Let a rare class count as much as a frequent one."""
    pipeline[-1].set_params(class_weight="balanced")


def scaling(pipeline: Pipeline) -> None:
    """Bring each pixel to mean 0 and standard deviation 1 over the training images."""
    _before_classifier(pipeline, "scaling", StandardScaler())


def pca(pipeline: Pipeline, components: float) -> None:
    """Replace pixels by principal components: a number of them, or a share of the variance."""
    number = components if components < 1 else int(components)
    _before_classifier(pipeline, "pca", PCA(number, random_state=SEED))


def sets(parameter: str, kind: type = float) -> Callable[[Pipeline, float], None]:
    """Return a function that gives a Pipeline's classifier a value of this parameter."""

    def apply(pipeline: Pipeline, value: float) -> None:
        pipeline[-1].set_params(**{parameter: kind(value)})

    return apply


def reseed(pipeline: Pipeline, seed: int) -> None:
    """Add a seed to the random states that are set; 0 leaves them as they are."""
    for _, step in pipeline.steps:
        state = step.get_params(deep=False).get("random_state")
        if isinstance(state, int):
            step.set_params(random_state=state + seed)


def _before_classifier(pipeline: Pipeline, name: str, step: BaseEstimator) -> None:
    pipeline.steps.insert(len(pipeline.steps) - 1, (name, step))
