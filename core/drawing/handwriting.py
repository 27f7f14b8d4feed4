"""Your own handwriting as a test set: labelled drawings in SQLite, on this machine only."""

from __future__ import annotations

import hashlib
import sqlite3
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
from core.storage import paths
from core.storage.sqlite import Schema, opened

FILE = "handwriting.sqlite3"
# The picture and its label are the key: adding is a union of sets, so files of a class can be
# merged in any order and as often as one likes.
TABLE = """
CREATE TABLE IF NOT EXISTS digits (
    hash TEXT NOT NULL, label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 9),
    image BLOB NOT NULL CHECK (length(image) = 784), added TEXT NOT NULL,
    PRIMARY KEY (hash, label)
)
"""
SCHEMA = Schema("digits", TABLE, 1, "move it away: the next digit you keep begins a new one")


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
    with opened(place(root), SCHEMA, writing=True) as database:
        key = (hashed(image), int(label))
        return database.execute("DELETE FROM digits WHERE hash=? AND label=?", key).rowcount == 1


def merge(digits: LabelledImages, root: Path | None = None) -> Merged:
    """Add labelled digits; those known with the same label are recognised, in any order.

    Raises
    ------
    StudioError
        If a label is not 0 to 9 or the database cannot be written; nothing is added then.
    """
    if len(digits) and not 0 <= digits.labels.min() <= digits.labels.max() <= 9:
        raise StudioError("Handwriting is labelled with the digits 0 to 9.")
    now = datetime.now(UTC).isoformat(timespec="seconds")
    rows = [
        (hashed(image), int(label), image.tobytes(), now)
        for image, label in zip(digits.images, digits.labels, strict=True)
    ]
    with opened(place(root), SCHEMA, writing=True) as database:
        before = count(database)
        database.executemany("INSERT OR IGNORE INTO digits VALUES (?, ?, ?, ?)", rows)
        added = count(database) - before
        disputed = sum(
            bool(
                database.execute(
                    "SELECT 1 FROM digits WHERE hash=? AND label<>? LIMIT 1", row[:2]
                ).fetchone()
            )
            for row in rows
        )
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
        raise StudioError(f"{name}: {found.sentence}; turn them as MNIST's are and add them then.")
    return merge(digits, root)


def load(root: Path | None = None) -> Dataset:
    """Return the handwriting as a data set: all of it is for testing, none for training.

    The order depends on the digits alone, not on when they were added.
    """
    with opened(place(root), SCHEMA) as database:
        rows = database.execute("SELECT image, label FROM digits ORDER BY hash, label").fetchall()
    images = np.frombuffer(b"".join(row[0] for row in rows), np.uint8).reshape(-1, 28, 28)
    labels = np.array([row[1] for row in rows], np.int64)
    none = LabelledImages(np.zeros((0, 28, 28), np.uint8), np.zeros(0, np.int64))
    return Dataset("handwriting", none, LabelledImages(images, labels), tuple("0123456789"))


def scores(model: Any, digits: LabelledImages) -> Scores:
    """Return a fitted model's scores of labelled handwriting; there must be some."""
    values, kind = score_images(model, digits.images)
    return Scores(digits.labels, values, kind, "handwriting")


def changed(root: Path | None = None) -> int:
    """Return how many kept digits are not those that were kept: their pixels' hash differs."""
    with opened(place(root), SCHEMA) as database:
        rows = database.execute("SELECT hash, image FROM digits").fetchall()
    return sum(hashlib.sha256(image).hexdigest() != known for known, image in rows)


def place(root: Path | None = None) -> Path:
    """Return the file that the handwriting is kept in."""
    return paths.root_of(root) / FILE


def stamp(root: Path | None = None) -> str:
    """Return a short text that changes whenever a digit is kept or taken back; "" before that."""
    path = place(root)
    try:
        with path.open("rb") as file:
            header = file.read(28)
        return f"{path.stat().st_mtime_ns}-{header[24:].hex()}"  # SQLite counts changes there
    except OSError:
        return ""


def latest(n: int, root: Path | None = None) -> LabelledImages:
    """Return the n digits added last, the newest first."""
    with opened(place(root), SCHEMA) as database:
        rows = database.execute(
            "SELECT image, label FROM digits ORDER BY added DESC, rowid DESC LIMIT ?", (n,)
        ).fetchall()
    images = np.frombuffer(b"".join(row[0] for row in rows), np.uint8).reshape(-1, 28, 28)
    return LabelledImages(images, np.array([row[1] for row in rows], np.int64))


def hashed(image: np.ndarray) -> str:
    """Return the SHA-256 of an image's 784 bytes."""
    return hashlib.sha256(np.ascontiguousarray(image, np.uint8).tobytes()).hexdigest()


def count(database: sqlite3.Connection) -> int:
    """Return how many labelled digits are stored."""
    return int(database.execute("SELECT count(*) FROM digits").fetchone()[0])
