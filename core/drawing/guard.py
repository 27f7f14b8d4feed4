"""What is wrong with many digits at once: inverted, turned, or no digits at all.

Each finding is a sentence with the likely cause and the option to add. The limits were measured: of
MNIST's digits as they are, the networks of `core.drawing.refusals` refuse 0.2 %; of inverted ones
96 %, of transposed ones half, of those with their columns shuffled all. Of 200 batches of 20 digits
each, it told all that were transposed from all that were not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.labelled import Dataset
from core.drawing import refusals
from core.language import percent, tr

#: Fewer images say too little about all of them; no more than so many are looked at.
FEWEST, LOOKED_AT = 10, 300
#: Greys of an edge above which the paper is light.
LIGHT = 127
#: Shares of refused images that digits do not reach: to look further, and to speak of.
DOUBTFUL, SUSPICIOUS = 0.1, 0.2


@dataclass(frozen=True)
class Finding:
    """What seems wrong with all images, and the option to add, "" where none helps."""

    sentence: str
    option: str = ""

    def __str__(self) -> str:
        return self.sentence + (tr("; add {option}.", option=self.option) if self.option else ".")


def of_digits(images: np.ndarray) -> Finding | None:
    """Return what seems wrong with digits (n, 28, 28) uint8, ink bright on 0, as a whole."""
    if len(images) < FEWEST:
        return None
    some = images[:: -(-len(images) // LOOKED_AT)]
    light = _share_light(some) > 0.5
    if light:
        some = 255 - some
    found = _share_refused(some)
    on_side = found > DOUBTFUL and _share_refused(some.swapaxes(1, 2)) < found / 2
    if light and on_side:
        return Finding(
            tr("The digits are dark on light and lie on their side: rows and columns exchanged"),
            "--invert --transpose",
        )
    if light:
        return Finding(
            tr("The images are dark on light, MNIST's digits are light on dark"), "--invert"
        )
    if on_side:
        return Finding(
            tr("The digits lie on their side: rows and columns exchanged"), "--transpose"
        )
    if found <= SUSPICIOUS:
        return None
    return Finding(
        tr(
            "{part} of the images do not look like digits: are they turned, mirrored, or their "
            "pixels in another order",
            part=percent(found, 0),
        )
    )


def of_dataset(dataset: Dataset) -> Finding | None:
    """Return what seems wrong with a data set's images, if they are to be digits."""
    if dataset.classes != tuple("0123456789") or dataset.shape != (28, 28):
        return None
    return of_digits(dataset.test.images)


def _share_light(images: np.ndarray) -> float:
    """Return the share of images whose edge is lighter than middling grey."""
    edges = [images[:, 0], images[:, -1], images[:, :, 0], images[:, :, -1]]
    return float((np.median(np.concatenate(edges, axis=1), axis=1) > LIGHT).mean())


def _share_refused(images: np.ndarray) -> float:
    return float((refusals.kinds(np.ascontiguousarray(images)) >= 0).mean())
