"""Steps that change the model behind the images. To add one, add an entry."""

from __future__ import annotations

from core.improvement import settings
from core.improvement.step import Parameter, Step
from core.language import mark, ntr, number, tr


def _components(value: float) -> str:
    if value < 1:
        return tr("principal components with {value:.4g} % of the variance", value=value * 100)
    return ntr("{n} principal component", "{n} principal components", int(value))


def _setting(
    name: str,
    title: str,
    about: str,
    parameter: Parameter,
    said: str,
    called: str,
) -> Step:
    """Return a step that sets the parameter of the classifier that scikit-learn calls `called`."""
    return Step(
        name,
        title,
        about,
        "model",
        (parameter,),
        lambda value: f"{tr(said)} {number(value)}",
        settings.sets(called, int if parameter.whole else float),
        settings.has(called),
        needs_number=True,
    )


MODEL_STEPS = [
    Step(
        "scaling",
        mark("Scaling"),
        mark("Brings every pixel to mean 0 and standard deviation 1 over the training images."),
        "model",
        (),
        lambda: tr("pixels scaled"),
        settings.scaling,
        settings.takes_pixels,
    ),
    Step(
        "pca",
        "PCA",
        mark("Replaces the pixels by the directions in which the images differ most."),
        "model",
        (
            Parameter(
                "components",
                mark("Number of components"),
                0.01,
                2000,
                50,
                False,
                mark("How many directions; below 1 it is the share of the variance to keep."),
                fraction=True,
            ),
        ),
        _components,
        settings.pca,
        settings.takes_pixels,
    ),
    Step(
        "weights",
        mark("Class weights"),
        mark("Lets the errors on a rare class count as much as those on a frequent one."),
        "model",
        (),
        lambda: tr("classes weighted equally"),
        settings.weights,
        settings.has("class_weight"),
    ),
    _setting(
        "C",
        "C",
        mark(
            "Sets how closely a model follows its training images: less regularisation is a "
            "larger C."
        ),
        Parameter("C", "C", 1e-6, 1e6, 1, False, mark("The inverse strength of regularisation.")),
        "C",
        "C",
    ),
    _setting(
        "alpha",
        mark("Alpha"),
        mark("Sets how strongly large weights are punished."),
        Parameter(
            "alpha", mark("Alpha"), 1e-8, 100, 1e-4, False, mark("The strength of regularisation.")
        ),
        "alpha",
        "alpha",
    ),
    _setting(
        "depth",
        mark("Depth of the trees"),
        mark("Limits how many questions a tree may ask about one image."),
        Parameter(
            "depth", mark("Depth"), 1, 100, 10, True, mark("The most levels that a tree has.")
        ),
        mark("trees of depth"),
        "max_depth",
    ),
    _setting(
        "trees",
        mark("Number of trees"),
        mark("Sets how many trees vote."),
        Parameter(
            "trees", mark("Number of trees"), 1, 2000, 200, True, mark("How many trees are grown.")
        ),
        mark("number of trees"),
        "n_estimators",
    ),
    _setting(
        "leaf",
        mark("Images in a leaf"),
        mark("Stops a tree from telling apart the last few training images."),
        Parameter(
            "leaf", mark("Size of a leaf"), 1, 1000, 3, True, mark("The fewest images in a leaf.")
        ),
        mark("leaves of at least"),
        "min_samples_leaf",
    ),
    _setting(
        "steps",
        mark("Steps of training"),
        mark("Limits how often the training goes through the images."),
        Parameter("steps", mark("Number of steps"), 1, 10_000, 100, True, mark("The most steps.")),
        mark("training steps at most"),
        "max_iter",
    ),
    _setting(
        "k",
        mark("Number of neighbours"),
        mark("Sets how many of the nearest training images vote."),
        Parameter(
            "k", mark("Number of neighbours"), 1, 100, 4, True, mark("How many of them vote.")
        ),
        "neighbours",
        "n_neighbors",
    ),
]
