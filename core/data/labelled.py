"""Labelled images and data sets of them: what they hold, checked once, read-only from then on."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from core import StudioError
from core.language import tr


class DataError(StudioError):
    """Data that is missing, damaged or of another form than expected."""


#: What thresholds are chosen on: the training set by models that did not learn from the image, or,
#: where the model stays elsewhere, a half of its predictions or a file of their own.
ChosenOn = Literal["out-of-fold", "half", "validation"]
#: What a class may be called, in characters: more breaks every table and menu.
LONGEST_NAME = 80


@dataclass(frozen=True, eq=False)
class LabelledImages:
    """Images and their labels, both read-only.

    Parameters
    ----------
    images : (n, h, w) uint8 in grey, or (n, h, w, 3) in colour
    labels : (n,) integer, indices of the data set's classes
    groups : (n,) integer, who made each image (a writer, say), or None where that is not known
    series : (n,) integer, an index of `Dataset.series`, the kind of each image's group, or None
    ids : (n,) integers or texts, what each image is called elsewhere, or None
    """

    images: np.ndarray
    labels: np.ndarray
    groups: np.ndarray | None = None
    series: np.ndarray | None = None
    ids: np.ndarray | None = None

    def __post_init__(self) -> None:
        shape = self.images.shape
        if not (len(shape) == 3 or (len(shape) == 4 and shape[3] == 3)):
            raise DataError(
                tr("Images must be (n, h, w) or (n, h, w, 3), not {shape}.", shape=shape)
            )
        if self.images.dtype != np.uint8:
            raise DataError(tr("Images must be uint8, not {dtype}.", dtype=self.images.dtype))
        for name, values in (
            (tr("labels"), self.labels),
            (tr("groups"), self.groups),
            (tr("series"), self.series),
        ):
            if values is None:
                continue
            if values.shape != (len(self.images),):
                raise DataError(
                    tr(
                        "{n} images need as many {name}, not {shape}.",
                        n=len(self.images),
                        name=name,
                        shape=values.shape,
                    )
                )
            if not np.issubdtype(values.dtype, np.integer):
                raise DataError(
                    tr("The {name} must be integers, not {dtype}.", name=name, dtype=values.dtype)
                )
            values.flags.writeable = False
        if self.ids is not None and self.ids.shape != (len(self.images),):
            raise DataError(
                tr(
                    "{n} images need as many ids, not {shape}.",
                    n=len(self.images),
                    shape=self.ids.shape,
                )
            )
        self.images.flags.writeable = False

    def __len__(self) -> int:
        return len(self.images)

    def take(self, indices: np.ndarray | slice) -> LabelledImages:
        """Return the images at these indices."""
        parts = (self.images, self.labels, self.groups, self.series, self.ids)
        return LabelledImages(*(None if part is None else part[indices] for part in parts))  # type: ignore[arg-type]


@dataclass(frozen=True, eq=False)
class Dataset:
    """A training and a test set of images of one size, with the names of their classes.

    Parameters
    ----------
    name : of small letters, digits and _; what is about digits by nature asks for "mnist"
    train, test : images, all of the same height, width and colour
    classes : names, in the order of the labels
    series : names of the kinds of groups, such as "census clerks"; empty where not known
    pictured : whether there are images; without them each is one black pixel, and what is known of
        them are predictions
    chosen_on : what `train` is to the thresholds that are chosen on it
    """

    name: str
    train: LabelledImages
    test: LabelledImages
    classes: tuple[str, ...]
    series: tuple[str, ...] = ()
    pictured: bool = True
    chosen_on: ChosenOn = "out-of-fold"

    def __post_init__(self) -> None:
        if self.train.images.shape[1:] != self.test.images.shape[1:]:
            raise DataError(
                tr(
                    "The training images are {shape} and the test images {shape2}; all "
                    "must be of one size.",
                    shape=self.train.images.shape[1:],
                    shape2=self.test.images.shape[1:],
                )
            )
        if self.chosen_on not in get_args(ChosenOn):
            raise DataError(
                tr("Thresholds cannot be chosen on {chosen_on!r}.", chosen_on=self.chosen_on)
            )
        if len(self.classes) < 2:
            raise DataError(tr("A data set needs two classes or more; add images of another one."))
        _check_names(self.classes)
        for part in (self.train, self.test):
            labels = part.labels
            if len(labels) and not 0 <= labels.min() <= labels.max() < len(self.classes):
                raise DataError(
                    tr(
                        "Labels run from {min} to {max}, but there are {n} classes; number "
                        "them from 0 to {n2}.",
                        min=labels.min(),
                        max=labels.max(),
                        n=len(self.classes),
                        n2=len(self.classes) - 1,
                    )
                )

    def check_use(self) -> None:
        """See that it can be trained on and judged with: images of two classes in both sets.

        Raises
        ------
        DataError
            If a set is empty or holds a single class.
        """
        for title, part in ((tr("training"), self.train), (tr("test"), self.test)):
            found = np.unique(part.labels)
            if not len(found):
                raise DataError(
                    tr("The {title} set is empty; add images with their labels.", title=title)
                )
            if len(found) == 1:
                raise DataError(
                    tr(
                        "The {title} set has images of {classes!r} only, and there is nothing "
                        "to tell them from; add images of another class.",
                        title=title,
                        classes=self.classes[found[0]],
                    )
                )

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of one image: (h, w) in grey or (h, w, 3) in colour."""
        return self.test.images.shape[1:]

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.classes)

    def split(self, name: str) -> LabelledImages:
        """Return the images that the scores of a split are of: "oof" or "test"."""
        return self.train if name == "oof" else self.test

    @cached_property
    def sha256(self) -> str:
        """Hash of all pixels, labels and class names: part of the key of what is made of them."""
        pixels, labels = array_hashes(
            [self.train.images, self.test.images], [self.train.labels, self.test.labels]
        )
        parts = [pixels, labels]
        if self.classes != tuple("0123456789") or self.shape != (28, 28):
            parts.append(json.dumps([self.classes, self.shape]))
        if not self.pictured and self.test.ids is not None:  # nothing else tells the images apart
            parts.append(hashlib.sha256(str(self.test.ids.tolist()).encode()).hexdigest())
        return hashlib.sha256(" ".join(parts).encode()).hexdigest()

    @cached_property
    def groups_sha256(self) -> str:
        """Hash of the training images' groups, on which folds depend; "" where none are known."""
        if self.train.groups is None:
            return ""
        groups = np.ascontiguousarray(self.train.groups, "<i8")
        return hashlib.sha256(groups.tobytes()).hexdigest()


