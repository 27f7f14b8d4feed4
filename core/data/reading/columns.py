"""Which column of a table is what: pixels in their order, labels, and numbers that only count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

import numpy as np

from core.data.labelled import DataError
from core.language import count, tr

LABEL_NAMES = (
    "label", "labels", "class", "digit", "target", "targets", "y", "y_true", "true", "category",
)  # fmt: skip
#: Columns that count the rows or name the images, and say nothing about them.
ID_NAMES = (
    "",
    "id",
    "index",
    "idx",
    "image_id",
    "imageid",
    "row",
    "file",
    "filename",
    "unnamed: 0",
)
PIXEL = re.compile(r"(?:pixel|px|pix|p|x|col|column|feature|attr)?[ _.-]?(\d{1,6})", re.I)
PLACE = re.compile(r"(\d{1,4})x(\d{1,4})", re.I)


@dataclass(frozen=True)
class Columns:
    """Columns of a table by their place.

    Parameters
    ----------
    pixels : the places of the pixels, in the order of the image
    label : the place of the label, or None
    notes : what was taken for what
    labels_from : that of them which says which column holds the labels, if it was a guess
    """

    pixels: tuple[int, ...]
    label: int | None = None
    notes: tuple[str, ...] = ()
    labels_from: str = ""


def by_name(titles: Sequence[str], wanted: str, name: str) -> Columns | None:
    """Return the columns of a table with names, or None if its names are just numbers.

    Parameters
    ----------
    titles : the names in the first row
    wanted : the column of labels that was asked for: a name, a number from 1, "last", "none" or ""
    name : what sentences begin with

    Raises
    ------
    DataError
        If there is no such column, or more than one that could hold the labels.
    """
    lower = [title.strip().lower() for title in titles]
    order = [_place(title) for title in lower]
    asked = _asked(wanted, titles, name)
    if all(place is not None for place in order if place != ""):
        numbers = [title for title in lower if title]
        if all(title.isdigit() for title in numbers) and len(numbers) > 1:
            return None
    pixels = [at for at, place in enumerate(order) if place is not None and at != asked]
    others = [at for at, place in enumerate(order) if place is None and at != asked]
    if not pixels:
        raise DataError(
            tr(
                "{name}, row 1: no columns of pixels, such as pixel0, pixel1, … or "
                "1x1, 1x2, …, among its {n} columns.",
                name=name,
                n=len(titles),
            )
        )
    label = asked
    if asked is None and wanted != "none":
        named = [at for at in others if lower[at] in LABEL_NAMES]
        left = [at for at in others if lower[at] not in ID_NAMES]
        label = named[0] if named else None
        if not named and left:
            raise DataError(
                tr(
                    "{name}: no column is called {listed} or the like; call it label, or "
                    "add --label-column {titles} (or none) on the command line.",
                    name=name,
                    listed=", ".join(LABEL_NAMES[:4]),
                    titles=titles[left[0]],
                )
            )
    ranked = sorted(pixels, key=lambda at: order[at])  # type: ignore[arg-type, return-value]
    notes = []
    if ranked != pixels:
        notes.append(tr("the columns of pixels are put in the order of their names"))
    left_out = [titles[at] or tr("the first column") for at in others if at != label]
    if left_out:
        notes.append(tr("left out: {listed}", listed=", ".join(left_out[:5])))
    return Columns(tuple(ranked), label, tuple(notes))


def by_place(
    rows: np.ndarray, texts: set[int], wanted: str, sides: int | None, name: str
) -> Columns:
    """Return the columns of a table without names, from its first rows.

    Parameters
    ----------
    rows : (m, columns) floats, the first rows; texts are not a number
    texts : columns that hold texts
    wanted : as in `by_name`
    sides : the number of pixels of an image, where that was said
    name : what sentences begin with

    Raises
    ------
    DataError
        If the columns are neither a square number nor one or two more.
    """
    width = rows.shape[1]
    asked = _asked(wanted, [""] * width, name)
    left = [at for at in range(width) if at != asked]
    notes: list[str] = []
    taken = ""

    def pixels(number: int) -> bool:
        return number == sides if sides is not None else 0 < number == isqrt(number) ** 2

    if asked is None and pixels(width) and not texts:
        return Columns(tuple(left))
    if asked is None and wanted != "none":
        counts = _counts(rows[:, 0]) and 0 not in texts
        if counts and (pixels(width - 2) or pixels(width - 1)):
            left = left[1:]
            notes.append(tr("column 1 counts the rows and is left out; --label-column 1 takes it"))
        if pixels(len(left) - 1):
            asked = _label_of(rows, texts, left)
            left = [at for at in left if at != asked]
            taken = (
                tr("the last column holds the labels; --label-column takes another")
                if asked == width - 1
                else tr(
                    "column {number} holds the labels; --label-column takes another",
                    number=asked + 1,
                )
            )
            notes.append(taken)
    if not pixels(len(left)) or texts & set(left):
        expected = tr("a square number (784 for 28 × 28)") if sides is None else count(sides)
        raise DataError(
            tr(
                "{name}: {width} columns; expected {expected} of pixels, and one of "
                "labels beside them or none.",
                name=name,
                width=width,
                expected=expected,
            )
        )
    return Columns(tuple(left), asked, tuple(notes), taken)


def _place(title: str) -> tuple[int, int] | None:
    """Return where the pixel of this name stands, or None if it is not a pixel's name."""
    if found := PLACE.fullmatch(title):
        return int(found[1]), int(found[2])
    found = PIXEL.fullmatch(title)
    return (0, int(found[1])) if found else None


def _asked(wanted: str, titles: Sequence[str], name: str) -> int | None:
    if wanted in ("", "none"):
        return None
    if wanted == "last":
        return len(titles) - 1
    if wanted in titles:
        return list(titles).index(wanted)
    if wanted.isdigit() and 1 <= int(wanted) <= len(titles):
        return int(wanted) - 1
    raise DataError(
        tr(
            "{name}: there is no column {wanted!r}; --label-column takes one of "
            "its names, a number from 1 to {n}, last or none.",
            name=name,
            wanted=wanted,
            n=len(titles),
        )
    )


def _counts(column: np.ndarray) -> bool:
    """Return whether a column just counts the rows, from 0 or 1."""
    return len(column) > 1 and any(
        np.array_equal(column, np.arange(first, first + len(column))) for first in (0, 1)
    )


def _label_of(rows: np.ndarray, texts: set[int], left: list[int]) -> int:
    """Return which of the first and the last column holds the labels.

    A corner of an image is the same nearly everywhere, or takes any grey; labels number classes.
    """
    first, last = left[0], left[-1]
    if texts:
        return last if last in texts else first
    likely = [_numbers_classes(rows[:, at]) for at in (first, last)]
    return last if likely == [False, True] else first


def _numbers_classes(column: np.ndarray) -> bool:
    """Return whether a column looks like labels: two or more whole numbers with few gaps."""
    found = np.unique(column)
    whole = bool((found == np.floor(found)).all()) and found[0] >= 0
    return len(found) > 1 and whole and bool(found[-1] <= 2 * len(found))
