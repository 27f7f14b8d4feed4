"""Labels as people write them: whole numbers, texts, columns of one or one-hot rows."""

from __future__ import annotations

import re

import numpy as np

from core.data.labelled import DataError
from core.data.reading.found import check_count
from core.language import tr


def as_labels(values: np.ndarray, n: int, name: str) -> np.ndarray:
    """Return one label per image, (n,) int64 or texts.

    Parameters
    ----------
    values : (n,) or (n, 1) whole numbers or texts, or (n, k) with a single 1 in each row
    n : the number of images
    name : what sentences begin with

    Raises
    ------
    DataError
        If there are more or fewer, or one is no label; the sentence names the first of them.
    """
    values = np.asarray(values)
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    if values.ndim == 2:
        values = _from_one_hot(values, name)
    if values.ndim != 1:
        raise DataError(
            tr(
                "{name}: labels of {shape}, expected ({n},) or one-hot ({n}, k).",
                name=name,
                shape=values.shape,
                n=n,
            )
        )
    check_count(name, tr("labels"), n, len(values))
    return canonical(values, name)


def canonical(values: np.ndarray, name: str) -> np.ndarray:
    """Return labels as int64 where all are whole numbers, else as texts; raises DataError."""
    if values.dtype == bool or np.issubdtype(values.dtype, np.integer):
        return values.astype(np.int64)
    if np.issubdtype(values.dtype, np.floating):
        wrong = np.flatnonzero(~np.isfinite(values) | (values != np.floor(values)))
        if len(wrong):
            raise DataError(
                tr(
                    "{name}: label {wrong} is {values}, expected a whole number or a name.",
                    name=name,
                    wrong=wrong[0] + 1,
                    values=values[wrong[0]],
                )
            )
        return values.astype(np.int64)
    if values.dtype.kind not in "OUS":
        raise DataError(
            tr(
                "{name}: labels are {dtype}, expected whole numbers or names.",
                name=name,
                dtype=values.dtype,
            )
        )
    texts = [_text(value) for value in values.tolist()]
    missing = next((at for at, text in enumerate(texts) if not text), None)
    if missing is not None:
        raise DataError(
            tr(
                "{name}: label {missing} is empty; every image needs one.",
                name=name,
                missing=missing + 1,
            )
        )
    if all(re.fullmatch(r"-?\d+(\.\d*)?(e[-+]?\d+)?", text, re.I) for text in texts):
        numbers = np.array(texts, np.float64)
        if (numbers == np.floor(numbers)).all() and np.abs(numbers).max(initial=0) < 1e15:
            return numbers.astype(np.int64)
    return np.array(texts)


def natural(name: str) -> tuple[object, ...]:
    """Return a key that sorts names as people do: 2 before 10, whatever the case."""
    parts = re.split(r"(\d+)", name.casefold())
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in parts), name


def _text(value: object) -> str:
    if value is None or value != value:  # a missing cell of a table is not equal to itself
        return ""
    return (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).strip()


def _from_one_hot(values: np.ndarray, name: str) -> np.ndarray:
    numbers = np.issubdtype(values.dtype, np.number) or values.dtype == bool
    ones = values == 1
    if not numbers or not (ones | (values == 0)).all() or not (ones.sum(axis=1) == 1).all():
        raise DataError(
            tr(
                "{name}: labels of {shape} that are not one-hot (a single 1 in each row).",
                name=name,
                shape=values.shape,
            )
        )
    return ones.argmax(axis=1)