def _check_names(classes: tuple[str, ...]) -> None:
    for name in classes:
        if not name.strip() or not name.isprintable() or len(name) > LONGEST_NAME:
            raise DataError(
                tr(
                    "A class cannot be called {name!r}: a name is one line of 1 to "
                    "{longest_name} characters.",
                    name=name[:20],
                    longest_name=LONGEST_NAME,
                )
            )
    twice = next((name for name, number in Counter(classes).items() if number > 1), None)
    if twice is not None:
        raise DataError(
            tr("Two classes are called {twice!r}; give each a name of its own.", twice=twice)
        )


def array_hashes(images: list[np.ndarray], labels: list[np.ndarray]) -> tuple[str, str]:
    """Return the SHA-256 of the images' and of the labels' bytes, one part after another.

    Labels count as uint8 where all of them fit, so that IDX, npz and ARFF files of MNIST agree.
    """
    pixels, classes = hashlib.sha256(), hashlib.sha256()
    small = all(part.max(initial=0) < 256 for part in labels)
    for part in images:
        pixels.update(np.ascontiguousarray(part, np.uint8).data)
    for part in labels:
        classes.update(np.ascontiguousarray(part).astype(np.uint8 if small else "<i8").tobytes())
    return pixels.hexdigest(), classes.hexdigest()
