"""Which image a prediction is of, and that those who judge are others than those who choose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core import StudioError
from core.data.labelled import Dataset, LabelledImages
from core.data.reading.predicted import Predictions
from core.language import tr


def check_ids(found: Predictions) -> None:
    """Raise StudioError if an id stands twice: which image is meant then?"""
    if found.ids is None:
        return
    names, first, counts = np.unique(found.ids.astype(str), return_index=True, return_counts=True)
    twice = np.flatnonzero(counts > 1)
    if len(twice):
        at = twice[np.argmin(first[twice])]
        raise StudioError(
            tr(
                "The id {name!r} stands in {n:,} rows, the first of them {row:,}; each image needs "
                "one of its own.",
                name=str(names[at]),
                n=int(counts[at]),
                row=int(first[at]) + 1,
            )
        )


def check_apart(test: Predictions, validation: Predictions) -> None:
    """Raise StudioError if thresholds would be chosen on the images that judge them.

    Ids that only number the rows of each file say nothing about that.
    """
    if test.alone != validation.alone:
        raise StudioError(
            tr("One file holds answers alone, the other scores; give the same of both.")
        )
    same = test.values.shape == validation.values.shape and np.array_equal(
        test.values, validation.values
    )
    if same and len(test) > 1:
        raise StudioError(
            tr(
                "The validation file holds the same predictions as the test file; thresholds are "
                "chosen on other images than those that judge them. Without --validation the file "
                "is halved."
            )
        )
    if test.images is not None and validation.images is not None:
        known = {image.tobytes() for image in validation.images}
        seen = sum(image.tobytes() in known for image in test.images)
        if 2 * seen > len(test):  # here and there two images are alike, blank ones for instance
            raise StudioError(
                tr(
                    "{n:,} of the {m:,} test images are among those of the validation file, too; "
                    "thresholds are chosen on other images than those that judge them.",
                    n=seen,
                    m=len(test),
                )
            )
    if test.ids is None or validation.ids is None:
        return
    both = np.intersect1d(test.ids.astype(str), validation.ids.astype(str))
    if len(both) and not (_numbers_rows(test.ids) and _numbers_rows(validation.ids)):
        raise StudioError(
            tr(
                "{n:,} images stand in both files, the id {first!r} for one; thresholds are chosen "
                "on other images than those that judge them.",
                n=len(both),
                first=str(both[0]),
            )
        )


def _numbers_rows(ids: np.ndarray) -> bool:
    """Return whether ids are the rows' own numbers, from 0 or 1."""
    own = ids.astype(str)
    return any(np.array_equal(own, np.arange(n, n + len(own)).astype(str)) for n in (0, 1))


def in_order(
    whole: Dataset, part: LabelledImages, found: Predictions, title: str
) -> tuple[Predictions, bool]:
    """Return predictions in the order of a set's images, and whether ids said which is which.

    Raises
    ------
    StudioError
        If there are ids, and they are not those of the set.
    """
    if found.ids is None:
        return found, False
    own = found.ids.astype(str).tolist()
    theirs = [] if part.ids is None else part.ids.astype(str).tolist()
    for wanted in (theirs, list(map(str, range(len(part))))):
        order = places(own, wanted)
        if order is not None and len(order):
            return found.take(order), True
    if part.ids is None:
        note = tr(
            "the images of {name} have no ids, so the predictions are taken in its order",
            name=whole.name,
        )
        return replace(found, notes=(*found.notes, note)), False
    strange = np.flatnonzero(~np.isin(own, theirs))
    raise StudioError(
        tr(
            "The id {own!r} is of no image of the {title} set of {name!r}, whose first one is "
            "{first!r}; correct the ids, or leave them away where the predictions are in the set's "
            "order.",
            own=own[strange[0]],
            title=title,
            name=whole.name,
            first=str(part.ids[0]),
        )
    )


def places(own: Sequence[str], wanted: Sequence[str]) -> np.ndarray | None:
    """Return where each of the `wanted` names stands among the own ones, (n,); None unless all do.

    A file may be called by its folder or without it, so long as that tells files apart.
    """
    for called in (str, _file):
        names, sought = list(map(called, own)), list(map(called, wanted))
        at = {name: place for place, name in enumerate(names)}
        order = np.array([at.get(name, -1) for name in sought], np.int64)
        if order.min(initial=0) >= 0 and len(at) == len(names) and len(set(sought)) == len(sought):
            return order
    return None


def _file(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2]
