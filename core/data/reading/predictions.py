"""Predictions that people bring: labels and what a model said of each image, from npz or CSV."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import softmax

from core.data.labelled import DataError
from core.data.reading import arrays
from core.data.reading.found import check_count, check_titles, separator_of
from core.data.reading.labels import as_labels, canonical, natural
from core.data.reading.pixels import as_images
from core.data.reading.unpacking import ZIP, Archive, unpacked
from core.language import tr

Kind = Literal["decision", "probability"]
#: Names of arrays and columns: labels, answers, scores by what they are, and what else helps.
TRUE = ("labels", "label", "y_true", "true", "y", "targets", "target")
PREDICTED = ("predicted", "predictions", "prediction", "pred", "preds", "y_pred", "answer")
PROBABILITIES = ("pred_probs", "probs", "probabilities", "proba", "y_prob", "y_proba")
SCORES = ("scores", "decision", "y_score", "decision_function")
LOGITS = ("logits",)
IDS = ("ids", "id", "index", "indices", "file", "files", "filename", "filenames", "image", "path")
#: How far the probabilities of an image may be from a sum of one: float16 rounds that much.
SUM = 5e-3


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model said of n images.

    Parameters
    ----------
    labels : (n,) integers from 0, indices of `classes`, or None where the file has no labels
    values : (n, k) float32
    kind : "probability" or "decision"
    classes : names of the classes
    ids : (n,) what the images are called, or None
    groups : (n,) who made each image, or None
    images : (n, h, w[, 3]) uint8, or None
    notes : sentences about what was taken for what
    """

    labels: np.ndarray | None
    values: np.ndarray
    kind: Kind
    classes: tuple[str, ...]
    ids: np.ndarray | None = None
    groups: np.ndarray | None = None
    images: np.ndarray | None = None
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.values)

    def take(self, indices: np.ndarray) -> Predictions:
        """Return the predictions of the images at these places."""

        def taken(values: np.ndarray | None) -> np.ndarray | None:
            return None if values is None else values[indices]

        return replace(
            self,
            labels=taken(self.labels),
            values=self.values[indices],
            ids=taken(self.ids),
            groups=taken(self.groups),
            images=taken(self.images),
        )


def parse(
    content: bytes,
    name: str,
    classes: tuple[str, ...] = (),
    kind: Kind | None = None,
    most: int = 4_000_000_000,
) -> Predictions:
    """Return the predictions in the bytes of a file called `name`.

    Parameters
    ----------
    content : an .npz file with `labels` and one of `pred_probs`, `scores`, `logits` (n, k) or
        `predicted` (n,); or a CSV with a column `true` and `predicted`, or one for each class
    classes : names of the classes, where the file has none or others are wanted
    kind : what the scores are; None to tell it from them
    most : the most bytes that it may unpack to

    Raises
    ------
    DataError
        If it holds no predictions; the sentence names the file and the array, row or column.
    """
    if not content:
        raise DataError(tr("{name}: the file is empty.", name=name))
    content = unpacked(content, name, most)
    if content.startswith(ZIP):
        return _npz(Archive(content, name, most), classes, kind)
    return _csv(content, name, classes, kind)


def _npz(archive: Archive, classes: tuple[str, ...], kind: Kind | None) -> Predictions:
    name = archive.name
    there = {member.removesuffix(".npy").lower(): member for member in archive.names}

    def held(names: tuple[str, ...]) -> str | None:
        return next((known for known in names if known in there), None)

    def opened(known: str) -> np.ndarray:
        return arrays.array(archive.read(there[known]), f"{name}: {known}")

    key = held((*PROBABILITIES, *SCORES, *LOGITS))
    answers = held(PREDICTED)
    if key is None and answers is None:
        raise DataError(
            tr(
                "{name}: none of its arrays ({value}) is called pred_probs, scores, "
                "logits or predicted.",
                name=name,
                value=", ".join(there) or "none",
            )
        )
    names_at = held(("classes", "class_names", "label_names"))
    if not classes and names_at is not None:
        classes = tuple(map(str, opened(names_at).ravel().tolist()))
    n = len(opened(key or answers or ""))
    labels_at = held(TRUE)
    labels = None if labels_at is None else as_labels(opened(labels_at), n, f"{name}: {labels_at}")
    if key is not None:
        called = "logits" if key in LOGITS else ""
        found = _scored(opened(key), labels, classes, kind, f"{name}: {key}", called)
    else:
        assert answers is not None
        said = as_labels(opened(answers), n, f"{name}: {answers}")
        found = _answered(said, labels, classes, name)
    ids_at, groups_at, images_at = held(IDS), held(arrays.GROUPS), held(("images", "x"))
    images = None
    if images_at is not None:
        images, notes = as_images(opened(images_at), f"{name}: {images_at}")
        found = replace(found, images=images, notes=(*found.notes, *notes))
    ids = None if ids_at is None else opened(ids_at).ravel()
    groups = None if groups_at is None else opened(groups_at).ravel()
    for what, values in (("ids", ids), ("groups", groups), ("images", images)):
        if values is not None:
            check_count(name, what, n, len(values))
    return replace(found, ids=ids, groups=groups)


