"""Your own handwriting as a test set: labelled drawings in SQLite, on this machine only."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from core import StudioError
from core.data import digit_files
from core.data.labelled import Dataset, LabelledImages
from core.drawing import guard
from core.evaluation.scores import Scores, score_images
from core.language import tr
from core.storage import backups, paths
from core.storage.changing import changing
from core.storage.rows import look, short_stamp
from core.storage.seals import Row
from core.storage.sqlite import Schema

FILE = "handwriting.sqlite3"
# The picture and its label are the key: adding is a union of sets, so files of a class can be
# merged in any order and as often as one likes.
TABLE = """
CREATE TABLE digits (
    hash TEXT NOT NULL, label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
    image BLOB NOT NULL CHECK (length(image) = 784), added TEXT NOT NULL,
    seal TEXT NOT NULL, PRIMARY KEY (hash, label)
)
"""


def _sound(row: Row) -> bool:
    known, label, image, _ = row
    return (
        isinstance(image, bytes)
        and len(image) == 784
        and label in range(10)
        and hashlib.sha256(image).hexdigest() == known
    )


SCHEMA = Schema(
    "digits",
    ("hash", "label", "image", "added"),
    TABLE,
    2,
    named=lambda row: f"a {row[1]!s} kept at {row[3]!s}",
    sound=_sound,
)
KEY = "hash = ? AND label = ?"


@dataclass(frozen=True)
class Merged:
    """What merging a file did: digits new to us, known already, and labelled otherwise here."""

    added: int
    known: int
    disputed: int


def keep(image: np.ndarray, label: int, root: Path | None = None) -> bool:
    """Store one labelled (28, 28) uint8 image; False if it was known with this label.

    Raises
    ------
    StudioError
        If the label is not 0 to 9 or the database cannot be written.
    """
    return merge(LabelledImages(image[None].copy(), np.array([label], np.int64)), root).added == 1


def drop(image: np.ndarray, label: int, root: Path | None = None) -> bool:
    """Remove one labelled image again; False if it was not there."""
    with changing(place(root), SCHEMA) as table:
        return table.remove(KEY, (hashed(image), int(label))) == 1


def merge(digits: LabelledImages, root: Path | None = None) -> Merged:
    """Add labelled digits; those known with the same label are recognised, in any order.

    Raises
    ------
    StudioError
        If a label is not 0 to 9 or the database cannot be written; nothing is added then.
    """
    if len(digits) and not 0 <= digits.labels.min() <= digits.labels.max() <= 9:
        raise StudioError(tr("Handwriting is labelled with the digits 0 to 9."))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        (hashed(image), int(label), image.tobytes(), now)
        for image, label in zip(digits.images, digits.labels, strict=True)
    ]
    added = disputed = 0
    with changing(place(root), SCHEMA) as table:
        for row in rows:
            if not table.find(KEY, row[:2]):
                table.add(row)
                added += 1
        for row in rows:
            disputed += bool(table.find("hash = ? AND label <> ? LIMIT 1", row[:2]))
    return Merged(added, len(rows) - added, disputed)


def merge_file(content: bytes, name: str, root: Path | None = None) -> Merged:
    """Add the labelled digits of a file, unless they are inverted or lie on their side.

    Raises
    ------
    StudioError
        As `merge`, or if the file holds no labelled digits as MNIST has them; the sentence begins
        with `name`.
    """
    digits = digit_files.parsed(content, name)
    found = guard.of_digits(digits.images)
    if found is not None and found.option:
        raise StudioError(
            tr(
                "{name}: {sentence}; turn them as MNIST's are and add them then.",
                name=name,
                sentence=found.sentence,
            )
        )
    return merge(digits, root)


@dataclass(frozen=True)
class Kept:
    """The handwriting at one moment.

    Attributes
    ----------
    test : all of it, in an order that depends on the digits alone, not on when they were added
    newest : places in `test`, the digit added last first
    refused : sentences on what was changed or lost on disk and is left out, none if all is right
    """

    test: LabelledImages
    newest: list[int]
    refused: tuple[str, ...]


def kept(root: Path | None = None) -> Kept:
    """Return what is kept, and what of it is not as it was written."""
    found = look(place(root), SCHEMA)
    ordered = sorted(found.numbered, key=lambda each: (each[1][0], each[1][1]))
    images = np.frombuffer(b"".join(row[2] for _, row in ordered), np.uint8)  # type: ignore[misc]
    labels = np.array([row[1] for _, row in ordered], np.int64)
    newest = sorted(
        range(len(ordered)), key=lambda i: (ordered[i][1][3], ordered[i][0]), reverse=True
    )
    return Kept(LabelledImages(images.reshape(-1, 28, 28), labels), newest, found.refused)


def set_aside(root: Path | None = None) -> tuple[str, ...]:
    """Return sentences on damaged files that lie beside the one in use, none without any."""
    return backups.notes(place(root))


def refused(root: Path | None = None) -> tuple[str, ...]:
    """Return sentences on what is not as it was written, here and in files that were set aside."""
    return (*look(place(root), SCHEMA).refused, *set_aside(root))


def load(root: Path | None = None) -> Dataset:
    """Return the handwriting as a data set: all of it is for testing, none for training.

    Digits that were changed on disk are left out; `kept` names them.
    """
    none = LabelledImages(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64))
    return Dataset("handwriting", none, kept(root).test, tuple("0123456789"))


def scores(model: Any, digits: LabelledImages) -> Scores:
    """Return a fitted model's scores of labelled handwriting; there must be some."""
    values, kind = score_images(model, digits.images)
    return Scores(digits.labels, values, kind, "handwriting")


def place(root: Path | None = None) -> Path:
    """Return the file that the handwriting is kept in."""
    return paths.root_of(root) / FILE


def stamp(root: Path | None = None) -> str:
    """Return a short text that changes whenever a digit is kept or taken back; "" before that."""
    return short_stamp(place(root))


def hashed(image: np.ndarray) -> str:
    """Return the SHA-256 of an image's 784 bytes."""
    return hashlib.sha256(np.ascontiguousarray(image, np.uint8).tobytes()).hexdigest()
