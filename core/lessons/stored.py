"""The computations of chapter 3, one lesson a module, stored like trained models.

`compute` makes a lesson's arrays from nothing with the book's recipe and stores them all or
nothing; `open_lesson` gives them back, verified, or those that came with the repository
(`core.lessons.shipped`) where none were computed here. Pages only read.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from core import StudioError
from core.data import sets
from core.language import mark, tr
from core.lessons import shipped
from core.storage import atomic, folders, jobs, paths
from core.storage.progress import Clock, Listener
from core.training.artifacts import Status
from core.training.keys import code_hash, versions

FORMAT = 1
Arrays = dict[str, np.ndarray]


class LessonError(StudioError):
    """A lesson that is missing, outdated or damaged, with the command that computes it."""


@dataclass(frozen=True)
class Lesson:
    """One lesson of the registry; `seconds` is how long it takes two idle cores."""

    name: str
    title: str
    about: str
    seconds: int


_ENTRIES = [
    Lesson(
        "binary",
        mark("A detector of fives"),
        mark("four detectors of fives and a forest, out-of-fold"),
        100,
    ),
    Lesson("multiclass", mark("Ten digits at once"), mark("SGD raw and scaled, 45 duels"), 700),
    Lesson(
        "multilabel",
        mark("Large? Odd?"),
        mark("nearest neighbours of all training digits, a chain"),
        55,
    ),
    Lesson(
        "multioutput",
        mark("Clean a noisy digit"),
        mark("nearest neighbours at six levels of noise"),
        12,
    ),
    Lesson(
        "exercises", mark("Exercises 1 and 2"), mark("a grid search, 300,000 shifted digits"), 80
    ),
]
LESSONS: dict[str, Lesson] = {lesson.name: lesson for lesson in _ENTRIES}


def get(name: str) -> Lesson:
    """Return the registry's entry.

    Raises
    ------
    LessonError
        If there is no such lesson; the sentence lists those there are.
    """
    try:
        return LESSONS[name]
    except KeyError:
        raise LessonError(
            tr(
                "There is no lesson named {name!r}; choose one of {listed}.",
                name=name,
                listed=", ".join(LESSONS),
            )
        ) from None


def job(name: str) -> str:
    """Return the name under which `core.storage.jobs` knows the computation of a lesson."""
    return f"lesson_{get(name).name}"


def compute(
    name: str,
    dataset: str = "mnist",
    root: Path | None = None,
    listener: Listener = lambda progress: None,
    force: bool = False,
) -> Path | None:
    """Compute a lesson and store its arrays; return None if a valid one was computed here.

    An interrupted computation leaves the last complete one in use.

    Raises
    ------
    StudioError
        If another process computes the same lesson, there is no such lesson or the result
        could not be stored.
    """
    lesson = get(name)
    if not force and computed_here(name, dataset, root):
        return None
    with jobs.working(job(name), dataset, root, listener=listener) as tell:
        if not force and computed_here(name, dataset, root):
            return None

        wall, cpu, wanted = time.monotonic(), time.process_time(), key(name, dataset)
        module = importlib.import_module(f"core.lessons.{name}")
        clock = Clock(tell, total=sum(module.WEIGHTS.values()))
        arrays: Arrays = module.compute(sets.load(dataset), clock)
        manifest = {
            "format": FORMAT,
            "lesson": name,
            "dataset": dataset,
            "key": wanted,
            "versions": versions(),
            "data_sha256": sets.load(dataset).sha256,
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - wall, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
        }
        files = {f"{part}.npy": folders.npy(array) for part, array in arrays.items()}
        with atomic.storing(tr("The lesson {title!r}", title=tr(lesson.title))):
            return folders.publish(folder(name, dataset, root), files, manifest)


def open_lesson(name: str, dataset: str = "mnist", root: Path | None = None) -> Arrays:
    """Return the arrays of a lesson, read-only, each verified before it is opened.

    Raises
    ------
    LessonError
        If there is none, or it is damaged or made by another recipe, version or data.
    """
    manifest = open_manifest(name, dataset, root)
    try:
        arrays = _arrays(name, dataset, root, manifest)
    except folders.Unreadable as error:
        raise _error("damaged", name, str(error)) from None
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def _arrays(name: str, dataset: str, root: Path | None, manifest: dict[str, Any]) -> Arrays:
    if "shipped" in manifest:
        return shipped.load(name, root)
    place = folder(name, dataset, root)
    return {
        file.removesuffix(".npy"): folders.array(folders.verified(place, file))
        for file in manifest["files"]
    }


def open_manifest(name: str, dataset: str = "mnist", root: Path | None = None) -> dict[str, Any]:
    """Return the facts about a lesson: seconds, versions, files; "shipped" if it came.

    Raises
    ------
    LessonError
        As `open_lesson`.
    """
    try:
        return _own_manifest(name, dataset, root)
    except LessonError:
        came = shipped.facts(name, dataset, root)
        if came is None:
            raise
        return came


def _own_manifest(name: str, dataset: str, root: Path | None) -> dict[str, Any]:
    try:
        _, manifest = folders.current(folder(name, dataset, root))
    except folders.Unreadable as error:
        what = tr("is not computed yet") if error.state == "missing" else str(error)
        raise _error(error.state, name, what) from None
    if manifest.get("lesson") != name or manifest["key"] != key(name, dataset):
        raise _error("stale", name, tr("was computed by another recipe, version or data"))
    return manifest


def computed_here(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Return whether a lesson's results are from this machine, and valid."""
    try:
        _own_manifest(name, dataset, root)
    except LessonError:
        return False
    return True


