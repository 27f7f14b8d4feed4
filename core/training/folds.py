"""The folds of out-of-fold scores: balanced classes, and nobody's images on both sides."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from core import StudioError
from core.data.labelled import LabelledImages
from core.language import tr

FOLDS = 3


def folds_by(groups_known: bool) -> str:
    """Return what manifests call the folds: "writers" where groups are known, else "images"."""
    return "writers" if groups_known else "images"


def folds(images: LabelledImages, classes: tuple[str, ...]) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the indices to fit on and to score of each fold; every image is scored once.

    Where groups (writers) are known, all images of one are in one fold: `StratifiedGroupKFold`,
    else `StratifiedKFold`. Neither shuffles, so that there is no seed to choose: the former deals
    out the groups whose classes vary most in number first, each to the fold that it balances best.

    Raises
    ------
    StudioError
        If the classes or groups cannot be divided so that every fold knows all classes.
    """
    labels, groups = images.labels, images.groups
    what = tr("images") if groups is None else tr("writers")
    for label, name in enumerate(classes):
        inside = labels == label
        found = inside.sum() if groups is None else len(np.unique(groups[inside]))
        if found < (FOLDS if groups is None else 2):
            told = {"name": name, "found": found, "what": what, "folds": FOLDS}
            raise StudioError(
                tr(
                    "The class {name!r} has only {found} {what}, too few for {folds} folds; add "
                    "images of it or leave the class out.",
                    **told,
                )
                if found
                else tr(
                    "The class {name!r} has no {what}, too few for {folds} folds; add images of "
                    "it or leave the class out.",
                    **told,
                )
            )
    if groups is not None and len(np.unique(groups)) < FOLDS:
        raise StudioError(tr("{folds} folds need images of {folds} writers or more.", folds=FOLDS))
    kind = StratifiedKFold if groups is None else StratifiedGroupKFold
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # small classes are looked at below
        result = list(kind(FOLDS).split(np.empty(len(labels)), labels, groups))
    wanted = len(classes)
    if any(not len(out) or len(np.unique(labels[fit])) < wanted for fit, out in result):
        raise StudioError(
            tr(
                "The {what} cannot be divided into {folds} folds that all know every "
                "class; add images of the rare classes by more of them.",
                what=what,
                folds=FOLDS,
            )
        )
    return result
