"""Predictions of a model that stays elsewhere, stored as if they were of one trained here."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, train_test_split

from core import StudioError
from core.data import mnist, sets
from core.data.labelled import ChosenOn, Dataset, LabelledImages
from core.data.reading.found import listed
from core.data.reading.predicted import Predictions
from core.language import tr
from core.models import registry
from core.storage import paths
from core.training import artifacts, brought_ids

SEED = 42
#: Predictions that can be halved at all.
LEAST = 4


@dataclass(frozen=True)
class Added:
    """Where predictions were stored, and sentences about how.

    Parameters
    ----------
    dataset : name of the data set that they are of
    n_chosen, n_judged : images that thresholds are chosen on and judged on
    notes : sentences about what was done
    """

    dataset: str
    n_chosen: int
    n_judged: int
    notes: tuple[str, ...]


def add(
    name: str,
    dataset: str,
    test: Predictions,
    validation: Predictions | None = None,
    force: bool = False,
) -> Added:
    """Store predictions under a name, and the data set that they are of if there is none yet.

    Where the data set is known and there are predictions for both of its sets, they join it. Where
    there are some for its test set alone, its test images are halved in a data set of their own,
    called DATASET_NAME: on one half thresholds are chosen, on the other they are judged. Where
    the data set is new, it is made of the predictions, with or without images.

    Raises
    ------
    StudioError
        If the name is taken or a model's, or the predictions do not suit the data set; the sentence
        says what to do.
    """
    paths.checked(name, dataset)
    if name in registry.MODELS:
        raise StudioError(
            tr("{name!r} is a model of the studio's own; choose another name.", name=name)
        )
    for part in (test, validation):
        if part is not None:
            brought_ids.check_ids(part)
    if validation is not None:
        brought_ids.check_apart(test, validation)
    notes: list[str] = []
    known = dataset in sets.names() and not _made_of_predictions(dataset, name)
    whole = sets.load(dataset) if known else None
    if whole is not None and validation is None:
        halves = _as_halved(whole, test)
        if halves is not None:
            by = tr("order") if test.ids is None else tr("ids")
            notes.append(
                tr("halved as {name} is, by the {by} of its images", name=whole.name, by=by)
                if whole.chosen_on == "half"
                else tr(
                    "for both sets of {name}, told apart by the {by} of its images",
                    name=whole.name,
                    by=by,
                )
            )
            validation, test = halves
    if whole is not None and validation is not None:
        test, validation = _of(whole, "test", test), _of(whole, "oof", validation)
        target = whole
    else:
        if whole is not None:
            test = _of(whole, "test", test)
            test = replace(test, images=whole.test.images, groups=whole.test.groups)
            dataset = f"{dataset}_{name}"
            notes.append(
                tr(
                    "{name} has no predictions for its training set, so its test images are a data "
                    "set of their own, {dataset}",
                    name=whole.name,
                    dataset=dataset,
                )
            )
        chosen_on: ChosenOn = "half" if validation is None else "validation"
        if validation is None:
            validation, test, told = _halved(test)
            notes.append(told)
        target = _new(dataset, validation, test, whole, chosen_on)
    taken = name in artifacts.brought(target.name)
    if (taken or (target is not whole and target.name in sets.names())) and not force:
        raise StudioError(
            tr(
                "There are predictions {name!r} of {name2!r} already; add --force to replace them.",
                name=name,
                name2=target.name,
            )
        )
    if target is not whole:
        sets.store(target)
    facts = {
        "n_train": len(validation),
        "n_test": len(test),
        "folds_by": "brought",
        "brought": True,
    }
    values = {"oof": validation.values, "test": test.values}
    artifacts.save(name, None, values, test.kind, facts, target.name)
    every = dict.fromkeys([*test.notes, *validation.notes, *notes])  # halves have the same ones
    return Added(target.name, len(validation), len(test), tuple(every))


def _made_of_predictions(dataset: str, name: str) -> bool:
    """Return whether a data set was made of predictions of this name and may be made again."""
    return (
        dataset != mnist.NAME
        and artifacts.brought(dataset) == [name]
        and not any(model for model in artifacts.trained(dataset) if model != name)
    )


def _of(whole: Dataset, split: str, found: Predictions) -> Predictions:
    """Return predictions of a split of a data set, with its labels, in its order."""
    part, title = whole.split(split), "training" if split == "oof" else "test"
    if len(found) != len(part):
        raise StudioError(
            tr(
                "There are predictions for {n:,} images, but the {title} set of "
                "{name!r} has {n2:,}; give one for each, in its order, or choose "
                "another name for --dataset",
                n=len(found),
                title=title,
                name=whole.name,
                n2=len(part),
            )
            + (
                tr(", or add the ids that its first predictions had.")
                if whole.chosen_on == "half"
                else "."
            )
        )
    if found.values.shape[1] != whole.n_classes:
        raise StudioError(
            tr(
                "There are scores of {shape} classes, but {name!r} has {n_classes}.",
                shape=found.values.shape[1],
                name=whole.name,
                n_classes=whole.n_classes,
            )
        )
    found, by_ids = brought_ids.in_order(whole, part, found, title)
    if found.labels is not None:
        apart = np.flatnonzero(found.labels != part.labels)
        if len(apart):
            at = int(apart[0])
            raise StudioError(
                tr(
                    "Image {at} of the {title} set of {name!r}, counted from 0, is {classes2!r}, "
                    "but its prediction is labelled {classes!r}.",
                    at=at,
                    classes=found.classes[found.labels[at]],
                    title=title,
                    name=whole.name,
                    classes2=whole.classes[part.labels[at]],
                )
                + (
                    tr(" They were joined by their ids: are these labels right?")
                    if by_ids
                    else tr(
                        " The predictions were taken in the data set's order; where theirs is "
                        "another, add the ids of the images."
                    )
                )
            )
    return replace(found, labels=part.labels, classes=whole.classes)


def _as_halved(whole: Dataset, found: Predictions) -> tuple[Predictions, Predictions] | None:
    """Return predictions for both sets of a data set whose images have ids; None if they are not.

    Where it was made of predictions that were halved, the ids may be the rows' numbers.
    """
    if whole.train.ids is None or whole.test.ids is None:
        return None
    wanted = np.concatenate([whole.train.ids.astype(str), whole.test.ids.astype(str)]).tolist()
    own = np.arange(len(found)) if found.ids is None else found.ids
    order = brought_ids.places(own.astype(str).tolist(), wanted)
    if order is None or len(order) != len(found):
        return None
    n = len(whole.train)
    return (
        replace(found.take(order[:n]), ids=None),
        replace(found.take(order[n:]), ids=None),
    )


def _halved(found: Predictions) -> tuple[Predictions, Predictions, str]:
    """Divide predictions: on the first half thresholds are chosen, on the second judged."""
    if found.labels is None:
        raise StudioError(
            tr(
                "The predictions have no labels, so that nobody can judge them: add a column "
                "`true` to the table, or an array `labels` to the .npz file."
            )
        )
    if len(found) < LEAST:
        raise StudioError(
            tr(
                "There are predictions for {n} images; at least {least} are needed to choose "
                "thresholds on one half and judge them on the other.",
                n=len(found),
                least=LEAST,
            )
        )
    indices = np.arange(len(found))
    if found.groups is not None:
        _, groups = np.unique(found.groups, return_inverse=True)
        if groups.max() < 1:
            raise StudioError(
                tr("All images are of one group, so that they cannot be halved by group.")
            )
        folds = StratifiedGroupKFold(2, shuffle=True, random_state=SEED)
        chosen, judged = next(iter(folds.split(indices, found.labels, groups)))
    else:
        counts = np.bincount(found.labels)
        enough = counts[counts > 0].min() > 1 and len(found) // 2 >= np.count_nonzero(counts)
        chosen, judged = train_test_split(
            indices,
            test_size=0.5,
            stratify=found.labels if enough else None,
            random_state=SEED,
        )
    numbers = {"n": len(chosen), "n2": len(judged)}
    told = (
        tr(
            "halved by a fixed seed: thresholds are chosen on {n:,} images and judged on the "
            "other {n2:,}",
            **numbers,
        )
        if found.groups is None
        else tr(
            "halved by group by a fixed seed: thresholds are chosen on {n:,} images and judged on "
            "the other {n2:,}",
            **numbers,
        )
    )
    found = found if found.ids is not None else replace(found, ids=indices)
    return found.take(np.sort(chosen)), found.take(np.sort(judged)), told


def _new(
    name: str,
    validation: Predictions,
    test: Predictions,
    whole: Dataset | None,
    chosen_on: ChosenOn,
) -> Dataset:
    """Return a data set made of predictions, with their images if they have any."""
    if validation.labels is None or test.labels is None:
        raise StudioError(
            tr(
                "The predictions have no labels, so that nobody can judge them: add a column "
                "`true` to the table, or an array `labels` to the .npz file."
            )
        )
    if validation.classes != test.classes:
        raise StudioError(
            tr(
                "The files have other classes: {n} ({listed}) and {n2} ({listed2}); name them "
                "alike, or by --classes.",
                n=len(validation.classes),
                listed=listed(validation.classes),
                n2=len(test.classes),
                listed2=listed(test.classes),
            )
        )
    if validation.kind != test.kind:
        raise StudioError(
            tr("One file holds probabilities, the other decision scores; give the same of both.")
        )
    pictured = validation.images is not None and test.images is not None
    numbers = _group_numbers(validation.groups, test.groups)
    parts = [
        LabelledImages(
            part.images if pictured else np.zeros((len(part), 1, 1), np.uint8),  # type: ignore[arg-type]
            np.asarray(part.labels, np.int64),
            groups,
            None,
            part.ids,
        )
        for part, groups in zip((validation, test), numbers, strict=True)
    ]
    classes = test.classes if whole is None else whole.classes
    return Dataset(name, parts[0], parts[1], classes, pictured=pictured, chosen_on=chosen_on)


def _group_numbers(
    chosen: np.ndarray | None, judged: np.ndarray | None
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return groups as numbers, the same for the same group on both sides."""
    if chosen is None or judged is None:
        return None, None
    _, numbers = np.unique(np.concatenate([chosen, judged]), return_inverse=True)
    numbers = numbers.astype(np.int64)
    return numbers[: len(chosen)], numbers[len(chosen) :]
