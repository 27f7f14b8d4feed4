"""Make the lessons that are computed here the ones in the repository."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import numpy as np

from core import StudioError
from core.data import mnist, sets
from core.lessons import golden, printed, shipped, stored
from core.lessons.stored import Arrays
from core.storage import folders

#: Facts of a computation that are kept.
FACTS = ("created", "seconds", "cpu_seconds", "versions")
#: Elements from which an array of floats is rounded to float32.
LONG = 10_000
#: Scores of which the lessons use the answers alone.
SCORES = ("raw", "scaled")


def save(root: Path | None = None) -> Path:
    """Store what is computed here of all lessons as the results that come; all or nothing.

    Raises
    ------
    StudioError
        If a lesson is not computed here, or its numbers would not be those beside the book's.
    """
    whole = sets.load(mnist.NAME)
    files, lessons = {}, {}
    for name in stored.LESSONS:
        if not stored.computed_here(name, root=root):
            raise StudioError(
                f"Only what is computed here is shipped; run `{stored.command(name)}`."
            )
        arrays = stored.open_lesson(name, root=root)
        small = packed(arrays)
        before, after = (
            golden.table(printed.GOLDEN, {name: each}, whole) for each in (arrays, small)
        )
        if len(before) and before["ours"].tolist() != after["ours"].tolist():
            raise StudioError(f"Packed, the lesson {name!r} has other numbers: it is not shipped.")
        buffer = io.BytesIO()
        np.savez_compressed(buffer, allow_pickle=False, **small)
        files[shipped.file(name)] = buffer.getvalue()
        manifest = stored.open_manifest(name, root=root)
        lessons[name] = {fact: manifest[fact] for fact in FACTS}
    digest = hashlib.sha256(b"".join(files.values())).hexdigest()
    facts = {
        "format": shipped.FORMAT,
        "key": digest,
        "data_sha256": whole.sha256,
        "command": "python -m core lessons --ship",
        "lessons": lessons,
    }
    return folders.publish(shipped.place(root), files, facts)


def packed(arrays: Arrays) -> Arrays:
    """Return a lesson's arrays as they are shipped: what the pages show of them, and smaller."""
    small = {}
    for name, array in arrays.items():
        if name in SCORES:
            small[f"{name}_answers"] = array.argmax(axis=1).astype(np.uint8)
        elif array.dtype == np.float64 and array.size >= LONG:
            small[name] = array.astype(np.float32)
        else:
            small[name] = array
    return small
