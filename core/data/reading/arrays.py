"""npy and npz: arrays under the names that people give them. Objects are never opened."""

from __future__ import annotations

import io

import numpy as np

from core.data.labelled import DataError
from core.data.reading.found import Found, Options, check_count
from core.data.reading.labels import as_labels
from core.data.reading.pixels import as_images
from core.data.reading.unpacking import Archive
from core.language import tr

NPY = b"\x93NUMPY"
#: Names of images, without what says which set they belong to; the first found is taken.
IMAGES = ("images", "image", "x", "data", "pixels", "imgs", "arr_0")
LABELS = ("labels", "label", "y", "targets", "target", "classes", "arr_1", "y_true")
GROUPS = ("groups", "group", "writers", "writer")
NAMES = ("classes", "class_names", "label_names", "names")
#: What a name may begin or end with: `x_train`, `train_images`, `test_labels`.
SETS = {"train": "train", "training": "train", "test": "test", "testing": "test"}


def npy(content: bytes, name: str, options: Options) -> Found:
    """Return the images in a .npy file; raises DataError as `npz`."""
    images, notes = as_images(array(content, name), name, options.sides)
    return Found(images, notes=tuple(f"{name}: {note}" for note in notes))


def npz(content: bytes, name: str, options: Options) -> dict[str, Found]:
    """Return what is in an .npz file, by set: "train", "test" or "".

    Raises
    ------
    DataError
        If it is damaged, holds objects or no images, or labels that do not belong to them; the
        sentence names the array.
    """
    archive = Archive(content, name, options.most)
    wrong = next(
        (member for member in archive.names if "/" in member or member[-4:] != ".npy"), None
    )
    if wrong is not None:
        raise DataError(
            tr("{name}: {wrong!r} has no place in an npz of arrays.", name=name, wrong=wrong)
        )
    sets: dict[str, dict[str, str]] = {}
    for member in archive.names:
        which, rest = _set_of(member.removesuffix(".npy"))
        sets.setdefault(which, {})[rest] = member
    found: dict[str, Found] = {}
    for which, members in sets.items():
        key = next((known for known in IMAGES if known in members), None)
        if key is not None:
            found[which] = _one_set(archive, members, sets.get("", {}), key, options)
    if not found:
        there = ", ".join(member.removesuffix(".npy") for member in archive.names) or tr("none")
        raise DataError(
            tr(
                "{name}: none of its arrays ({there}) is called {listed} or the like, "
                "such as train_images.",
                name=name,
                there=there,
                listed=", ".join(IMAGES[:4]),
            )
        )
    return found


def array(content: bytes, name: str) -> np.ndarray:
    """Return the array in the bytes of a .npy file, without a copy.

    Raises
    ------
    DataError
        If it is damaged, holds objects, or is shorter than its header says.
    """
    stream = io.BytesIO(content)
    try:
        version = np.lib.format.read_magic(stream)
        read = np.lib.format.read_array_header_1_0
        if version > (1, 0):
            read = np.lib.format.read_array_header_2_0
        shape, by_column, dtype = read(stream)
    except (ValueError, EOFError) as error:
        raise DataError(
            tr("{name}: the array is damaged ({error}).", name=name, error=error)
        ) from None
    if dtype.hasobject:
        raise DataError(
            tr(
                "{name}: it holds objects, which can run programs; save plain arrays of numbers.",
                name=name,
            )
        )
    wanted = dtype.itemsize * int(np.prod(shape, dtype=object))
    there = len(content) - stream.tell()
    if wanted != there:
        raise DataError(
            tr(
                "{name}: an array of {shape} {dtype} takes {wanted:,} bytes, but "
                "{there:,} are there.",
                name=name,
                shape=shape,
                dtype=dtype,
                wanted=wanted,
                there=there,
            )
        )
    flat = np.frombuffer(content, dtype, offset=stream.tell())
    return flat.reshape(shape, order="F" if by_column else "C")


def _set_of(name: str) -> tuple[str, str]:
    """Return the set that a name speaks of, "" if of none, and the rest of the name."""
    parts = name.lower().split("_")
    for at in (0, -1):
        if len(parts) > 1 and parts[at] in SETS:
            rest = parts[1:] if at == 0 else parts[:-1]
            return SETS[parts[at]], "_".join(rest)
    short = name.lower()
    for word, which in (("train", "train"), ("test", "test")):  # Xtrain, trainX
        if short in (f"x{word}", f"y{word}"):
            return which, short[0]
    return "", short


def _one_set(
    archive: Archive,
    members: dict[str, str],
    common: dict[str, str],
    key: str,
    options: Options,
) -> Found:
    def opened(member: str) -> np.ndarray:
        return array(archive.read(member), f"{archive.name}: {member.removesuffix('.npy')}")

    title = members[key].removesuffix(".npy")
    images, notes = as_images(opened(members[key]), f"{archive.name}: {title}", options.sides)
    n = len(images)
    labels_at, names_at = _labels_and_names(members, common, opened, n)
    labels, taken = None, ""
    if labels_at is not None:
        about = labels_at.removesuffix(".npy")
        labels = as_labels(opened(labels_at), n, f"{archive.name}: {about}")
        if about.lower() in ("classes", "arr_1"):
            taken = tr("{about!r} holds the labels", about=about)
            notes.append(taken)
    groups_at = next((members[known] for known in GROUPS if known in members), None)
    groups = None if groups_at is None else np.asarray(opened(groups_at)).ravel()
    if groups is not None:
        check_count(archive.name, tr("groups"), n, len(groups))
    classes = () if names_at is None else tuple(map(str, opened(names_at).ravel().tolist()))
    told = tuple(f"{archive.name}: {note}" for note in notes)
    return Found(images, labels, classes, groups, told, taken and f"{archive.name}: {taken}")


def _labels_and_names(
    members: dict[str, str], common: dict[str, str], opened: object, n: int
) -> tuple[str | None, str | None]:
    """Return the members with the labels and with the names of the classes.

    `classes` is either: the labels where there is one for each image, and no better name.
    """
    sized = {known: len(opened(members[known])) for known in LABELS if known in members}  # type: ignore[operator]
    best = [known for known in sized if known != "classes"]
    labels = best[0] if best else next((known for known in sized if sized[known] == n), None)
    both = {**common, **members}
    names = next((known for known in NAMES if known in both and known != labels), None)
    return (members[labels] if labels else None), (both[names] if names else None)