def _csv(content: bytes, name: str, classes: tuple[str, ...], kind: Kind | None) -> Predictions:
    try:
        separator = separator_of(content)
        table = pd.read_csv(
            io.BytesIO(content), sep=separator, encoding="utf-8-sig", keep_default_na=False,
            na_values=[""], skipinitialspace=True, index_col=False,
        )  # fmt: skip
    except (ValueError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        said = str(error).split("\n")[0]
        raise DataError(
            tr("{name}: this is no table of predictions ({said}).", name=name, said=said)
        ) from None
    check_titles(content, separator, name)
    columns = {str(title).strip().lower(): str(title) for title in table.columns}

    def held(names: tuple[str, ...]) -> str | None:
        return next((columns[known] for known in names if known in columns), None)

    true, predicted = held(TRUE), held(PREDICTED)
    ids_at, groups_at = held((*IDS, "unnamed: 0")), held(arrays.GROUPS)
    rest = [
        title
        for title in map(str, table.columns)
        if title not in (true, predicted, ids_at, groups_at, "margin")
    ]
    labels = None if true is None else canonical(table[true].to_numpy(object), name)
    if len(rest) >= 2:
        wrong = [title for title in rest if not pd.api.types.is_numeric_dtype(table[title])]
        if wrong:
            raise DataError(
                tr(
                    "{name}: the column {wrong!r} holds texts, expected scores.",
                    name=name,
                    wrong=wrong[0],
                )
            )
        values = table[rest].to_numpy(np.float32)
        called, titles = _class_columns(rest)
        titles = classes or titles
        own: Kind | None = kind or ("decision" if called == "decision" else None)
        found = _scored(values, labels, titles, own, name, called)
    elif predicted is not None:
        answers = canonical(table[predicted].to_numpy(object), name)
        found = _answered(answers, labels, classes, name)
    else:
        raise DataError(
            tr(
                "{name}: no column predicted, and no two columns of scores, among {listed}.",
                name=name,
                listed=", ".join(map(str, table.columns[:8])),
            )
        )
    ids = None if ids_at is None else table[ids_at].to_numpy(str)
    groups = None if groups_at is None else table[groups_at].to_numpy(str)
    return replace(found, ids=ids, groups=groups)


def _class_columns(titles: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return what columns of scores have in common, such as "probability", and their classes."""
    for word in ("probability", "decision", "logit", "score", "prob", "p"):
        start = f"{word}_"
        if all(title.lower().startswith(start) for title in titles):
            return word, tuple(title[len(start) :] for title in titles)
    return "", tuple(titles)


def _scored(
    values: np.ndarray,
    labels: np.ndarray | None,
    classes: tuple[str, ...],
    kind: Kind | None,
    name: str,
    called: str,
) -> Predictions:
    if not (np.issubdtype(values.dtype, np.number) and np.isrealobj(values)):
        raise DataError(
            tr("{name}: it holds {dtype}, expected numbers.", name=name, dtype=values.dtype)
        )
    notes: list[str] = []
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    probable = _in_range(values)
    if values.ndim == 1:  # of a binary model: what it says of the second class
        first = 1 - values if probable and kind != "decision" else -values
        values = np.stack([first, values], axis=1)
        notes.append("one score for each image: of the second class")
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
    sums_to_one = _in_range(values) and bool(np.abs(values.sum(axis=1) - 1).max(initial=0) <= SUM)
    if called in ("logits", "logit") and kind is None:
        values, kind = softmax(np.asarray(values, np.float64), axis=1), "probability"
        notes.append("logits: made into probabilities by softmax")
    elif kind == "probability" and not sums_to_one:
        bad = np.flatnonzero(np.abs(values.sum(axis=1) - 1) > SUM)
        raise DataError(
            tr(
                "{name}: row {bad} does not sum to one, as probabilities do.",
                name=name,
                bad=bad[0] + 1,
            )
        )
    elif kind is None:
        kind = "probability" if sums_to_one else "decision"
        what = "sum to one: probabilities" if sums_to_one else "do not sum to one: decision scores"
        notes.append(f"the scores of an image {what}")
    classes, labels, told = _numbered(labels, classes, values.shape[1], name)
    values = np.ascontiguousarray(values, np.float32)
    return Predictions(labels, values, kind, classes, notes=(*notes, *told))


def _answered(
    said: np.ndarray, labels: np.ndarray | None, classes: tuple[str, ...], name: str
) -> Predictions:
    """Return answers alone as scores of 0 and 1."""
    if labels is not None:
        check_count(name, "labels", len(said), len(labels))
    if not classes:
        every = said if labels is None else np.concatenate([said, np.asarray(labels, said.dtype)])
        known = sorted(set(every.tolist()), key=lambda value: natural(str(value)))
        if np.issubdtype(every.dtype, np.integer):
            known = list(range(int(every.max(initial=0)) + 1))
        classes = tuple(map(str, known))
    _, indices, _ = _numbered(said, classes, len(classes), name)
    _, numbers, _ = _numbered(labels, classes, len(classes), name)
    assert indices is not None
    values = np.zeros((len(said), len(classes)), np.float32)
    values[np.arange(len(said)), indices] = 1
    note = "answers without scores: a threshold can only repeat them"
    return Predictions(numbers, values, "probability", classes, notes=(note,))


def _numbered(
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
        told = ["the columns of scores are taken in the order of the labels' names"]
    else:
        classes, told = classes or tuple(map(str, range(k))), []
    at = {title: index for index, title in enumerate(classes)}
    texts = labels.astype(str)
    bad = np.flatnonzero(~np.isin(texts, list(at)))
    if len(bad):
        raise DataError(
            tr(
                "{name}: label {bad} is {texts!r}, which is none of the {k} classes "
                "({listed}); give their names by --classes.",
                name=name,
                bad=bad[0] + 1,
                texts=str(texts[bad[0]]),
                k=k,
                listed=", ".join(classes[:8]),
            )
        )
    return classes, np.array([at[text] for text in texts.tolist()], np.int64), told


def _in_range(values: np.ndarray) -> bool:
    return bool(values.size) and bool(values.min() >= 0) and bool(values.max() <= 1 + SUM)
