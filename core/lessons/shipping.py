"""Make the lessons that are computed here the ones in the repository."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np

from core import StudioError
from core.data import mnist, sets
from core.lessons import golden, printed, shipped, stored
from core.lessons.stored import Arrays

#: Facts of a computation that are kept.
FACTS = ("created", "seconds", "cpu_seconds", "versions")
#: Elements from which an array of floats is rounded to float32.
LONG = 10_000
#: Scores of which the lessons use the answers alone.
SCORES = ("raw", "scaled")


def save(root: Path | None = None) -> Path:
    """Store what is computed here as the results that come, beside those that came before.

    Raises
    ------
    StudioError
        If no lesson is computed here, or its numbers would not be those beside the book's.
    """
    files, lessons = {}, {}
    for name in stored.LESSONS:
        came = shipped.facts(name, root=root)
        if stored.computed_here(name, root=root):
            files[shipped.file(name)] = _archive(name, root)
            manifest = stored.open_manifest(name, root=root)
            facts = {fact: manifest[fact] for fact in FACTS}
            lessons[name] = {**facts, "recipe": stored.recipe(name)}
        elif came is not None:
            files[shipped.file(name)] = shipped.RESULTS.verified(shipped.file(name), root)
            lessons[name] = {fact: value for fact, value in came.items() if fact != "shipped"}
    if not lessons:
        raise StudioError("No lesson is computed here; run `python -m core lessons`.")
    about = {"command": "python -m core lessons --ship", "lessons": lessons}
    return shipped.RESULTS.publish(files, about, root)


def _archive(name: str, root: Path | None) -> bytes:
    whole = sets.load(mnist.NAME)
    arrays = stored.open_lesson(name, root=root)
    small = packed(arrays)
    ours = [
        golden.table(printed.GOLDEN, {name: each}, whole).get("ours", [])
        for each in (arrays, small)
    ]
    if list(ours[0]) != list(ours[1]):
        raise StudioError(f"Packed, the lesson {name!r} has other numbers: it is not shipped.")
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **small)
    return buffer.getvalue()


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
