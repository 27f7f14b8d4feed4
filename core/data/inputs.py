"""Digits from files: what `core.data.reading` finds, as long as it is 28×28 and labelled 0 to 9.

Pictures of one digit, on any paper and of any size, become what MNIST's makers would have made of
them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.data import pictures
from core.data.labelled import DataError
from core.data.reading import reader
from core.data.reading.found import Found, Options
from core.language import tr

SIDE = 28
#: MNIST with all its 70,000 images takes 55 MB; what claims to be far larger is refused unread.
MAX_BYTES = 400_000_000
#: Which of the sets in a file is meant, where it has several: no training image if it can be.
ORDER = ("", "test", "train")


@dataclass(frozen=True, eq=False)
class Batch:
    """Digits out of one file.

    Parameters
    ----------
    images : (n, 28, 28) uint8, ink bright on 0
    labels : (n,) int64, 0 to 9, or None
    notes : sentences about what was taken for what
    ink : (h, w) uint8, what is drawn in the one picture that was read, if it was one
    """

    images: np.ndarray
    labels: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    ink: np.ndarray | None = None


def read(path: Path, options: Options | None = None) -> Batch:
    """Return the digits in a file.

    Raises
    ------
    StudioError
        If the file is missing, damaged, too large or of another kind; the sentence names the
        file and, in a table, the row and column.
    """
    return parse(reader.on_disk(path, MAX_BYTES), path.name, options)


def parse(content: bytes, name: str, options: Options | None = None) -> Batch:
    """Return the digits in the bytes of a file called `name`; errors as `read`."""
    inks: list[np.ndarray] = []

    def picture(content: bytes, name: str) -> np.ndarray:
        image, ink = pictures.digit_and_ink(content, name)
        inks[:] = [ink]
        return image

    options = replace(options or Options(), most=MAX_BYTES, picture=picture)
    batch = digits(reader.parse(content, name, options), name)
    turned = options.invert or options.transpose
    one = len(batch.images) == len(inks) == 1 and not turned
    return replace(batch, ink=inks[0]) if one else batch


def digits(found: reader.Sets, name: str) -> Batch:
    """Return the set that is meant, if its images and labels are those of digits.

    Raises
    ------
    DataError
        If they are not; the sentence begins with `name`.
    """
    one = found[next(which for which in ORDER if which in found)]
    if one.images.shape[1:] != (SIDE, SIDE):
        size = " × ".join(map(str, one.images.shape[1:]))
        raise DataError(
            tr(
                "{name}: the images are {size}, expected grey digits of {side} × "
                "{side}; `python -m core import` makes a data set of others.",
                name=name,
                size=size,
                side=SIDE,
            )
        )
    return Batch(np.ascontiguousarray(one.images), _labels(one, name), one.notes)


def _labels(one: Found, name: str) -> np.ndarray | None:
    """Return the labels as digits 0 to 9."""
    if one.labels is None:
        return None
    numbers = np.issubdtype(one.labels.dtype, np.integer)
    wrong = np.flatnonzero(~np.isin(one.labels, np.arange(10))) if numbers else np.array([0])
    if len(wrong):
        shown = one.labels[wrong[0]]
        hint = (
            tr("; labels from 1 to 10 are not digits") if numbers and one.labels.max() == 10 else ""
        )
        raise DataError(
            tr(
                "{name}: image {wrong} has the label {shown}; labels must be whole "
                "numbers from 0 to 9{hint}.",
                name=name,
                wrong=wrong[0] + 1,
                shown=shown,
                hint=hint,
            )
        )
    return one.labels.astype(np.int64)
