"""IDX, the format that MNIST and its relatives come in: images and labels in files of their own."""

from __future__ import annotations

import re
import struct

import numpy as np

from core.data.labelled import DataError
from core.data.reading.found import LONGEST_SIDE
from core.language import ntr, tr

IMAGES, LABELS = b"\x00\x00\x08\x03", b"\x00\x00\x08\x01"
#: Names that go together: `train-images-idx3-ubyte.gz` and `train-labels-idx1-ubyte.gz`.
KIND = re.compile(r"(images?|labels?)[-_.]?(idx[13])?[-_.]?(ubyte)?(\.gz)?$", re.I)


def is_idx(content: bytes) -> bool:
    """Return whether these bytes begin like an IDX file of images or labels."""
    return content.startswith((IMAGES, LABELS))


def images(content: bytes, name: str) -> np.ndarray:
    """Return the images (n, h, w) uint8 in an IDX file.

    Raises
    ------
    DataError
        If it holds labels, or not the images that its header announces.
    """
    if content.startswith(LABELS):
        raise DataError(
            tr("{name}: these are IDX labels; give the file with the images, too.", name=name)
        )
    if len(content) < 16:
        raise DataError(tr("{name}: the IDX header is cut off.", name=name))
    count, height, width = struct.unpack(">III", content[4:16])
    if count < 1 or not (0 < height <= LONGEST_SIDE and 0 < width <= LONGEST_SIDE):
        raise DataError(
            tr(
                "{name}: the IDX header announces {count:,} images of {height} × "
                "{width}, expected at least one of at most {longest_side} × "
                "{longest_side}.",
                name=name,
                count=count,
                height=height,
                width=width,
                longest_side=LONGEST_SIDE,
            )
        )
    _check(content, 16, count * height * width, ntr("{n:,} image", "{n:,} images", count), name)
    return np.frombuffer(content, np.uint8, offset=16).reshape(count, height, width)


def labels(content: bytes, name: str) -> np.ndarray:
    """Return the labels (n,) int64 in an IDX file; raises DataError as `images`."""
    if not content.startswith(LABELS) or len(content) < 8:
        raise DataError(tr("{name}: this is not an IDX file of labels.", name=name))
    (count,) = struct.unpack(">I", content[4:8])
    _check(content, 8, count, ntr("{n:,} label", "{n:,} labels", count), name)
    return np.frombuffer(content, np.uint8, offset=8).astype(np.int64)


def stem(name: str) -> str:
    """Return what the names of a pair have in common, such as "train"."""
    return KIND.sub("", name).rstrip("-_. ").lower()


def _check(content: bytes, header: int, wanted: int, what: str, name: str) -> None:
    found = len(content) - header
    if found == wanted:
        return
    apart = abs(found - wanted)
    how = (
        ntr("{n:,} byte too many", "{n:,} bytes too many", apart)
        if found > wanted
        else ntr("{n:,} byte too few", "{n:,} bytes too few", apart)
    )
    hint = "" if apart == 1 else tr("; download it again")
    raise DataError(
        tr(
            "{name}: {how} for the {what} that it announces{hint}.",
            name=name,
            how=how,
            what=what,
            hint=hint,
        )
    )
