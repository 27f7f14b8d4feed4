"""Steps that change what a model learns from. To add one, add an entry."""

from __future__ import annotations

from core.improvement import copies
from core.improvement.step import Parameter, Step
from core.language import mark, tr


def _kept(share: float) -> str:
    if share == 0.5:
        return tr("trained on half of the images")
    return tr("trained on {part:.4g} % of the images", part=share * 100)


TRAINING_STEPS = [
    Step(
        "data",
        mark("Less data"),
        mark("Learns from only a share of the training images: a point of the learning curve."),
        "training",
        (
            Parameter(
                "share",
                mark("Share"),
                0.001,
                1,
                0.5,
                False,
                mark("1 is all training images, 0.5 half."),
            ),
        ),
        _kept,
        copies.data,
        needs_number=True,
    ),
    Step(
        "shifts",
        mark("Shifted copies"),
        mark("Adds four copies of every training image, moved left, right, up and down."),
        "training",
        (
            Parameter(
                "pixels", mark("Distance"), 1, 10, 1, True, mark("How far they move, in pixels.")
            ),
        ),
        lambda pixels: tr("with copies shifted four ways (by {pixels} px)", pixels=pixels),
        copies.shifts,
    ),
    Step(
        "rotations",
        mark("Rotated copies"),
        mark("Adds a copy of every training image, turned a little to the left or right."),
        "training",
        (
            Parameter(
                "degrees",
                mark("Angle"),
                0.5,
                180,
                10,
                False,
                mark("The largest angle, in degrees."),
            ),
        ),
        lambda degrees: tr("with copies turned by up to {degrees}°", degrees=degrees),
        copies.rotations,
    ),
    Step(
        "elastic",
        mark("Elastic copies"),
        mark("Adds a copy of every training image, bent as if it were drawn on rubber."),
        "training",
        (
            Parameter(
                "alpha", mark("Strength"), 1, 200, 34, False, mark("How strongly it is bent.")
            ),
            Parameter(
                "sigma",
                mark("Smoothness"),
                1,
                10,
                4,
                False,
                mark("How wide the waves are, in pixels; small values crumple."),
            ),
        ),
        lambda alpha, sigma: tr(
            "with copies bent elastically (alpha {alpha}, sigma {sigma})", alpha=alpha, sigma=sigma
        ),
        copies.elastic,
    ),
]
