"""Predictions that people bring: labels and what a model said of each image, from npz or CSV."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import numpy as np
import pandas as pd

from core.data.labelled import DataError
from core.data.reading import arrays
from core.data.reading.found import check_count, check_titles, listed, separator_of
from core.data.reading.labels import as_labels, canonical
from core.data.reading.pixels import as_images
from core.data.reading.predicted import Kind, Predictions
from core.data.reading.scored import answered, numbered, scored
from core.data.reading.unpacking import ZIP, Archive, unpacked
from core.language import tr

#: Names of arrays and columns: labels, answers, scores by what they are, and what else helps.
TRUE = ("labels", "label", "y_true", "true", "y", "targets", "target")
PREDICTED = ("predicted", "predictions", "prediction", "pred", "preds", "y_pred", "answer")
PROBABILITIES = ("pred_probs", "probs", "probabilities", "proba", "y_prob", "y_proba")
SCORES = ("scores", "decision", "y_score", "decision_function")
LOGITS = ("logits",)
IDS = ("ids", "id", "index", "indices", "file", "files", "filename", "filenames", "image", "path")


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
                value=listed(list(there)) or tr("none"),
            )
        )
    names_at = held(("classes", "class_names", "label_names"))
    if not classes and names_at is not None:
        classes = tuple(map(str, opened(names_at).ravel().tolist()))
    n = len(opened(key or answers or ""))
    labels_at = held(TRUE)
    labels = None if labels_at is None else as_labels(opened(labels_at), n, f"{name}: {labels_at}")
    said = None if answers is None else as_labels(opened(answers), n, f"{name}: {answers}")
    if key is not None:
        called = "logits" if key in LOGITS else "probabilities" if key in PROBABILITIES else ""
        found = scored(opened(key), labels, classes, kind, f"{name}: {key}", called)
        found = _compared(found, said, f"{name}: {answers}")
    else:
        assert said is not None
        found = answered(said, labels, classes, name)
    ids_at, groups_at, images_at = held(IDS), held(arrays.GROUPS), held(("images", "x"))
    images = None
    if images_at is not None:
        images, notes = as_images(opened(images_at), f"{name}: {images_at}")
        found = replace(found, images=images, notes=(*found.notes, *notes))
    ids = None if ids_at is None else opened(ids_at).ravel()
    groups = None if groups_at is None else opened(groups_at).ravel()
    for what, values in ((tr("ids"), ids), (tr("groups"), groups), (tr("images"), images)):
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
    except UnicodeDecodeError:
        raise DataError(
            tr(
                "{name}: this is neither an .npz file nor a table of text; see "
                "core.export_predictions, which writes such a file.",
                name=name,
            )
        ) from None
    except pd.errors.ParserError as error:
        raise DataError(_ragged(name, str(error))) from None
    except (ValueError, pd.errors.EmptyDataError) as error:
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
    for title in (true, predicted):
        if title is not None:
            _check_filled(table, title, name)
    labels = None if true is None else canonical(table[true].to_numpy(object), name)
    answers = None if predicted is None else canonical(table[predicted].to_numpy(object), name)
    if len(rest) >= 2:
        values = np.stack([_numbers(table, title, name) for title in rest], axis=1)
        called, titles = _class_columns(rest)
        titles = classes or titles
        own: Kind | None = kind or ("decision" if called == "decision" else None)
        found = scored(values, labels, titles, own, name, called)
        found = _compared(found, answers, name)
    elif answers is not None:
        found = answered(answers, labels, classes, name)
    else:
        raise DataError(
            tr(
                "{name}: no column predicted, and no two columns of scores, among {listed}.",
                name=name,
                listed=listed(list(table.columns)),
            )
        )
    ids = None if ids_at is None else table[ids_at].to_numpy(str)
    groups = None if groups_at is None else table[groups_at].to_numpy(str)
    return replace(found, ids=ids, groups=groups)


def _ragged(name: str, said: str) -> str:
    """Return what is wrong with a table whose rows are of different lengths."""
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if found is None:
        return tr("{name}: this is no table of predictions.", name=name)
    return tr(
        "{name}, row {row}: {n} values, expected {wanted} as in the rows before it.",
        name=name,
        row=int(found[2]),
        n=int(found[3]),
        wanted=int(found[1]),
    )


def _check_filled(table: pd.DataFrame, title: str, name: str) -> None:
    """Raise DataError if a cell of a column is empty; rows count as in the file, titles too."""
    empty = np.flatnonzero(table[title].isna())
    if len(empty):
        raise DataError(
            tr(
                "{name}, row {row}: the column {title!r} is empty; every image needs one.",
                name=name,
                row=int(empty[0]) + 2,
                title=title,
            )
        )


def _numbers(table: pd.DataFrame, title: str, name: str) -> np.ndarray:
    """Return a column of scores, (n,) float32; DataError names the first cell that is no number."""
    _check_filled(table, title, name)
    values = pd.to_numeric(table[title], errors="coerce")
    wrong = np.flatnonzero(values.isna())
    if len(wrong):
        text = str(table[title].iloc[int(wrong[0])])
        raise DataError(
            tr(
                "{name}, row {row}: the column {title!r} holds {text!r}, expected a score.",
                name=name,
                row=int(wrong[0]) + 2,
                title=title,
                text=text[:40],
            )
            + (tr(" Write decimals with a point.") if re.fullmatch(r"-?\d+,\d+", text) else "")
        )
    return values.to_numpy(np.float32)


def _compared(found: Predictions, said: np.ndarray | None, name: str) -> Predictions:
    """Return scores with a note where the file's own answers are others than the highest score."""
    if said is None:
        return found
    _, indices, _ = numbered(said, found.classes, len(found.classes), name)
    apart = int(np.sum(found.values.argmax(axis=1) != indices))
    if not apart:
        return found
    note = tr(
        "the file's own answers are not those of the highest score in {apart:,} of {n:,} rows; "
        "the scores are taken",
        apart=apart,
        n=len(found),
    )
    return replace(found, notes=(*found.notes, note))


#: What the beginnings of columns' titles say of their scores.
NAMED = {"probability": "probabilities", "prob": "probabilities", "p": "probabilities",
         "logit": "logits"}  # fmt: skip


def _class_columns(titles: list[str]) -> tuple[str, tuple[str, ...]]:
    """Return what columns of scores have in common, such as "probability", and their classes."""
    for word in ("probability", "decision", "logit", "score", "prob", "p"):
        start = f"{word}_"
        if all(title.lower().startswith(start) for title in titles):
            return NAMED.get(word, word), tuple(title[len(start) :] for title in titles)
    return "", tuple(titles)
