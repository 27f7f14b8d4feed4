"""How an answer came about: the frames, both ways to shrink, neighbours and evidence."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from canvas.reading import Reader
from core.analysis import neighbours
from core.analysis.attribution import attribute
from core.data import sets
from core.data.inks import Frames, raw_shrink

NEAREST = 6


def b64(array: np.ndarray) -> str:
    """Return an array's bytes as base64 text."""
    return base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()


def explained(
    image: np.ndarray, made: Frames | None, lead: Reader, readers: list[Reader]
) -> dict[str, Any]:
    """Return what the page shows below the answer to `image`.

    made : the frames that led from ink to MNIST's form; None if the image did not come from ink
    lead : the model whose evidence is shown
    """
    images = unread(made, readers)
    return images | {"near": nearest(image), "attribution": shown_attribution(image, lead)}


def unread(made: Frames | None, readers: Sequence[Reader] = ()) -> dict[str, Any]:
    """Return what the page shows of a drawing without a reading: its images."""
    return {
        "frames": described(made) if made else None,
        "ways": both_ways(made, readers) if made else None,
        "near": None,
        "attribution": None,
    }


def described(made: Frames) -> dict[str, Any]:
    """Return the frames in the page's form."""
    return {
        "box": made.box,
        "widened": made.widened,
        "small": b64(made.small),
        "centre": made.centre,
        "image": b64(made.image),
    }


def both_ways(made: Frames, readers: Sequence[Reader]) -> list[dict[str, Any]]:
    """Return the image and every model's class for both ways to shrink the ink."""
    ways = {"As MNIST did it": made.image, "Raw shrink": raw_shrink(made.ink)}
    return [
        {
            "name": name,
            "image": b64(image),
            "readings": [
                {"model": reader.name, "class": reader.read(image)["class"]} for reader in readers
            ],
        }
        for name, image in ways.items()
    ]


def nearest(image: np.ndarray) -> list[dict[str, Any]]:
    """Return the training digits nearest to the image."""
    train = sets.load().train
    indices, distances = neighbours.nearest(image, NEAREST)
    return [
        {
            "image": b64(train.images[index]),
            "label": int(train.labels[index]),
            "distance": float(distance),
        }
        for index, distance in zip(indices, distances, strict=True)
    ]


def shown_attribution(image: np.ndarray, lead: Reader) -> dict[str, Any]:
    """Return where the evidence for the lead's answer lies, as bytes from -127 to 127."""
    reading = lead.read(image)
    found = attribute(lead.model, image, reading["class"])
    peak = float(np.abs(found.values).max()) or 1.0
    return {
        "model": lead.name,
        "class": reading["class"],
        "kind": reading["kind"],
        "score": found.score,
        "image": b64(image),
        "values": b64(np.round(found.values / peak * 127).astype(np.int8)),
        "about": found.about,
    }
