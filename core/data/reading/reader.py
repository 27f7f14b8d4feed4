"""One reader for every file: what it is, is told by its content and not by its name."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from core.data.labelled import DataError
from core.data.reading import arrays, idx, parquet, picture_folders, tables, unpacking
from core.data.reading.found import Found, Options, check_count, listed
from core.data.reading.picture_folders import PICTURES, set_of
from core.data.reading.picture_sets import decoded
from core.language import ntr, tr

#: By set: "train", "test", or "" where nothing says which one it is.
Sets = dict[str, Found]
#: How a picture begins, in the formats that we read.
PICTURE_HEADS = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"P5", b"P6",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A file, on disk or in an archive: its path there and what reads it."""

    path: str
    read: Callable[[], bytes]

    @property
    def name(self) -> str:
        """Its name without folders."""
        return PurePosixPath(self.path).name


def on_disk(path: Path, most: int) -> bytes:
    """Return the bytes of a file.

    Raises
    ------
    DataError
        If it is missing, no ordinary file, too large or cannot be read.
    """
    try:
        if not path.exists():
            raise DataError(tr("{path}: there is no such file.", path=path))
        if not path.is_file():  # a device never ends
            raise DataError(tr("{path}: this is not a file; it cannot be read.", path=path))
        size = path.stat().st_size
        if size > most:
            raise DataError(
                tr(
                    "{name}: {size:,.0f} MB are too much to read at once (at most {most:,.0f} MB).",
                    name=path.name,
                    size=size / 1e6,
                    most=most / 1e6,
                )
            )
        return path.read_bytes()
    except OSError as error:
        raise DataError(
            tr("{path}: the file cannot be read ({strerror}).", path=path, strerror=error.strerror)
        ) from None


def plain_file(path: str, most: int) -> bytes:
    """Return the bytes of a file that was seen in its folder; raises DataError as `on_disk`."""
    try:
        # Python's file objects would cost as much again as reading a small picture does.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            if size > most:
                raise DataError(
                    tr(
                        "{path}: {size:,.0f} MB are too much to read at once.",
                        path=path,
                        size=size / 1e6,
                    )
                )
            return os.read(handle, size + 1)
        finally:
            os.close(handle)
    except OSError as error:
        raise DataError(
            tr("{path}: the file cannot be read ({strerror}).", path=path, strerror=error.strerror)
        ) from None


def is_picture(content: bytes) -> bool:
    """Return whether these bytes begin like a picture."""
    webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    return webp or content.startswith(PICTURE_HEADS)


def parse(content: bytes, name: str, options: Options) -> Sets:
    """Return the images in the bytes of a file called `name`, by set.

    Raises
    ------
    DataError
        If nothing is in it that can be read; the sentence begins with `name`.
    """
    if not content:
        raise DataError(tr("{name}: the file is empty.", name=name))
    content = unpacking.unpacked(content, name, options.most)
    if content.startswith(unpacking.ZIP):
        return _zipped(content, name, options)
    if content.startswith(arrays.NPY):
        return _one(arrays.npy(content, name, options), options)
    if content.startswith(parquet.MAGIC):
        return _one(parquet.read(content, name, options), options)
    if idx.is_idx(content):
        return _one(Found(idx.images(content, name)), options)
    if is_picture(content):
        return _one(Found((options.picture or decoded)(content, name)[None]), options)
    if content.startswith(b"\x00\x00\x08"):
        raise DataError(
            tr(
                "{name}: this is not an IDX file of images (it starts with {hex}).",
                name=name,
                hex=content[:4].hex(),
            )
        )
    return _one(tables.read(content, name, options), options)


def _one(found: Found, options: Options) -> Sets:
    return {"": found.turned(options)}


def _zipped(content: bytes, name: str, options: Options) -> Sets:
    archive = unpacking.Archive(content, name, options.most)
    if archive.names and all(member.endswith(".npy") for member in archive.names):
        found = arrays.npz(content, name, options)
        return {which: one.turned(options) for which, one in found.items()}

    def reading(member: str) -> Callable[[], bytes]:
        return lambda: archive.read(member)

    files = [File(member, reading(member)) for member in archive.names]
    if not files:
        raise DataError(tr("{name}: the zip is empty.", name=name))
    names = sorted(archive.names)  # those in a folder follow one another
    after = {f: bisect_left(names, f"{f}/") for f in archive.folders}
    empty = {f for f, at in after.items() if not "".join(names[at : at + 1]).startswith(f"{f}/")}
    highest = [f for f in archive.folders if f in empty and f.rpartition("/")[0] not in empty]
    return without_empty(assembled(files, name, options), name, highest)


