"""Steps that change the model behind the images. To add one, add an entry."""

from __future__ import annotations

from core.improvement import settings
from core.improvement.step import Parameter, Step


def _components(value: str) -> str:
    if float(value) < 1:
        return f"principal components with {float(value) * 100:.4g} % of the variance"
    return "1 principal component" if value == "1" else f"{value} principal components"


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
        lambda value: f"{said} {value}",
        settings.sets(called, int if parameter.whole else float),
        settings.has(called),
        needs_number=True,
    )


MODEL_STEPS = [
    Step(
        "scaling",
        "Scaling",
        "Brings every pixel to mean 0 and standard deviation 1 over the training images.",
        "model",
        (),
        lambda: "pixels scaled",
        settings.scaling,
        settings.takes_pixels,
    ),
    Step(
        "pca",
        "PCA",
        "Replaces the pixels by the directions in which the images differ most.",
        "model",
        (
            Parameter(
                "components",
                "Number of components",
                0.01,
                2000,
                50,
                False,
                "How many directions; below 1 it is the share of the variance to keep.",
                fraction=True,
            ),
        ),
        _components,
        settings.pca,
        settings.takes_pixels,
    ),
    Step(
        "weights",
        "Class weights",
        "Lets the errors on a rare class count as much as those on a frequent one.",
        "model",
        (),
        lambda: "classes weighted equally",
        settings.weights,
        settings.has("class_weight"),
    ),
    _setting(
        "C",
        "C",
        "Sets how closely a model follows its training images: less regularisation is a larger C.",
        Parameter("C", "C", 1e-6, 1e6, 1, False, "The inverse strength of regularisation."),
        "C",
        "C",
    ),
    _setting(
        "alpha",
        "Alpha",
        "Sets how strongly large weights are punished.",
        Parameter("alpha", "Alpha", 1e-8, 100, 1e-4, False, "The strength of regularisation."),
        "alpha",
        "alpha",
    ),
    _setting(
        "depth",
        "Depth of the trees",
        "Limits how many questions a tree may ask about one image.",
        Parameter("depth", "Depth", 1, 100, 10, True, "The most levels that a tree has."),
        "trees of depth",
        "max_depth",
    ),
    _setting(
        "trees",
        "Number of trees",
        "Sets how many trees vote.",
        Parameter("trees", "Number of trees", 1, 2000, 200, True, "How many trees are grown."),
        "number of trees",
        "n_estimators",
    ),
    _setting(
        "leaf",
        "Images in a leaf",
        "Stops a tree from telling apart the last few training images.",
        Parameter("leaf", "Size of a leaf", 1, 1000, 3, True, "The fewest images in a leaf."),
        "leaves of at least",
        "min_samples_leaf",
    ),
    _setting(
        "steps",
        "Steps of training",
        "Limits how often the training goes through the images.",
        Parameter("steps", "Number of steps", 1, 10_000, 100, True, "The most steps."),
        "training steps at most",
        "max_iter",
    ),
    _setting(
        "k",
        "Number of neighbours",
        "Sets how many of the nearest training images vote.",
        Parameter("k", "Number of neighbours", 1, 100, 4, True, "How many of them vote."),
        "neighbours",
        "n_neighbors",
    ),
]
