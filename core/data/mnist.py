"""The bundled MNIST: 60,000 and 10,000 handwritten digits, checked by their hash."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np

from core.data.labelled import DataError, Dataset, LabelledImages, array_hashes
from core.language import mark, tr

NAME = "mnist"
BUNDLE = "mnist_784.npz"
MEND = mark(
    "run `python -m core fetch` to get it again (or `git checkout artifacts/mnist_784.npz`)"
)
CLASSES = tuple("0123456789")

# SHA-256 of the parsed uint8 arrays in C order, train then test, so that npz, IDX and ARFF
# sources share one constant. The source of the figures: the original IDX files.
IMAGES_SHA256 = "5b92582eb909c82a9bfefcd44acbe9233be3eb5b419a44cf211022ad2bf4bf96"
LABELS_SHA256 = "671ff9d70b4811116d55c3dd479efa7a981e2e62753ef7a6d5c15fea81e63d27"


def read(root: Path) -> Dataset:
    """Read the bundle in the artifacts folder and verify it (0.7 s).

    Raises
    ------
    DataError
        If the file is missing, damaged or holds other digits.
    """
    path = root / BUNDLE
    parts = read_bundle(path)
    if array_hashes(parts[::2], parts[1::2]) != (IMAGES_SHA256, LABELS_SHA256):
        raise DataError(
            tr(
                "{name} does not hold the digits of MNIST; {remedy}.",
                name=path.name,
                remedy=tr(MEND),
            )
        )
    return from_arrays(*parts)


def from_arrays(
    train_images: np.ndarray,
    train_labels: np.ndarray,
    test_images: np.ndarray,
    test_labels: np.ndarray,
) -> Dataset:
    """Build the data set of the ten digits from its four arrays."""
    return Dataset(
        NAME,
        LabelledImages(np.ascontiguousarray(train_images), train_labels.astype(np.int64)),
        LabelledImages(np.ascontiguousarray(test_images), test_labels.astype(np.int64)),
        CLASSES,
    )


def read_bundle(path: Path) -> list[np.ndarray]:
    """Read train images, train labels, test images and test labels of an .npz bundle."""
    names = ["train_images", "train_labels", "test_images", "test_labels"]
    try:
        with np.load(path, allow_pickle=False) as bundle:
            return [bundle[name] for name in names]
    except FileNotFoundError:
        raise DataError(
            tr(
                "{name} is missing from {name2}/; {remedy}.",
                name=path.name,
                name2=path.parent.name,
                remedy=tr(MEND),
            )
        ) from None
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(
            tr(
                "{name} is damaged ({name2}); {remedy}.",
                name=path.name,
                name2=type(error).__name__,
                remedy=tr(MEND),
            )
        ) from None
