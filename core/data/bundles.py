"""A data set in one .npz file: its four arrays, and the names of its classes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from core.data.labelled import DataError, Dataset, LabelledImages

ARRAYS = ("train_images", "train_labels", "test_images", "test_labels")
#: What the arrays may unpack to, in bytes: twenty times MNIST.
LARGEST = 1_200_000_000


def read(path: Path, name: str, classes: tuple[str, ...] = ()) -> Dataset:
    """Return the data set in an .npz file.

    Parameters
    ----------
    path : a file with the arrays `train_images` and `test_images`, (n, h, w) or (n, h, w, 3) uint8,
        and `train_labels` and `test_labels`, (n,) integer from 0; it may also hold `classes`, the
        names in the order of the labels, and `train_groups` and `test_groups`, who made each image
    name : the data set's name
    classes : names of the classes, where the file has none or others are wanted

    Raises
    ------
    DataError
        If the file is missing, damaged or too large, or an array is missing or of another form;
        the sentence names the file and the array.
    """
    arrays = _arrays(path)
    missing = [array for array in ARRAYS if array not in arrays]
    if missing:
        raise DataError(
            f"{path.name}: {' and '.join(missing)} not found; it needs all of {ARRAYS}."
        )
    if not classes:
        classes = tuple(map(str, arrays.get("classes", np.zeros(0)).ravel().tolist()))
    if not classes:
        most = max(int(arrays[part].max(initial=0)) for part in ARRAYS[1::2])
        classes = tuple(map(str, range(most + 1)))
    train, test = (_part(arrays, part) for part in ("train", "test"))
    return Dataset(name, train, test, classes)


def _arrays(path: Path) -> dict[str, np.ndarray]:
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
        if size > LARGEST:
            raise DataError(f"{path.name}: it unpacks to {size / 1e6:,.0f} MB, which is too much.")
        with np.load(path, allow_pickle=False) as bundle:
            return {array: bundle[array] for array in bundle.files}
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such file.") from None
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name}: not an .npz file of arrays ({error}).") from None


def _part(arrays: dict[str, np.ndarray], part: str) -> LabelledImages:
    labels, groups = arrays[f"{part}_labels"], arrays.get(f"{part}_groups")
    if not np.issubdtype(labels.dtype, np.integer):
        raise DataError(f"{part}_labels must be integers from 0, not {labels.dtype}.")
    groups = None if groups is None else groups.astype(np.int64)
    return LabelledImages(
        np.ascontiguousarray(arrays[f"{part}_images"]), labels.astype(np.int64), groups
    )
