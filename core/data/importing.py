"""What a reader found, made into a data set: classes, a training and a test set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.data.labelled import DataError, Dataset, LabelledImages
from core.data.reading.found import Found, listed
from core.data.reading.labels import natural
from core.data.reading.reader import Sets
from core.language import tr

SEED = 42
MOST_CLASSES = 1_000
#: Classes that a sentence names.
LISTED = 12


@dataclass(frozen=True)
class Wish:
    """What a person says about the data set that is to be made.

    Parameters
    ----------
    classes : names of the classes in the order of their labels; empty to take them from the labels
    split : share of the images that become the test set where nothing says which are for it
    """

    classes: tuple[str, ...] = ()
    split: float | None = None


def dataset(name: str, found: Sets, wish: Wish) -> tuple[Dataset, list[str]]:
    """Return the data set of what was found, and notes on how it was made.

    Parameters
    ----------
    name : the data set's name
    found : images by set; those of no set, or of the only one, are divided by `wish.split`
    wish : what a person says about it

    Raises
    ------
    DataError
        If labels are missing or contradict the names, or the images cannot be divided.
    """
    notes = [note for one in found.values() for note in one.notes]
    try:
        return _made(name, found, wish, notes)
    except DataError as error:
        # Where the labels were taken from is what one has to look at then.
        taken = [one.labels_from for one in found.values() if one.labels_from]
        raise DataError(" ".join([str(error), *(f"({note}.)" for note in taken)])) from None


def _made(name: str, found: Sets, wish: Wish, notes: list[str]) -> tuple[Dataset, list[str]]:
    unlabelled = next((which for which, one in found.items() if one.labels is None), None)
    if unlabelled is not None and len(found) > 1:
        notes.append(
            {
                "train": tr("the training set has no labels and is left out"),
                "test": tr("the test set has no labels and is left out"),
            }.get(unlabelled, tr("the other set has no labels and is left out"))
        )
        found = {which: one for which, one in found.items() if one.labels is not None}
    if unlabelled is not None and (len(found) == 1 and found[next(iter(found))].labels is None):
        raise DataError(
            tr(
                "The images have no labels; put them into a folder for each class, or give the "
                "file with the labels, too."
            )
        )
    found, told = _without_spare(found)
    notes += told
    classes, labels, told = _classes(found, wish.classes)
    notes += told
    groups = _groups(found)
    parts = {
        which: LabelledImages(one.images, labels[which], groups[which], None, _ids(one))
        for which, one in found.items()
    }
    found.clear()
    if len(parts) == 1:
        [(which, whole)] = parts.items()
        parts.clear()
        train, test, told = _divided(whole, classes, wish.split, which)
        notes += told
    else:
        train, test = parts["train"], parts["test"]
        seen = np.bincount(train.labels, minlength=len(classes))
        if lacking := [classes[at] for at in np.flatnonzero(seen == 0)]:
            notes.append(
                tr(
                    "no training image is of {listed}, so that no model can be trained: add some, "
                    "or leave that class out of the test set",
                    listed=listed(lacking, LISTED),
                )
            )
    made = Dataset(name, train, test, classes)
    made.check_use()
    return made, notes


def _without_spare(found: Sets) -> tuple[Sets, list[str]]:
    """Return the sets as "train" and "test", or as one that is to be divided."""
    found = dict(found)
    if "" in found and len(found) > 1:
        other = "test" if "test" in found else "train"
        rest = "train" if other == "test" else "test"
        if rest in found:
            return {other: found[other], rest: found[rest]}, [tr("images of no set are left out")]
        found[rest] = found.pop("")
        return found, [
            tr("the images that are not called test are the training set")
            if other == "test"
            else tr("the images that are not called train are the test set")
        ]
    return found, []


def _classes(
    found: Sets, wanted: tuple[str, ...]
) -> tuple[tuple[str, ...], dict[str, np.ndarray], list[str]]:
    """Return the names of the classes and every set's labels as their indices."""
    raw = {which: np.asarray(one.labels) for which, one in found.items()}
    if any(values.dtype.kind == "U" for values in raw.values()):
        raw = {which: values.astype(str) for which, values in raw.items()}
    values = np.unique(np.concatenate([np.unique(labels) for labels in raw.values()]))
    numbers = np.issubdtype(values.dtype, np.integer)
    known = sorted(values.tolist(), key=None if numbers else lambda value: natural(str(value)))
    named = next((one.classes for one in found.values() if one.classes), ())
    notes: list[str] = []
    names = wanted or named
    if names and numbers and known[0] >= 0 and known[-1] < len(names):
        order: list[object] = list(range(len(names)))
    elif names and numbers and len(names) == len(known):
        order = known
        notes.append(
            tr(
                "labels run from {low} to {high}; {low} is {name!r}",
                low=known[0],
                high=known[-1],
                name=names[0],
            )
        )
    elif names and not numbers and set(known) <= set(names):
        order = list(names)
    elif names:
        raise DataError(
            tr(
                "There are {n} names of classes ({listed}), but the labels are "
                "{listed2}; give a name for each of them, in their order, by --classes.",
                n=len(names),
                listed=listed(names, LISTED),
                listed2=listed(known, LISTED),
            )
        )
    else:
        order, names = known, tuple(map(str, known))
        if numbers and known == list(range(1, 11)):
            notes.append(
                tr(
                    "labels run from 1 to 10 and none is 0; if they number the digits from 1, add "
                    "--classes 0,1,2,3,4,5,6,7,8,9, and if 10 stands for zero, "
                    "--classes 1,2,3,4,5,6,7,8,9,0"
                )
            )
    if not 2 <= len(names) <= MOST_CLASSES:
        raise DataError(
            tr(
                "A data set has 2 to {most_classes:,} classes, not {n:,} ({listed}); "
                "add images of another class, or look at the labels.",
                most_classes=MOST_CLASSES,
                n=len(names),
                listed=listed(names, LISTED),
            )
        )
    images = sum(map(len, raw.values()))
    if len(names) > images:
        raise DataError(
            tr(
                "There are more classes ({n:,}) than images ({images:,}).",
                n=len(names),
                images=images,
            )
        )
    there = set(known)
    if lacking := [name for value, name in zip(order, names, strict=True) if value not in there]:
        notes.append(tr("no image is of {listed}; left out", listed=listed(lacking, LISTED)))
        names = tuple(n for value, n in zip(order, names, strict=True) if value in there)
        order = [value for value in order if value in there]
    at = {value: index for index, value in enumerate(order)}
    indices = {
        which: np.array([at[value] for value in labels.tolist()], np.int64)
        for which, labels in raw.items()
    }
    return names, indices, notes


