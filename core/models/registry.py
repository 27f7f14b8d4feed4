"""The models we offer. To add one, add an entry to MODELS."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sklearn.dummy import DummyClassifier
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, SGDClassifier
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline

from core import StudioError, near
from core.language import mark, tr
from core.models.cnn.ensemble import CnnEnsemble
from core.models.features import Pixels

SEED = 42
#: The data set whose digits some models redraw in training.
DIGITS = "mnist"


@dataclass(frozen=True)
class Model:
    """One choice of the registry.

    `make` returns an unfitted Pipeline on (n, h, w) uint8; `kind` says what its scores are;
    `default` models are trained by the first start; `shape` is what an image must be, if it
    matters. `elsewhere` is what is made for other data sets than MNIST, where that differs.
    """

    name: str
    title: str
    about: str
    make: Callable[[], Pipeline]
    kind: Literal["decision", "probability"]
    default: bool = False
    shape: tuple[int, ...] | None = None
    elsewhere: Callable[[], Pipeline] | None = None

    def pipeline(self, dataset: str = DIGITS) -> Pipeline:
        """Return what is fitted on this data set."""
        make = self.make if dataset == DIGITS else self.elsewhere or self.make
        return make()

    def suits(self, shape: tuple[int, ...]) -> bool:
        """Return whether it takes images (h, w) or (h, w, 3) of this shape."""
        return self.shape in (None, shape)


def networks(*size: Any, digits: bool = True) -> Pipeline:
    """Put an ensemble of networks in a Pipeline; only digits are redrawn by a pen in training."""
    options: dict[str, Any] = {"random_state": SEED}
    if not digits:
        options |= {"drawn": 0.0, "restyled": 0.0, "written": 0.0, "coarse": 0.0}
    return Pipeline([("ensemble", CnnEnsemble(*size, **options))])


def on_pixels(classifier: Any) -> Pipeline:
    """Put a classifier behind the step that turns images into pixels between 0 and 1."""
    return make_pipeline(Pixels(), classifier)


_ENTRIES = [
    Model(
        "sgd",
        mark("Linear (SGD, hinge)"),
        mark(
            "Linear detectors, one per class, trained by stochastic gradient descent on hinge loss."
        ),
        lambda: on_pixels(SGDClassifier(loss="hinge", random_state=SEED, n_jobs=-1)),
        "decision",
        default=True,
    ),
    Model(
        "forest",
        mark("Random forest"),
        mark(
            "A hundred decision trees, each grown on a bootstrap sample, that average their votes."
        ),
        lambda: on_pixels(RandomForestClassifier(100, random_state=SEED, n_jobs=-1)),
        "probability",
        default=True,
    ),
    Model(
        "champion",
        mark("Champion (ensemble of networks)"),
        mark("Small convolutional networks that vote, trained on distorted and redrawn digits."),
        lambda: networks(2, 40),
        "probability",
        shape=(28, 28),
        elsewhere=lambda: networks(2, 40, digits=False),
    ),
    Model(
        "champion_quick",
        mark("Quick champion"),
        mark(
            "A smaller, faster ensemble than the champion: two networks, trained in four minutes."
        ),
        lambda: networks(2, 5, (16, 24, 48, 64)),
        "probability",
        shape=(28, 28),
        elsewhere=lambda: networks(2, 5, (16, 24, 48, 64), digits=False),
    ),
    Model(
        "dummy",
        mark("Always the same (baseline)"),
        mark(
            "Answers the most frequent class whatever it sees: what every other model has to beat."
        ),
        lambda: on_pixels(DummyClassifier(strategy="prior")),
        "probability",
        default=True,
    ),
    Model(
        "extra_trees",
        mark("Extra trees"),
        mark("A hundred trees with random split points: more varied than the forest's."),
        lambda: on_pixels(ExtraTreesClassifier(100, random_state=SEED, n_jobs=-1)),
        "probability",
    ),
    Model(
        "logistic",
        mark("Logistic regression"),
        mark("One linear layer whose scores are turned into probabilities by softmax."),
        lambda: on_pixels(LogisticRegression(C=0.1, max_iter=100)),
        "probability",
    ),
    Model(
        "neighbours",
        mark("Nearest neighbours"),
        mark(
            "Looks up the four most similar training images; the nearer one is, the more it counts."
        ),
        lambda: on_pixels(KNeighborsClassifier(4, weights="distance", algorithm="brute")),
        "probability",
    ),
]

MODELS: dict[str, Model] = {model.name: model for model in _ENTRIES}


def title(name: str) -> str:
    """Return what a model is called; predictions that were brought are called by their name."""
    return tr(MODELS[name].title) if name in MODELS else name


def get(name: str, others: Iterable[str] = ()) -> Model:
    """Return the registry's entry; `others` are names that can be chosen, too.

    Raises
    ------
    StudioError
        If there is no model of that name; the sentence lists the names there are.
    """
    try:
        return MODELS[name]
    except KeyError:
        raise StudioError(
            tr(
                "There is no model named {name!r}; {choices}.",
                name=name,
                choices=near.choices(name, [*MODELS, *others]),
            )
        ) from None
