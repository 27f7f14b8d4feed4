"""Digits from files: a picture of one digit, IDX, CSV or npz, recognised by their content."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core import StudioError
from core.data import pictures
from core.data.csv_digits import read_csv

PIXELS = 28 * 28
#: MNIST with all its 70,000 images takes 55 MB; what claims to be far larger is refused unread.
MAX_BYTES = 400_000_000
IDX_IMAGES, IDX_LABELS = 0x803, 0x801
#: Names of the images in an npz, the first found is taken, and of their labels.
ARRAYS = {
    "images": "labels",
    "test_images": "test_labels",
    "x_test": "y_test",
    "x": "y",
    "train_images": "train_labels",
    "x_train": "y_train",
}


@dataclass(frozen=True, eq=False)
class Batch:
    """Images (n, 28, 28) uint8, ink bright on 0, and their labels (n,) or None."""

    images: np.ndarray
    labels: np.ndarray | None = None


def read(path: Path) -> Batch:
    """Return the digits in a file.

    Raises
    ------
    StudioError
        If the file is missing, damaged, too large or of another kind; the sentence names the
        file and, in a table, the row and column.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise StudioError(f"{path.name}: {size / 1e6:,.0f} MB are too much to read at once.")
        content = path.read_bytes()
    except FileNotFoundError:
        raise StudioError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise StudioError(f"{path}: the file cannot be read ({error.strerror}).") from None
    return parse(content, path.name)


def parse(content: bytes, name: str) -> Batch:
    """Return the digits in the bytes of a file called `name`; errors as `read`."""
    if not content:
        raise StudioError(f"{name}: the file is empty.")
    if content.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        return Batch(pictures.digit_in(content, name)[None])
    if content.startswith(b"\x1f\x8b"):
        return _idx(_unpacked(content, name), name)
    if content.startswith((b"\x00\x00\x08\x01", b"\x00\x00\x08\x03")):
        return _idx(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _npz(content, name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in content[:4096]:
        return Batch(*read_csv(content, name))
    raise StudioError(f"{name}: this is neither PNG, JPEG, IDX, CSV nor npz.")


def _idx(content: bytes, name: str) -> Batch:
    if len(content) < 8:
        raise StudioError(f"{name}: the IDX header is cut off.")
    magic, count = struct.unpack(">ii", content[:8])
    if magic == IDX_LABELS:
        raise StudioError(f"{name}: these are IDX labels; give the file with the images.")
    if magic != IDX_IMAGES or len(content) < 16:
        raise StudioError(f"{name}: this is not an IDX file of images (it starts with {magic:#x}).")
    height, width = struct.unpack(">ii", content[8:16])
    if (height, width) != (28, 28) or count < 1:
        raise StudioError(
            f"{name}: the IDX header announces {count} images of {height} × {width}, "
            "expected at least one of 28 × 28."
        )
    if len(content) != 16 + count * PIXELS:
        raise StudioError(
            f"{name}: {count} images are announced, {count * PIXELS:,} bytes, but "
            f"{len(content) - 16:,} bytes follow the header."
        )
    return Batch(np.frombuffer(content, np.uint8, offset=16).reshape(count, 28, 28))


def _unpacked(content: bytes, name: str) -> bytes:
    """Unpack gzip as far as its IDX header says, one byte more to notice a surplus."""
    try:
        with gzip.open(io.BytesIO(content)) as packed:
            head = packed.read(16)
            announced = 0
            if len(head) == 16 and head.startswith(b"\x00\x00\x08\x03"):
                announced = struct.unpack(">i", head[4:8])[0] * PIXELS
            elif not head.startswith(b"\x00\x00\x08\x01"):
                raise StudioError(f"{name}: the gzip file holds no IDX file.")
            if not 0 <= announced <= MAX_BYTES:
                raise StudioError(f"{name}: the IDX header announces too much to read at once.")
            return head + packed.read(announced + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise StudioError(f"{name}: the gzip file is damaged ({error}).") from None


def _npz(content: bytes, name: str) -> Batch:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
        if sum(member.file_size for member in members) > MAX_BYTES:
            raise StudioError(f"{name}: the archive unpacks to too much to read at once.")
        for member in members:
            if "/" in member.filename or not member.filename.endswith(".npy"):
                raise StudioError(f"{name}: {member.filename!r} has no place in an npz of arrays.")
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            by_name = {key.lower(): key for key in arrays.files}
            key = next((name for name in ARRAYS if name in by_name), "")
            images = arrays[by_name[key]] if key else None
            labels = arrays[by_name[ARRAYS[key]]] if ARRAYS.get(key) in by_name else None
    except (zipfile.BadZipFile, ValueError, EOFError, OSError, zlib.error, KeyError) as error:
        raise StudioError(f"{name}: the npz is damaged or holds objects ({error}).") from None
    if images is None:
        found = ", ".join(by_name) or "none"
        raise StudioError(f"{name}: none of its arrays ({found}) is called {' or '.join(ARRAYS)}.")
    images = _as_images(images, key, name)
    return Batch(images, _as_labels(labels, len(images), name))


def _as_images(images: np.ndarray, key: str, name: str) -> np.ndarray:
    if images.ndim == 2 and images.shape == (28, 28):
        images = images[None]
    if images.ndim == 2 and images.shape[1] == PIXELS:
        images = images.reshape(-1, 28, 28)
    if images.ndim != 3 or images.shape[1:] != (28, 28) or not len(images):
        raise StudioError(f"{name}: {key} is {images.shape}, expected (n, 28, 28) or (n, 784).")
    if images.dtype != np.uint8:
        if not np.issubdtype(images.dtype, np.number) or np.issubdtype(
            images.dtype, np.complexfloating
        ):
            raise StudioError(
                f"{name}: {key} holds {images.dtype}, expected numbers from 0 to 255."
            )
        if not np.isin(images, np.arange(256)).all():
            raise StudioError(f"{name}: {key} must hold whole numbers from 0 to 255.")
    return np.ascontiguousarray(images, np.uint8)


def _as_labels(labels: np.ndarray | None, n: int, name: str) -> np.ndarray | None:
    if labels is None:
        return None
    if labels.shape != (n,):
        raise StudioError(f"{name}: {n} images need as many labels, not {labels.shape}.")
    if not np.isin(labels, np.arange(10)).all():
        raise StudioError(f"{name}: labels must be whole numbers from 0 to 9.")
    return labels.astype(np.int64)