def stamp(name: str, dataset: str = "mnist", root: Path | None = None) -> str:
    """Return a text that changes whenever the lesson's results do."""
    pointer = folder(name, dataset, root) / "CURRENT"
    own = pointer.read_text(encoding="ascii") if pointer.exists() else ""
    return f"{own} {shipped.RESULTS.stamp(root)}"


def status(name: str, dataset: str = "mnist", root: Path | None = None) -> Status:
    """Return whether a lesson can be shown, and the sentence that says what to do if not."""
    try:
        open_manifest(name, dataset, root)
    except LessonError as error:
        return Status(getattr(error, "state", "damaged"), str(error))
    return Status("ready")


def expected_seconds(name: str, dataset: str = "mnist", root: Path | None = None) -> float:
    """Return how long the computation took here the last time, else where it was measured."""
    try:
        _, manifest = folders.current(folder(name, dataset, root))
        return float(manifest["seconds"])
    except (folders.Unreadable, KeyError, TypeError, ValueError):
        return float(get(name).seconds)


def command(name: str) -> str:
    """Return the command that computes a lesson."""
    return f"python -m core lessons {name}"


def folder(name: str, dataset: str = "mnist", root: Path | None = None) -> Path:
    """Return the folder of a lesson's artifacts."""
    paths.checked(dataset)
    return paths.root_of(root) / "lessons" / dataset / get(name).name


def key(name: str, dataset: str = "mnist") -> str:
    """Return the hash of all that would change the lesson's arrays, 64 hex digits."""
    parts = [FORMAT, name, recipe(name), versions(), sets.load(dataset).sha256]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def recipe(name: str) -> str:
    """Return the hash of what computes a lesson; another version of Python gives another one."""
    return code_hash(importlib.import_module(f"core.lessons.{name}"))


def _error(state: str, name: str, what: str) -> LessonError:
    words = command(name) + (" --force" if state == "damaged" else "")
    title = tr(get(name).title)
    error = LessonError(
        tr("The lesson {title!r} {what}; run `{command}`.", title=title, what=what, command=words)
    )
    error.state = state  # type: ignore[attr-defined]
    return error
