"""Parquet tables with a column of pictures, as the large hubs of data sets store them."""

from __future__ import annotations

import io
import json
from typing import Any

from core.data.labelled import DataError
from core.data.reading.found import Found, Options
from core.data.reading.labels import canonical
from core.data.reading.picture_sets import Collected, decoded, frame, gathered
from core.language import tr

MAGIC = b"PAR1"
IMAGES = ("image", "img", "picture", "bytes", "pixel_values")
LABELS = ("label", "labels", "fine_label", "target", "class", "y")


def read(content: bytes, name: str, options: Options) -> Found:
    """Return the pictures and labels in a parquet table.

    Raises
    ------
    DataError
        If it is damaged, has no column of pictures, or a picture cannot be read; the sentence names
        the row.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        file = pyarrow.parquet.ParquetFile(io.BytesIO(content))
        names = file.schema_arrow.names
        pictures = next((column for column in IMAGES if column in names), None)
        label = next((column for column in LABELS if column in names), None)
        if options.label_column not in ("", "none"):
            label = options.label_column
        if options.label_column == "none":
            label = None
        if pictures is None or (label is not None and label not in names):
            wanted = (
                tr("of pictures, such as image")
                if pictures is None
                else tr("called {label!r}", label=label)
            )
            raise DataError(
                tr(
                    "{name}: no column {wanted}, among {listed}.",
                    name=name,
                    wanted=wanted,
                    listed=", ".join(names[:12]),
                )
            )
        table = file.read([pictures] + ([] if label is None else [label]))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        if isinstance(error, DataError):
            raise
        raise DataError(
            tr(
                "{name}: the parquet file is damaged ({split}).",
                name=name,
                split=str(error).split(chr(10))[0],
            )
        ) from None
    images = Collected(table.num_rows)
    for row, cell in enumerate(table.column(pictures)):
        held = cell.as_py()
        picture = held.get("bytes") if isinstance(held, dict) else held
        if not isinstance(picture, bytes):
            raise DataError(
                tr("{name}, row {row}: there are no bytes of a picture.", name=name, row=row + 1)
            )
        images.add((options.picture or decoded)(picture, f"{name}, row {row + 1}"))
    parts = images.parts()
    into = frame(parts, options.sides)
    pixels = gathered(parts, into)
    labels = None
    if label is not None:
        labels = canonical(table.column(label).to_numpy(zero_copy_only=False), name)
    classes = _classes(file.schema_arrow.metadata, label)
    return Found(pixels, labels, classes, notes=tuple(f"{name}: {note}" for note in into.notes))


def _classes(metadata: dict[bytes, bytes] | None, label: str | None) -> tuple[str, ...]:
    """Return the names of the classes that a hub wrote beside the table, if it did."""
    try:
        described: Any = json.loads((metadata or {})[b"huggingface"])
        names = described["info"]["features"][label]["names"]
        return tuple(map(str, names))
    except (KeyError, ValueError, TypeError):
        return ()
