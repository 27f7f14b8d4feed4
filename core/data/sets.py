"""Where digits come from: the bundled MNIST and other sets under the same type."""

from __future__ import annotations

import hashlib
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock, Thread

import numpy as np

from core import StudioError
from core.storage import paths

BUNDLE = "mnist_784.npz"
MEND = "run `python -m core fetch` to get it again (or `git checkout artifacts/mnist_784.npz`)"

# SHA-256 of the parsed uint8 arrays in C order, train then test, so that npz, IDX and ARFF
# sources share one constant. The source of the figures: the original IDX files.
IMAGES_SHA256 = "5b92582eb909c82a9bfefcd44acbe9233be3eb5b419a44cf211022ad2bf4bf96"
LABELS_SHA256 = "671ff9d70b4811116d55c3dd479efa7a981e2e62753ef7a6d5c15fea81e63d27"


class DataError(StudioError):
    """Data that is missing, damaged or of another form than expected."""


@dataclass(frozen=True, eq=False)
class Digits:
    """Images (n, 28, 28) uint8, ink bright on 0, and their integer labels (n,); both read-only."""

    images: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        if self.images.ndim != 3 or self.images.shape[1:] != (28, 28):
            raise DataError(f"Images must be (n, 28, 28), not {self.images.shape}.")
        if self.images.dtype != np.uint8:
            raise DataError(f"Images must be uint8, not {self.images.dtype}.")
        if self.labels.shape != (len(self.images),):
            raise DataError(f"{len(self.images)} images need as many labels.")
        if not np.issubdtype(self.labels.dtype, np.integer):
            raise DataError(f"Labels must be integers, not {self.labels.dtype}.")
        self.images.flags.writeable = False
        self.labels.flags.writeable = False

    def __len__(self) -> int:
        return len(self.images)

    def take(self, indices: np.ndarray | slice) -> Digits:
        """Return the digits at these indices."""
        return Digits(self.images[indices], self.labels[indices])


@dataclass(frozen=True, eq=False)
class Dataset:
    """A training and a test set with the names of the classes."""

    name: str
    train: Digits
    test: Digits
    classes: tuple[str, ...]

    @property
    def sha256(self) -> str:
        """Hash of all pixels and labels: part of the key of everything made from them."""
        return _dataset_hash(self)


@cache
def _dataset_hash(dataset: Dataset) -> str:
    images, labels = array_hashes(
        [dataset.train.images, dataset.test.images], [dataset.train.labels, dataset.test.labels]
    )
    return hashlib.sha256(f"{images} {labels}".encode()).hexdigest()


def array_hashes(images: list[np.ndarray], labels: list[np.ndarray]) -> tuple[str, str]:
    """Return the SHA-256 of the images' and of the labels' uint8 bytes, one part after another."""
    pixels, classes = hashlib.sha256(), hashlib.sha256()
    for part in images:
        pixels.update(np.ascontiguousarray(part, np.uint8).tobytes())
    for part in labels:
        classes.update(np.ascontiguousarray(part).astype(np.uint8).tobytes())
    return pixels.hexdigest(), classes.hexdigest()


def load(name: str = "mnist", root: Path | None = None) -> Dataset:
    """Return a data set by its name.

    The first load reads and verifies the bundle (0.7 s); later ones return the same read-only
    object.

    Raises
    ------
    DataError
        If the file is missing or damaged, or the name is unknown; the sentence names the file
        and the command that mends it.
    """
    if name != "mnist":
        raise DataError(f"There is no data set named {name!r}; the bundled one is 'mnist'.")
    with _loading:  # a page that wants the digits waits for the one that reads them already
        return _load_mnist(Path(root) if root else paths.ARTIFACTS)


@cache
def prefetch() -> None:
    """Begin to read the digits beside what is being imported, once."""

    def read() -> None:
        with suppress(DataError):  # whoever needs the digits says what is wrong with them
            load()

    Thread(target=read, daemon=True).start()


_loading = Lock()


@cache
def _load_mnist(root: Path) -> Dataset:
    path = root / BUNDLE
    parts = read_bundle(path)
    if array_hashes(parts[::2], parts[1::2]) != (IMAGES_SHA256, LABELS_SHA256):
        raise DataError(f"{path.name} does not hold the digits of MNIST; {MEND}.")
    return from_arrays("mnist", *parts)


def from_arrays(
    name: str,
    train_images: np.ndarray,
    train_labels: np.ndarray,
    test_images: np.ndarray,
    test_labels: np.ndarray,
) -> Dataset:
    """Build a Dataset of the ten digits from its four arrays."""
    return Dataset(
        name,
        Digits(np.ascontiguousarray(train_images), train_labels.astype(np.int64)),
        Digits(np.ascontiguousarray(test_images), test_labels.astype(np.int64)),
        tuple(str(digit) for digit in range(10)),
    )


def read_bundle(path: Path) -> list[np.ndarray]:
    """Read train images, train labels, test images and test labels of an .npz bundle."""
    names = ["train_images", "train_labels", "test_images", "test_labels"]
    try:
        with np.load(path, allow_pickle=False) as bundle:
            return [bundle[name] for name in names]
    except FileNotFoundError:
        raise DataError(f"{path.name} is missing from {path.parent.name}/; {MEND}.") from None
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise DataError(f"{path.name} is damaged ({type(error).__name__}); {MEND}.") from None
