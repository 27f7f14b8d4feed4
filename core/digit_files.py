"""Labelled digits as files: npz, IDX (both files in one zip) and the CSV of Kaggle's contest."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np

from core import StudioError
from core.data import Digits

FORMATS = ("npz", "idx", "csv")
IDX_IMAGES, IDX_LABELS = 0x803, 0x801
IDX_NAMES = ("images-idx3-ubyte", "labels-idx1-ubyte")
PIXELS = 28 * 28
#: What a compressed file may unpack to; a class of thirty fills a hundredth of it.
MOST_DIGITS = 100_000


class FileError(StudioError):
    """A file of digits that cannot be read, with the place and the reason."""


def written(digits: Digits, format: str) -> bytes:
    """Return the digits as a file of one of FORMATS."""
    if format == "npz":
        buffer = io.BytesIO()
        np.savez_compressed(buffer, images=digits.images, labels=digits.labels.astype(np.uint8))
        return buffer.getvalue()
    if format == "idx":
        images = struct.pack(">IIII", IDX_IMAGES, len(digits), 28, 28) + digits.images.tobytes()
        labels = struct.pack(">II", IDX_LABELS, len(digits))
        labels += digits.labels.astype(np.uint8).tobytes()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in zip(IDX_NAMES, (images, labels), strict=True):
                archive.writestr(name, content)
        return buffer.getvalue()
    if format == "csv":
        header = ",".join(["label", *(f"pixel{i}" for i in range(PIXELS))])
        table = np.column_stack([digits.labels, digits.images.reshape(-1, PIXELS)])
        return "\n".join([header, *(",".join(map(str, row)) for row in table), ""]).encode()
    raise FileError(f"There is no format {format!r}; choose one of {', '.join(FORMATS)}.")


def parsed(content: bytes) -> Digits:
    """Return the labelled digits of a file that `written` made, or of Kaggle's training CSV.

    Raises
    ------
    FileError
        If the file is none of these or any digit in it is not 28×28 with a label from 0 to 9; the
        sentence names the member or the line.
    """
    if content[:2] == b"PK":
        return _from_zip(content)
    return _from_csv(content)


def _from_zip(content: bytes) -> Digits:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            if sum(archive.getinfo(name).file_size for name in names) > MOST_DIGITS * (PIXELS + 9):
                raise FileError(f"The file unpacks to more than {MOST_DIGITS:,} digits; split it.")
            if set(names) == set(IDX_NAMES):
                return _from_idx(*(archive.read(name) for name in IDX_NAMES))
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            images, labels = arrays["images"], arrays["labels"]
    except KeyError as error:
        raise FileError(f"The npz lacks {error}; it needs `images` and `labels`.") from None
    except (OSError, ValueError, EOFError, NotImplementedError, zipfile.BadZipFile):
        raise FileError("The file is damaged or no npz of ours; export it again.") from None
    if images.dtype != np.uint8 or images.ndim != 3 or images.shape[1:] != (28, 28):
        raise FileError(f"`images` must be (n, 28, 28) uint8, not {images.shape} {images.dtype}.")
    if labels.shape != (len(images),) or not np.issubdtype(labels.dtype, np.integer):
        raise FileError("`labels` must be one whole number an image.")
    return _checked(images, labels)


def _from_idx(images: bytes, labels: bytes) -> Digits:
    if len(images) < 16 or len(labels) < 8:
        raise FileError("An IDX file is shorter than its header.")
    magic, n, height, width = struct.unpack(">IIII", images[:16])
    label_magic, n_labels = struct.unpack(">II", labels[:8])
    if (magic, height, width) != (IDX_IMAGES, 28, 28) or len(images) - 16 != n * PIXELS:
        raise FileError(f"{IDX_NAMES[0]} does not hold as many 28×28 images as its header says.")
    if (label_magic, n_labels) != (IDX_LABELS, n) or len(labels) - 8 != n:
        raise FileError(f"{IDX_NAMES[1]} does not hold a label for each image.")
    pixels = np.frombuffer(images, np.uint8, offset=16).reshape(n, 28, 28)
    return _checked(pixels, np.frombuffer(labels, np.uint8, offset=8))


def _from_csv(content: bytes) -> Digits:
    try:
        lines = content.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise FileError("That is no npz, IDX zip or CSV of digits.") from None
    if not lines or not lines[0].lower().startswith("label,"):
        raise FileError("Line 1 must be `label,pixel0,…,pixel783`, as in Kaggle's training file.")
    if len(lines) - 1 > MOST_DIGITS:
        raise FileError(f"The file holds more than {MOST_DIGITS:,} digits; split it.")
    table = np.zeros((len(lines) - 1, PIXELS + 1), np.int64)
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split(",")
        if len(cells) != PIXELS + 1:
            raise FileError(f"Line {number} has {len(cells)} columns; it needs {PIXELS + 1}.")
        try:
            table[number - 2] = [int(cell) if len(cell) <= 4 else -1 for cell in cells]
        except ValueError:
            raise FileError(f"Line {number} has a cell that is no whole number.") from None
        if table[number - 2].min() < 0 or table[number - 2].max() > 255:
            raise FileError(f"Line {number} has a number outside 0 to 255.")
    return _checked(table[:, 1:].astype(np.uint8).reshape(-1, 28, 28), table[:, 0])


def _checked(images: np.ndarray, labels: np.ndarray) -> Digits:
    wrong = np.flatnonzero((labels < 0) | (labels > 9))
    if len(wrong):
        raise FileError(f"Digit {wrong[0] + 1} has the label {labels[wrong[0]]}, not 0 to 9.")
    return Digits(np.ascontiguousarray(images), labels.astype(np.int64))
