"""Where in an image the evidence for an answer lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, StandardScaler

from core.evaluation.scores import score_images
from core.language import mark, tr
from core.models.features import Pixels, check_images

Method = Literal["contributions", "occlusion"]
PATCH, STEP = 4, 2  # pixels: side of the square that is covered, and how far it moves
PIXELWISE = (Pixels, StandardScaler, MinMaxScaler, MaxAbsScaler)
ABOUT: dict[Method, str] = {
    "contributions": (
        mark(
            "Exact: each pixel's share of the score. The shares add up to the score less the "
            "intercept."
        )
    ),
    "occlusion": (
        mark(
            "Measured: how far the score falls, on average, when a {patch}×{patch} "
            "square of ink around the pixel is wiped out. It shows what the model "
            "depends on, not why."
        )
    ),
}


@dataclass(frozen=True, eq=False)
class Attribution:
    """How much each pixel speaks for a class (above 0) or against it (below 0).

    Parameters
    ----------
    values : (h, w) float64, in units of the score
    method : "contributions" (exact, linear models) or "occlusion" (measured, any model)
    score : the class's score, less that of `against` where one is given
    intercept : what the score is without any ink; None where that has no meaning
    """

    values: np.ndarray
    method: Method
    score: float
    intercept: float | None

    @property
    def about(self) -> str:
        """One or two sentences on how to read the map."""
        return tr(ABOUT[self.method], patch=PATCH)


def attribute(model: Any, image: np.ndarray, label: int, against: int | None = None) -> Attribution:
    """Return where the evidence for a class lies, or for it rather than another one.

    Linear models on pixels get their exact contributions, all others an occlusion map (Zeiler
    and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014).

    Parameters
    ----------
    model : fitted, takes (n, h, w) or (n, h, w, 3) uint8
    image : (h, w) or (h, w, 3) uint8
    label, against : classes
    """
    check_images(np.asarray(image)[None])
    if is_linear(model):
        return contributions(model, image, label, against)
    return occlusion(model, image, label, against)


def is_linear(model: Any) -> bool:
    """Return whether a class's score is a weighted sum of the image's own pixels."""
    return (
        isinstance(model, Pipeline)
        and all(isinstance(step, PIXELWISE) for _, step in model.steps[:-1])
        and any(isinstance(step, Pixels) for _, step in model.steps[:-1])
        and len(getattr(model[-1], "coef_", ())) == len(model.classes_)
    )


def contributions(
    model: Pipeline, image: np.ndarray, label: int, against: int | None = None
) -> Attribution:
    """Return weight times value of every pixel of a linear model; they sum to score - intercept."""
    weights, intercepts = model[-1].coef_, model[-1].intercept_
    values = np.asarray(model[:-1].transform(image[None]), np.float64)[0]
    weight, intercept = weights[label], intercepts[label]
    if against is not None:
        weight, intercept = weight - weights[against], intercept - intercepts[against]
    shares = _in_place(weight * values, image)
    return Attribution(shares, "contributions", float(shares.sum() + intercept), float(intercept))


def occlusion(model: Any, image: np.ndarray, label: int, against: int | None = None) -> Attribution:
    """Return how far the score falls when ink around each pixel is wiped out."""
    height, width = image.shape[:2]
    everywhere = [(y, x) for y in _steps(height, PATCH, STEP) for x in _steps(width, PATCH, STEP)]
    corners = [(y, x) for y, x in everywhere if image[y : y + PATCH, x : x + PATCH].any()]
    covered = np.repeat(image[None], len(corners) + 1, axis=0)
    for i, (y, x) in enumerate(corners, start=1):
        covered[i, y : y + PATCH, x : x + PATCH] = 0
    table = score_images(model, covered)[0].astype(np.float64)
    score = table[:, label] - (table[:, against] if against is not None else 0)
    total, patches = np.zeros((height, width)), np.zeros((height, width))
    for y, x in everywhere:
        patches[y : y + PATCH, x : x + PATCH] += 1
    for (y, x), fall in zip(corners, score[0] - score[1:], strict=True):
        total[y : y + PATCH, x : x + PATCH] += fall
    return Attribution(total / patches, "occlusion", float(score[0]), None)


def _in_place(shares: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return a share for every pixel (h, w); the channels of a colour are added up."""
    placed = shares.reshape(image.shape)
    return placed.sum(axis=2) if placed.ndim == 3 else placed


def _steps(length: int, patch: int, step: int) -> list[int]:
    """Return where patches begin, so that the last one ends at the edge."""
    last = max(length - patch, 0)
    return sorted({*range(0, last + 1, step), last})
