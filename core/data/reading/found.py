"""What a reader finds in a file, and what a person may say about the file beforehand."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import numpy as np

from core.data.labelled import DataError
from core.language import tr

#: The longest side of an image of a data set, in pixels.
LONGEST_SIDE = 256


@dataclass(frozen=True)
class Options:
    """What a person says about a file.

    Parameters
    ----------
    label_column : name of a table's column of labels, its number from 1, "last" or "none"; "" to
        let the reader find it
    sides : (height, width) of images that are stored as rows of pixels; None for squares
    invert : whether dark and light are to be exchanged
    transpose : whether rows and columns are to be exchanged
    most : the most bytes that a file may unpack to
    picture : what makes an image of the bytes of a picture with a name; None: the picture as it is
    """

    label_column: str = ""
    sides: tuple[int, int] | None = None
    invert: bool = False
    transpose: bool = False
    most: int = 2_000_000_000
    picture: Callable[[bytes, str], np.ndarray] | None = None


@dataclass(frozen=True, eq=False)
class Found:
    """Images as they were found, and what is known of them.

    Parameters
    ----------
    images : (n, h, w) or (n, h, w, 3) uint8
    labels : (n,) integers or texts, as they were written, or None
    classes : names of the classes 0, 1, …, where the file has them
    groups : (n,) integers or texts, who made each image, or None
    notes : sentences about what was taken for what
    labels_from : that of them which says where the labels were taken from, if it was a guess
    files : the images' own files, where each has one
    """

    images: np.ndarray
    labels: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    groups: np.ndarray | None = None
    notes: tuple[str, ...] = ()
    labels_from: str = ""
    files: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.images)

    def turned(self, options: Options) -> Found:
        """Return it with dark and light, or rows and columns, exchanged as was asked for."""
        images = self.images
        if options.invert:
            images = 255 - images
        if options.transpose:
            images = np.ascontiguousarray(images.swapaxes(1, 2))
        return self if images is self.images else replace(self, images=images)

    def noting(self, *notes: str) -> Found:
        """Return it with further notes."""
        return replace(self, notes=self.notes + tuple(note for note in notes if note))


def listed(names: Sequence[object], most: int = 8) -> str:
    """Return names one after the other, and a sign where there are more."""
    return ", ".join(map(str, names[:most])) + (", …" if len(names) > most else "")


def check_count(name: str, what: str, images: int, others: int) -> None:
    """Raise DataError unless there is one of `what` for every image."""
    if images != others:
        raise DataError(
            tr(
                "{name}: {images:,} images need as many {what}, but there are {others:,}.",
                name=name,
                images=images,
                what=what,
                others=others,
            )
        )


def separator_of(content: bytes) -> str:
    """Return what stands between the titles of a table; UnicodeDecodeError if it is no text."""
    head = content[:100_000].decode("utf-8-sig").split("\n")[0]
    return max(",;\t", key=head.count)


def check_titles(content: bytes, separator: str, name: str) -> None:
    """Raise DataError if a row of a table has values beyond its titles: pandas drops them.

    Only a table whose first row is longer than its titles is read by pandas like that.
    """
    lines = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")  # no second copy of it
    rows = csv.reader(lines, delimiter=separator)
    with suppress(csv.Error, StopIteration):
        titles, first = next(rows), next(rows)
        for number, row in enumerate([first, *(rows if len(first) > len(titles) else ())], 2):
            if any(cell.strip() for cell in row[len(titles) :]):
                raise DataError(
                    tr(
                        "{name}, row {number}: {n} values, but {n2} titles.",
                        name=name,
                        number=number,
                        n=len(row),
                        n2=len(titles),
                    )
                )