def without_empty(found: Sets, name: str, folders: Sequence[str]) -> Sets:
    """Return what was found with a note on folders that hold nothing: no image is of that class."""
    named = [folder for folder in folders if not unpacking.by_systems(folder)]
    if named:
        which = next(iter(found))
        note = ntr(
            "{n:,} folder is empty and left out: {listed}",
            "{n:,} folders are empty and left out: {listed}",
            len(named),
            listed=listed(named),
        )
        found[which] = found[which].noting(f"{name}: {note}")
    return found


def assembled(
    files: list[File],
    name: str,
    options: Options,
    tell: Callable[[float], None] = lambda share: None,
) -> Sets:
    """Return the images of many files that belong together, by set.

    Pictures lie in a folder for each class; IDX files make pairs by their names; a table, npz or
    parquet file holds images and labels of its own. A file's or folder's name says whether it is
    for training or the test.

    Raises
    ------
    DataError
        If nothing is in them that can be read, or they contradict each other.
    """
    if any(file.path.lower().endswith(PICTURES) for file in files):
        found = picture_folders.read(
            [(file.path, file.read) for file in files], name, options, tell
        )
        return {which: one.turned(options) for which, one in found.items()}
    merged: Sets = {}
    ignored: list[str] = []
    labels: dict[tuple[str, str], tuple[str, np.ndarray]] = {}
    images: dict[tuple[str, str], tuple[str, np.ndarray]] = {}
    for number, file in enumerate(files):
        tell(number / len(files))
        if unpacking.by_systems(file.name):
            continue
        content = unpacking.unpacked(file.read(), file.name, options.most)
        if idx.is_idx(content):
            key = (set_of(file.name) or set_of(file.path), idx.stem(file.name))
            where, read = (
                (labels, idx.labels) if content.startswith(idx.LABELS) else (images, idx.images)
            )
            where[key] = (file.name, read(content, file.name))
            continue
        if PurePosixPath(file.path).suffix.lower() in (".txt", ".md", ".json", ".pdf", ".html"):
            ignored.append(file.name)
            continue
        for which, one in parse(content, file.name, options).items():
            _add(merged, which or set_of(file.name), one, file.name)
    for which, one in _pairs(images, labels).items():
        _add(merged, which, one.turned(options), name)
    if not merged:
        raise DataError(tr("{name}: no images in it ({some}).", name=name, some=_some(files)))
    if ignored:
        which = next(iter(merged))
        merged[which] = merged[which].noting(
            tr("left out: {listed}", listed=", ".join(ignored[:5]))
        )
    return merged


def _pairs(
    images: dict[tuple[str, str], tuple[str, np.ndarray]],
    labels: dict[tuple[str, str], tuple[str, np.ndarray]],
) -> Sets:
    """Put IDX images together with the labels of the same name."""
    found: Sets = {}
    if len(images) == len(labels) == 1:  # one pair belongs together whatever it is called
        labels = dict(zip(images, labels.values(), strict=True))
    for key, (title, pixels) in images.items():
        own = labels.pop(key, None)
        if own is not None:
            check_count(own[0], tr("labels"), len(pixels), len(own[1]))
        elif labels:
            raise DataError(
                tr(
                    "{title}: none of the files with labels ({names}) has its name.",
                    title=title,
                    names=_names(labels),
                )
            )
        _add(found, key[0], Found(pixels, None if own is None else own[1]), title)
    if labels:
        raise DataError(
            tr(
                "{names}: these are IDX labels; give the file with the images, too.",
                names=_names(labels),
            )
        )
    return found


def _names(labels: dict[tuple[str, str], tuple[str, np.ndarray]]) -> str:
    return ", ".join(title for title, _ in labels.values())


def _add(found: Sets, which: str, one: Found, name: str) -> None:
    if which in found:
        what = {"train": tr("the training set"), "test": tr("the test set")}.get(
            which, tr("the images")
        )
        raise DataError(
            tr(
                "{name}: two files hold {what}; give one, or name them train… and test….",
                name=name,
                what=what,
            )
        )
    found[which] = one


def _some(files: Iterable[File]) -> str:
    names = [file.name for file in files]
    return ", ".join(names[:5]) + (", …" if len(names) > 5 else "") or tr("no files")
