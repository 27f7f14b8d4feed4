"""Scores and answers as people bring them: what they are, and of which classes."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from core import SUM
from core.data.labelled import DataError
from core.data.reading.found import check_count, listed
from core.data.reading.labels import natural
from core.data.reading.predicted import Kind, Predictions
from core.language import tr

#: Answers that are right hardly oftener than by chance are asked about, if there are enough.
HARDLY, ENOUGH = 1.25, 50


def scored(
    values: np.ndarray,
    labels: np.ndarray | None,
    classes: tuple[str, ...],
    kind: Kind | None,
    name: str,
    called: str,
) -> Predictions:
    """Return scores (n, k), or (n,) of a binary model's second class, as predictions.

    Parameters
    ----------
    labels : (n,) as they were read, or None
    classes : names of the classes in the columns' order; () to take them from the labels
    kind : what a person says that the scores are; None to tell it from their name and sums
    name : what sentences begin with
    called : what the file says that they are: "probabilities", "logits" or ""

    Raises
    ------
    DataError
        If they are no such scores; the sentence names the first row.
    """
    if not (np.issubdtype(values.dtype, np.number) and np.isrealobj(values)):
        raise DataError(
            tr("{name}: it holds {dtype}, expected numbers.", name=name, dtype=values.dtype)
        )
    notes: list[str] = []
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 1:  # of a binary model: what it says of the second class
        probable = bool(values.size) and bool(values.min() >= 0) and bool(values.max() <= 1 + SUM)
        first = 1 - values if probable and kind != "decision" else -values
        values = np.stack([first, values], axis=1)
        notes.append(tr("one score for each image: of the second class"))
    if values.ndim != 2:
        raise DataError(
            tr("{name}: scores of {shape}, expected (n, k).", name=name, shape=values.shape)
        )
    bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if len(bad):
        raise DataError(
            tr(
                "{name}: row {bad} has a score that is not a finite number.",
                name=name,
                bad=bad[0] + 1,
            )
        )
    if called == "logits" and kind is None:
        values, kind = softmax(np.asarray(values, np.float64), axis=1), "probability"
        notes.append(tr("logits: made into probabilities by softmax"))
    elif kind != "decision":
        named = kind == "probability" or called == "probabilities"
        shares, told = _probabilities(values, name, named)
        if kind is None:
            if shares is None:
                told = tr("the scores of an image do not sum to one: decision scores")
            notes.append(told or tr("the scores of an image sum to one: probabilities"))
        kind = "decision" if shares is None else "probability"
        values = values if shares is None else shares
    classes, labels, told_of_classes = numbered(labels, classes, values.shape[1], name)
    values = np.ascontiguousarray(values, np.float32)
    notes += [*told_of_classes, *_no_better_than_chance(values, labels, classes)]
    return Predictions(labels, values, kind, classes, notes=tuple(notes))


def _probabilities(values: np.ndarray, name: str, named: bool) -> tuple[np.ndarray | None, str]:
    """Return scores (n, k) as probabilities and how they became so; None if they are none.

    Rows that were rounded, as programs write tables, or are per cents are divided by their sum.

    Raises
    ------
    DataError
        If a row is none while they are `named` so or most rows are.
    """
    whole = np.asarray(values, np.float64)
    told = ""
    sums = whole.sum(axis=1)
    if whole.size and whole.min() >= 0 and np.median(sums) > 50:
        whole, sums = whole / 100, sums / 100
        told = tr("the scores of an image sum to a hundred: per cents")
    room = SUM
    for places in (3, 2):
        if np.abs(whole - whole.round(places)).max(initial=0) < 1e-6:
            room = max(room, 0.5 * 10.0**-places * whole.shape[1] + 1e-9)
    outside = ((whole < 0) | (whole > 1 + room)).any(axis=1)
    apart = np.abs(sums - 1) > room
    bad = np.flatnonzero(outside | apart)
    if not len(bad):
        if np.abs(sums - 1).max(initial=0) > SUM:
            told = told or tr("the scores of an image sum to one but for rounding: probabilities")
        return (whole / sums[:, None] if told else values), told
    if not named and len(bad) * 2 > len(whole):
        return None, ""
    at = int(bad[0])
    if (whole[at] < 0).any():
        raise DataError(
            tr(
                "{name}: row {row} has {value:.4g}, which is no probability; give --kind decision "
                "if these are scores of another kind.",
                name=name,
                row=at + 1,
                value=float(whole[at].min()),
            )
        )
    raise DataError(
        tr(
            "{name}: row {row} sums to {total:.4g}, expected 1 as probabilities do ({n:,} of "
            "{m:,} rows are like that); give --kind decision if these are scores of another kind.",
            name=name,
            row=at + 1,
            total=float(sums[at]),
            n=len(bad),
            m=len(whole),
        )
    )


def _no_better_than_chance(
    values: np.ndarray, labels: np.ndarray | None, classes: tuple[str, ...]
) -> list[str]:
    """Return a note where hardly any answer is right: the columns may stand in another order."""
    if labels is None or len(labels) < ENOUGH:
        return []
    right = float(np.mean(values.argmax(axis=1) == labels))
    if right * len(classes) > HARDLY:
        return []
    return [
        tr(
            "only {right:.1%} of the answers are right, no more than chance: are the columns in "
            "the order of the classes ({listed})",
            right=right,
            listed=listed(classes),
        )
    ]


def answered(
    said: np.ndarray, labels: np.ndarray | None, classes: tuple[str, ...], name: str
) -> Predictions:
    """Return answers alone, (n,), as scores of 0 and 1."""
    if labels is not None:
        check_count(name, tr("labels"), len(said), len(labels))
    if not classes:
        every = said if labels is None else np.concatenate([said, np.asarray(labels, said.dtype)])
        known = sorted(set(every.tolist()), key=lambda value: natural(str(value)))
        if np.issubdtype(every.dtype, np.integer):
            known = list(range(int(every.max(initial=0)) + 1))
        classes = tuple(map(str, known))
    _, indices, _ = numbered(said, classes, len(classes), name)
    _, numbers, _ = numbered(labels, classes, len(classes), name)
    assert indices is not None
    values = np.zeros((len(said), len(classes)), np.float32)
    values[np.arange(len(said)), indices] = 1
    note = tr("answers without scores: a threshold can only repeat them")
    return Predictions(numbers, values, "probability", classes, notes=(note,), alone=True)


def numbered(
    labels: np.ndarray | None, classes: tuple[str, ...], k: int, name: str
) -> tuple[tuple[str, ...], np.ndarray | None, list[str]]:
    """Return k names and the labels as their indices."""
    if classes and len(classes) != k:
        raise DataError(
            tr(
                "{name}: {k} columns of scores, but {n} names of classes.",
                name=name,
                k=k,
                n=len(classes),
            )
        )
    if labels is None:
        return classes or tuple(map(str, range(k))), None, []
    numbers = np.issubdtype(labels.dtype, np.integer)
    if numbers and labels.min(initial=0) >= 0 and labels.max(initial=0) < k:
        named = bool(classes) and all(name.isdigit() for name in classes)
        if not named or tuple(map(str, range(k))) == classes:
            return classes or tuple(map(str, range(k))), labels, []
    if not classes and not numbers:
        known = sorted(set(labels.tolist()), key=natural)
        if len(known) != k:
            raise DataError(
                tr(
                    "{name}: {k} columns of scores and {n} different labels; say which "
                    "column is which by --classes.",
                    name=name,
                    k=k,
                    n=len(known),
                )
            )
        classes = tuple(known)
        told = [tr("the columns of scores are taken in the order of the labels' names")]
    else:
        classes, told = classes or tuple(map(str, range(k))), []
    at = {title: index for index, title in enumerate(classes)}
    texts = labels.astype(str)
    bad = np.flatnonzero(~np.isin(texts, list(at)))
    if len(bad) and numbers and classes == tuple(map(str, range(k))):
        raise DataError(
            tr(
                "{name}: label {bad} is {texts}, but there are {k} classes, counted from 0.",
                name=name,
                bad=bad[0] + 1,
                texts=str(texts[bad[0]]),
                k=k,
            )
        )
    if len(bad):
        raise DataError(
            tr(
                "{name}: label {bad} is {texts!r}, which is none of the {k} classes "
                "({listed}); give their names by --classes.",
                name=name,
                bad=bad[0] + 1,
                texts=str(texts[bad[0]]),
                k=k,
                listed=listed(classes),
            )
        )
    return classes, np.array([at[text] for text in texts.tolist()], np.int64), told
