"""Steps that change every image that a model sees. To add one, add an entry."""

from __future__ import annotations

from core.improvement import filters, placing, tones
from core.improvement.step import Parameter, Step

PIXEL_STEPS = [
    Step(
        "deskew",
        "Deskew",
        "Straightens slanted ink, so that a leaning 1 stands upright.",
        "pixels",
        (),
        lambda: "deskewed",
        placing.deskew,
    ),
    Step(
        "sharpen",
        "Sharpen",
        "Makes edges stronger by adding what a blur would take away (an unsharp mask).",
        "pixels",
        (
            Parameter("amount", "Amount", 0.1, 10, 1, False, "How much stronger edges become."),
            Parameter("radius", "Radius", 0.3, 5, 1, False, "How wide an edge is, in pixels."),
        ),
        lambda amount, radius: f"sharpened (amount {amount}, radius {radius})",
        filters.sharpen,
    ),
    Step(
        "blur",
        "Blur",
        "Smooths the image, so that small differences between pens matter less.",
        "pixels",
        (Parameter("sigma", "Sigma", 0.3, 5, 1, False, "Width of the Gaussian, in pixels."),),
        lambda sigma: f"blurred (sigma {sigma})",
        filters.blur,
    ),
    Step(
        "contrast",
        "Contrast",
        "Stretches each image's brightness, so that its darkest pixels are black and its "
        "brightest white.",
        "pixels",
        (
            Parameter(
                "cut",
                "Share cut off",
                0,
                25,
                1,
                False,
                "How many per cent of the pixels become quite black, and as many quite white.",
            ),
        ),
        lambda cut: f"contrast stretched (cutting off {cut} %)",
        tones.contrast,
    ),
    Step(
        "equalise",
        "Equalise",
        "Spreads each image's brightness so that every level is about equally frequent.",
        "pixels",
        (),
        lambda: "equalised",
        tones.equalise,
    ),
    Step(
        "denoise",
        "Denoise",
        "Replaces each pixel by the median of the nine around it, which removes single specks.",
        "pixels",
        (),
        lambda: "denoised",
        filters.denoise,
    ),
    Step(
        "thicken",
        "Thicken",
        "Makes bright lines wider, as a thicker pen would have drawn them.",
        "pixels",
        (
            Parameter(
                "pixels",
                "Width",
                0.1,
                5,
                1,
                False,
                "How much wider on each side, in pixels; a part of a pixel is mixed in.",
            ),
        ),
        lambda pixels: f"thickened (by {pixels} px)",
        filters.thicken,
    ),
    Step(
        "thin",
        "Thin",
        "Makes bright lines narrower, as a thinner pen would have drawn them.",
        "pixels",
        (
            Parameter(
                "pixels",
                "Width",
                0.1,
                5,
                0.5,
                False,
                "How much narrower on each side, in pixels; a part of a pixel is mixed in.",
            ),
        ),
        lambda pixels: f"thinned (by {pixels} px)",
        filters.thin,
    ),
    Step(
        "crop",
        "Crop and centre",
        "Brings the ink to one size and its centre of mass to the middle, as MNIST's makers did.",
        "pixels",
        (
            Parameter(
                "level",
                "Level of ink",
                0,
                254,
                0,
                True,
                "Pixels brighter than this are ink; raise it for noisy images.",
            ),
        ),
        lambda level: (
            "cropped and centred" + (f" (ink brighter than {level})" if level != "0" else "")
        ),
        placing.crop,
    ),
]
