"""The models we offer. To add one, add an entry to MODELS."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from core import StudioError, near
from core.models.cnn.ensemble import CnnEnsemble
from core.models.features import Pixels

SEED = 42


@dataclass(frozen=True)
class Model:
    """One choice of the registry.

    `make` returns an unfitted Pipeline on (n, h, w) uint8; `kind` says what its scores are;
    `default` models are trained by the first start; `only_digits` ones are made for MNIST.
    """

    name: str
    title: str
    about: str
    make: Callable[[], Pipeline]
    kind: Literal["decision", "probability"]
    default: bool = False
    only_digits: bool = False


def on_pixels(classifier: Any) -> Pipeline:
    """Put a classifier behind the step that turns images into pixels between 0 and 1."""
    return make_pipeline(Pixels(), classifier)


_ENTRIES = [
    Model(
        "sgd",
        "Linear (SGD, hinge)",
        "Linear detectors, one per class, trained by stochastic gradient descent on hinge loss.",
        lambda: on_pixels(SGDClassifier(loss="hinge", random_state=SEED, n_jobs=-1)),
        "decision",
        default=True,
    ),
    Model(
        "forest",
        "Random forest",
        "A hundred decision trees, each grown on a bootstrap sample, that average their votes.",
        lambda: on_pixels(RandomForestClassifier(100, random_state=SEED, n_jobs=-1)),
        "probability",
        default=True,
    ),
    Model(
        "champion",
        "Champion (ensemble of networks)",
        "Small convolutional networks that vote, trained on distorted and redrawn digits.",
        lambda: Pipeline([("ensemble", CnnEnsemble(random_state=SEED))]),
        "probability",
        only_digits=True,
    ),
    Model(
        "champion_quick",
        "Quick champion",
        "A smaller, faster ensemble than the champion: two networks, trained in three minutes.",
        lambda: Pipeline([("ensemble", CnnEnsemble(2, 5, (16, 24, 48, 64), random_state=SEED))]),
        "probability",
        only_digits=True,
    ),
    Model(
        "dummy",
        "Always the same (baseline)",
        "Answers the most frequent class whatever it sees: what every other model has to beat.",
        lambda: on_pixels(DummyClassifier(strategy="prior")),
        "probability",
        default=True,
    ),
    Model(
        "extra_trees",
        "Extra trees",
        "A hundred trees with random split points: more varied than the forest's.",
        lambda: on_pixels(ExtraTreesClassifier(100, random_state=SEED, n_jobs=-1)),
        "probability",
    ),
    Model(
        "logistic",
        "Logistic regression",
        "One linear layer whose scores are turned into probabilities by softmax.",
        lambda: on_pixels(LogisticRegression(C=0.1, max_iter=100)),
        "probability",
    ),
    Model(
        "neighbours",
        "Nearest neighbours",
        "Looks up the four most similar training images; the nearer one is, the more it counts.",
        lambda: on_pixels(KNeighborsClassifier(4, weights="distance", algorithm="brute")),
        "probability",
    ),
]

MODELS: dict[str, Model] = {model.name: model for model in _ENTRIES}


def title(name: str) -> str:
    """Return what a model is called; predictions that were brought are called by their name."""
    return MODELS[name].title if name in MODELS else name


def get(name: str) -> Model:
    """Return the registry's entry.

    Raises
    ------
    StudioError
        If there is no model of that name; the sentence lists the names there are.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise StudioError(
            f"There is no model named {name!r}; {near.choices(name, MODELS)}."
        ) from None