def _ids(one: Found) -> np.ndarray | None:
    """Return the images' own files, (n,) texts, or None where they have none."""
    return np.array(one.files) if one.files and len(one.files) == len(one) else None


def _groups(found: Sets) -> dict[str, np.ndarray | None]:
    """Return every set's groups as numbers, the same for the same name in both sets."""
    named = {which: one.groups for which, one in found.items()}
    if any(groups is None for groups in named.values()):
        return dict.fromkeys(found)
    every = np.concatenate([np.asarray(groups) for groups in named.values()])
    _, numbers = np.unique(every, return_inverse=True)
    ends = np.cumsum([len(one) for one in found.values()])[:-1]
    return dict(zip(found, np.split(numbers.astype(np.int64), ends), strict=True))


def _divided(
    whole: LabelledImages, classes: tuple[str, ...], share: float | None, which: str
) -> tuple[LabelledImages, LabelledImages, list[str]]:
    """Divide images into a training and a test set: stratified, and by group where known."""
    from sklearn.model_selection import StratifiedGroupKFold, train_test_split

    part = 0.2 if share is None else share
    if not 0 < part < 1:
        raise DataError(
            tr("--split takes a share between 0 and 1, such as 0.2, not {part:g}.", part=part)
        )
    counts = np.bincount(whole.labels, minlength=len(classes))
    if (rare := counts.argmin()) >= 0 and counts[rare] < 2:
        raise DataError(
            tr(
                "The class {class_name!r} has {images}, too few to divide into a training "
                "and a test set; add images of it or leave it out.",
                class_name=classes[rare],
                images=tr("one image") if counts[rare] else tr("no image"),
            )
        )
    if whole.groups is None and not len(classes) <= round(part * len(whole)) <= len(whole) - len(
        classes
    ):
        raise DataError(
            tr(
                "{part:.0%} of {n:,} images cannot hold each of {n2} classes; choose "
                "another --split, or add images.",
                part=part,
                n=len(whole),
                n2=len(classes),
            )
        )
    indices = np.arange(len(whole))
    try:
        if whole.groups is not None:
            folds = StratifiedGroupKFold(max(2, round(1 / part)), shuffle=True, random_state=SEED)
            inside, outside = next(iter(folds.split(indices, whole.labels, whole.groups)))
        else:
            inside, outside = train_test_split(
                indices, test_size=part, stratify=whole.labels, random_state=SEED
            )
    except ValueError as error:
        raise DataError(tr("The images cannot be divided: {error}", error=error)) from None
    what = {
        "train": tr("only a training set was found"),
        "test": tr("only a test set was found"),
    }.get(which, tr("nothing says which images are for the test"))
    told = {"what": what, "chosen": len(outside), "n": len(whole)}
    note = (
        tr("{what}: {chosen:,} of {n:,} images, chosen by a fixed seed, are the test set", **told)
        if whole.groups is None
        else tr(
            "{what}: {chosen:,} of {n:,} images by group, chosen by a fixed seed, are the test set",
            **told,
        )
    )
    return whole.take(np.sort(inside)), whole.take(np.sort(outside)), [note]
