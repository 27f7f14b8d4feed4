"""What is said of files and folders in German has no English words in it."""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import StudioError
from core.data import importing, sets
from core.data.importing import Wish
from core.data.labelled import Dataset, LabelledImages
from core.data.reading import predictions, reader
from core.data.reading.found import Options
from core.language import using
from core.storage import folders
from core.training import artifacts
from packing import npz, zipped

#: Words of the sentences in `core` that no German one has.
ENGLISH = re.compile(
    r"\b(the|and|of|are|is|has|have|with|which|this|that|its|by|on|to|not|files?|"
    r"none|damaged|left|out|called|set|row|score|sums?|yet|lacks)\b"
)
GREY = np.zeros((20, 28, 28), np.uint8)
LABELS = np.arange(20) % 2


def png(*size: int) -> bytes:
    file = io.BytesIO()
    Image.fromarray(np.full(size, 90, np.uint8)).save(file, "png")
    return file.getvalue()


def table(*rows: str) -> bytes:
    return "\n".join(rows).encode()


def notes(content: bytes, name: str) -> str:
    """Return all that an import says of a file."""
    found = reader.parse(content, name, Options())
    return ". ".join(importing.dataset("own", found, Wish())[1])


def brought(content: bytes, name: str) -> str:
    """Return all that is said of predictions."""
    return ". ".join(predictions.parse(content, name).notes)


PIXELS = [",".join([str(label), *["0"] * 3, *["9"] * 781]) for label in LABELS]
IDX = struct.pack(">IIII", 2051, 3, 28, 28)
CHANCES = np.full((20, 2), 0.5)

NOTES: list[tuple[Callable[[bytes, str], str], bytes, str]] = [
    (notes, npz(images=GREY.astype(np.float32) + 0.5, classes=LABELS), "a.npz"),
    (notes, npz(images=np.repeat(GREY, 3, 0), labels=np.arange(60) % 10 + 1), "a.npz"),
    (notes, npz(x_train=GREY, y_train=LABELS, x_test=GREY, y_test=LABELS + 1), "a.npz"),
    (notes, npz(x_train=GREY > 0, y_train=LABELS), "a.npz"),
    (notes, table(*PIXELS), "a.csv"),
    (notes, table(*(f"{n},{row}" for n, row in enumerate(PIXELS))), "a.csv"),
    (notes, table(*(row.replace(",", ";") for row in PIXELS)), "a.csv"),
    (
        notes,
        zipped(**{f"p/{c}/{n}.png": png(8 + (n == 0), 8) for c in "ab" for n in range(9)}) + b"",
        "p.zip",
    ),
    (
        notes,
        zipped(
            **{f"p/{c}/{n}.png": png(8, 8, 3) if n else png(8, 8) for c in "ab" for n in range(9)},
            **{"p/a/.x": b"", "p/a/x.txt": b"-", "p/a/b/x.png": png(8, 8), "p/b/z.png": b"-"},
        ),
        "p.zip",
    ),
    (brought, npz(labels=LABELS, scores=CHANCES), "p.npz"),
    (brought, npz(labels=LABELS, scores=CHANCES * 100), "p.npz"),
    (brought, npz(labels=LABELS, logits=CHANCES), "p.npz"),
    (brought, npz(labels=LABELS, scores=CHANCES * 3), "p.npz"),
    (brought, npz(labels=LABELS, predicted=LABELS), "p.npz"),
    (brought, npz(labels=LABELS, pred_probs=np.eye(2)[LABELS], predicted=1 - LABELS), "p.npz"),
]


@pytest.mark.parametrize(("told", "content", "name"), NOTES)
def test_a_note_in_german_has_no_english_words(
    told: Callable[[bytes, str], str], content: bytes, name: str
) -> None:
    with using("en"):
        english = told(content, name)
    with using("de"):
        german = told(content, name)
    assert english
    assert german != english
    assert not ENGLISH.search(german), german


def damaged(root: Path) -> None:
    whole = Dataset("own", LabelledImages(GREY, LABELS), LabelledImages(GREY, LABELS), ("a", "b"))
    sets.store(whole, root)
    next((root / "datasets").rglob("test_images.npy")).write_bytes(b"other")
    sets.load("own", root)


WRONG: list[Callable[[Path], object]] = [
    lambda _: reader.parse(IDX, "a-images-idx3-ubyte", Options()),
    lambda _: reader.parse(npz(a=1), "a.npz", Options()),
    lambda _: reader.parse(npz(), "a.npz", Options()),
    lambda _: reader.parse(npz(images=GREY, labels=LABELS[1:]), "a.npz", Options()),
    lambda _: reader.parse(npz(images=GREY, labels=LABELS, groups=LABELS[1:]), "a", Options()),
    lambda _: reader.parse(b"1,2,3\n4,5,6\n", "a.csv", Options()),
    lambda _: reader.parse(b"nothing", "a.bin", Options()),
    lambda _: notes(npz(images=GREY, labels=LABELS * 0), "a.npz"),
    lambda _: notes(npz(x_train=GREY, y_train=LABELS, x_test=GREY[:0], y_test=[]), "a.npz"),
    lambda _: predictions.parse(npz(other=CHANCES), "p.npz"),
    lambda _: predictions.parse(npz(pred_probs=CHANCES, ids=LABELS[1:]), "p.npz"),
    lambda root: artifacts.open_model("forest", root=root),
    lambda root: folders.current(root),
    damaged,
]


@pytest.mark.parametrize("wrong", WRONG)
def test_a_refusal_in_german_has_no_english_words(
    wrong: Callable[[Path], object], tmp_path: Path
) -> None:
    with using("de"), pytest.raises((StudioError, folders.Unreadable)) as refused:
        wrong(tmp_path)
    assert not ENGLISH.search(str(refused.value)), str(refused.value)
