"""Steps that change what a model learns from. To add one, add an entry."""

from __future__ import annotations

from core.improvement import copies
from core.improvement.step import Parameter, Step


def _kept(share: str) -> str:
    if float(share) == 0.5:
        return "trained on half of the images"
    return f"trained on {float(share) * 100:.4g} % of the images"


TRAINING_STEPS = [
    Step(
        "data",
        "Less data",
        "Learns from only a share of the training images: a point of the learning curve.",
        "training",
        (Parameter("share", "Share", 0.001, 1, 0.5, False, "1 is all training images, 0.5 half."),),
        _kept,
        copies.data,
        needs_number=True,
    ),
    Step(
        "shifts",
        "Shifted copies",
        "Adds four copies of every training image, moved left, right, up and down.",
        "training",
        (Parameter("pixels", "Distance", 1, 10, 1, True, "How far they move, in pixels."),),
        lambda pixels: f"with copies shifted four ways (by {pixels} px)",
        copies.shifts,
    ),
    Step(
        "rotations",
        "Rotated copies",
        "Adds a copy of every training image, turned a little to the left or right.",
        "training",
        (Parameter("degrees", "Angle", 0.5, 180, 10, False, "The largest angle, in degrees."),),
        lambda degrees: f"with copies turned by up to {degrees}°",
        copies.rotations,
    ),
    Step(
        "elastic",
        "Elastic copies",
        "Adds a copy of every training image, bent as if it were drawn on rubber.",
        "training",
        (
            Parameter("alpha", "Strength", 1, 200, 34, False, "How strongly it is bent."),
            Parameter(
                "sigma",
                "Smoothness",
                1,
                10,
                4,
                False,
                "How wide the waves are, in pixels; small values crumple.",
            ),
        ),
        lambda alpha, sigma: f"with copies bent elastically (alpha {alpha}, sigma {sigma})",
        copies.elastic,
    ),
]
