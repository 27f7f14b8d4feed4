"""Steps that change every image that a model sees. To add one, add an entry."""

from __future__ import annotations

from core.improvement import filters, placing, tones
from core.improvement.step import Parameter, Step
from core.language import mark, tr

PIXEL_STEPS = [
    Step(
        "deskew",
        mark("Deskew"),
        mark("Straightens slanted ink, so that a leaning 1 stands upright."),
        "pixels",
        (),
        lambda: tr("deskewed"),
        placing.deskew,
    ),
    Step(
        "sharpen",
        mark("Sharpen"),
        mark("Makes edges stronger by adding what a blur would take away (an unsharp mask)."),
        "pixels",
        (
            Parameter(
                "amount", mark("Amount"), 0.1, 10, 1, False, mark("How much stronger edges become.")
            ),
            Parameter(
                "radius", mark("Radius"), 0.3, 5, 1, False, mark("How wide an edge is, in pixels.")
            ),
        ),
        lambda amount, radius: tr(
            "sharpened (amount {amount}, radius {radius})", amount=amount, radius=radius
        ),
        filters.sharpen,
    ),
    Step(
        "blur",
        mark("Blur"),
        mark("Smooths the image, so that small differences between pens matter less."),
        "pixels",
        (
            Parameter(
                "sigma", mark("Sigma"), 0.3, 5, 1, False, mark("Width of the Gaussian, in pixels.")
            ),
        ),
        lambda sigma: tr("blurred (sigma {sigma})", sigma=sigma),
        filters.blur,
    ),
    Step(
        "contrast",
        mark("Contrast"),
        mark(
            "Stretches each image's brightness, so that its darkest pixels are black and its "
            "brightest white."
        ),
        "pixels",
        (
            Parameter(
                "cut",
                mark("Share cut off"),
                0,
                25,
                1,
                False,
                mark(
                    "How many per cent of the pixels become quite black, and as many quite white."
                ),
            ),
        ),
        lambda cut: tr("contrast stretched (cutting off {cut} %)", cut=cut),
        tones.contrast,
    ),
    Step(
        "equalise",
        mark("Equalise"),
        mark("Spreads each image's brightness so that every level is about equally frequent."),
        "pixels",
        (),
        lambda: tr("equalised"),
        tones.equalise,
    ),
    Step(
        "denoise",
        mark("Denoise"),
        mark(
            "Replaces each pixel by the median of the nine around it, which removes single specks."
        ),
        "pixels",
        (),
        lambda: tr("denoised"),
        filters.denoise,
    ),
    Step(
        "thicken",
        mark("Thicken"),
        mark("Makes bright lines wider, as a thicker pen would have drawn them."),
        "pixels",
        (
            Parameter(
                "pixels",
                mark("Width"),
                0.1,
                5,
                1,
                False,
                mark("How much wider on each side, in pixels; a part of a pixel is mixed in."),
            ),
        ),
        lambda pixels: tr("thickened (by {pixels} px)", pixels=pixels),
        filters.thicken,
    ),
    Step(
        "thin",
        mark("Thin"),
        mark("Makes bright lines narrower, as a thinner pen would have drawn them."),
        "pixels",
        (
            Parameter(
                "pixels",
                mark("Width"),
                0.1,
                5,
                0.5,
                False,
                mark("How much narrower on each side, in pixels; a part of a pixel is mixed in."),
            ),
        ),
        lambda pixels: tr("thinned (by {pixels} px)", pixels=pixels),
        filters.thin,
    ),
    Step(
        "crop",
        mark("Crop and centre"),
        mark(
            "Brings the ink to one size and its centre of mass to the middle, as MNIST's makers "
            "did."
        ),
        "pixels",
        (
            Parameter(
                "level",
                mark("Level of ink"),
                0,
                254,
                0,
                True,
                mark("Pixels brighter than this are ink; raise it for noisy images."),
            ),
        ),
        lambda level: (
            tr("cropped and centred")
            + (tr(" (ink brighter than {level})", level=level) if level else "")
        ),
        placing.crop,
    ),
]
