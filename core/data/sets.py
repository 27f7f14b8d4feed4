"""The data sets there are: the bundled MNIST, and others stored beside it under their names."""

from __future__ import annotations

import shutil
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock, Thread

import numpy as np

from core import near
from core.data import mnist, writers
from core.data.labelled import DataError, Dataset, LabelledImages
from core.language import tr
from core.storage import atomic, folders, paths

PARTS = ("train", "test")
FIELDS = ("images", "labels", "groups", "series", "ids")


def load(name: str = mnist.NAME, root: Path | None = None) -> Dataset:
    """Return a data set by its name.

    The first load reads and verifies the files; later ones return the same read-only object.

    Raises
    ------
    DataError
        If a file is missing or damaged, or the name is unknown; the sentence names the file and
        the command that fixes it.
    """
    place = paths.root_of(root)
    with _loading:  # a page that wants the images waits for the one that reads them already
        if name == mnist.NAME:
            stamp = writers.stamp(place)
            return _with_writers(place, stamp) if stamp else bare(place)
        stored = folder(name, root)
        return _stored(name, stored, _pointer(stored))


def names(root: Path | None = None) -> list[str]:
    """Return the names of all data sets, MNIST first."""
    stored = paths.root_of(root) / "datasets"
    found = sorted(path.parent.name for path in stored.glob("*/CURRENT"))
    return [mnist.NAME, *found]


def store(dataset: Dataset, root: Path | None = None) -> Path:
    """Store a data set beside MNIST, complete or not at all; return its folder.

    Raises
    ------
    StudioError
        If the name is invalid or MNIST's, a set is empty or of one class only, or the disk is full
        or read-only.
    """
    if dataset.name == mnist.NAME:
        raise DataError(tr("'mnist' is the bundled data set; choose another name."))
    dataset.check_use()
    files = {
        f"{part}_{field}.npy": folders.npy(values)
        for part in PARTS
        for field in FIELDS
        if (values := getattr(getattr(dataset, part), field)) is not None
    }
    facts = {
        "key": dataset.sha256,
        "classes": dataset.classes,
        "series": dataset.series,
        "pictured": dataset.pictured,
        "chosen_on": dataset.chosen_on,
    }
    with atomic.storing(tr("The data set {name!r}", name=dataset.name)):
        return folders.publish(folder(dataset.name, root), files, facts)


def sheet(name: str, root: Path | None = None) -> Path:
    """Return the file with some images of each class of an imported data set."""
    return folder(name, root).with_suffix(".png")


def remove(name: str, root: Path | None = None) -> list[Path]:
    """Remove a data set and everything that was made of it; return what was removed.

    Raises
    ------
    DataError
        If there is no such data set, or it is the bundled one.
    """
    if name == mnist.NAME:
        raise DataError(tr("'mnist' is the bundled data set; it stays."))
    stored = folder(name, root)
    _pointer(stored)
    place = paths.root_of(root)
    found = [stored, sheet(name, root), *place.glob(f"*/{name}")]
    gone = [path for path in dict.fromkeys(found) if path.exists()]
    with atomic.storing(tr("The removal of {name!r}", name=name)):
        for path in gone:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    return gone


def groups_stamp(name: str = mnist.NAME, root: Path | None = None) -> str:
    """Return a text that changes when writers are stored beside the data set; "" without them."""
    return writers.stamp(root) if name == mnist.NAME else ""


@cache
def prefetch() -> None:
    """Begin to read MNIST beside what is being imported, once."""

    def read() -> None:
        with suppress(DataError):  # whoever needs the digits says what is wrong with them
            load()

    Thread(target=read, daemon=True).start()


_loading = Lock()


@cache
def bare(root: Path) -> Dataset:
    """Return MNIST without its writers, read once."""
    return mnist.read(root)


@lru_cache(maxsize=2)  # others' pixels are shared; a newer stamp takes an older one's place
def _with_writers(root: Path, stamp: str) -> Dataset:
    return writers.added(bare(root), root)


@cache
def _stored(name: str, folder: Path, pointer: str) -> Dataset:
    try:
        _, manifest = folders.current(folder)
        arrays = {
            file.removesuffix(".npy"): folders.verified_array(folder, file)
            for file in manifest["files"]
        }
        train, test = (_part(arrays, part) for part in PARTS)
        names, series = tuple(manifest["classes"]), tuple(manifest["series"])
        # Studios before this one noted halves only.
        chosen_on = manifest.get("chosen_on", "half" if manifest.get("halved") else "out-of-fold")
        pictured = bool(manifest.get("pictured", True))
        return Dataset(name, train, test, names, series, pictured, chosen_on)
    except (folders.Unreadable, KeyError, TypeError, ValueError) as error:
        what = error if isinstance(error, folders.Unreadable) else tr("has a damaged manifest")
        raise DataError(
            tr("The data set {name!r} {what}; import it again.", name=name, what=what)
        ) from None


def _part(arrays: dict[str, np.ndarray], part: str) -> LabelledImages:
    images, labels, *others = (arrays.get(f"{part}_{field}") for field in FIELDS)
    if images is None or labels is None:
        raise KeyError(part)
    return LabelledImages(images, labels, *others)


def folder(name: str, root: Path | None = None) -> Path:
    """Return the folder of a stored data set."""
    paths.checked(name)
    return paths.root_of(root) / "datasets" / name


def _pointer(folder: Path) -> str:
    try:
        return (folder / "CURRENT").read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        known = near.choices(folder.name, names(folder.parents[1]))
        raise DataError(
            tr("There is no data set named {name!r}; {known}.", name=folder.name, known=known)
        ) from None
