"""Labelled digits as files: npz, IDX (both files in one zip) and the CSV of Kaggle's contest."""

from __future__ import annotations

import io
import struct
import zipfile

import numpy as np

from core import StudioError
from core.data import inputs
from core.data.labelled import LabelledImages
from core.language import tr

FORMATS = ("npz", "idx", "csv")
IDX_NAMES = ("images-idx3-ubyte", "labels-idx1-ubyte")
PIXELS = 28 * 28


def written(digits: LabelledImages, format: str) -> bytes:
    """Return the digits as a file of one of FORMATS."""
    if format == "npz":
        buffer = io.BytesIO()
        np.savez_compressed(buffer, images=digits.images, labels=digits.labels.astype(np.uint8))
        return buffer.getvalue()
    if format == "idx":
        images = struct.pack(">IIII", 0x803, len(digits), 28, 28) + digits.images.tobytes()
        labels = struct.pack(">II", 0x801, len(digits))
        labels += digits.labels.astype(np.uint8).tobytes()
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in zip(IDX_NAMES, (images, labels), strict=True):
                # Without the time, so that the same digits make the same file.
                archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()
    if format == "csv":
        header = ",".join(["label", *(f"pixel{i}" for i in range(PIXELS))])
        table = np.column_stack([digits.labels, digits.images.reshape(-1, PIXELS)])
        return "\n".join([header, *(",".join(map(str, row)) for row in table), ""]).encode()
    raise StudioError(
        tr(
            "There is no format {format!r}; choose one of {listed}.",
            format=format,
            listed=", ".join(FORMATS),
        )
    )


def parsed(content: bytes, name: str) -> LabelledImages:
    """Return the labelled digits of a file that `written` made, or of any other that has labels.

    Raises
    ------
    StudioError
        If there are no labelled digits in it; the sentence names the file and the place.
    """
    batch = inputs.parse(content, name)
    if batch.labels is None:
        raise StudioError(tr("{name}: the digits in it have no labels.", name=name))
    return LabelledImages(np.array(batch.images), batch.labels)
