"""The training digits nearest to an image, found through PCA features and measured in pixels.

Distances between PCA features, joined by the length of what the PCA leaves out, never exceed the
distances between the pixels. So they rule out nearly all of the 60,000, and only the few that are
left are measured; the answer is exactly that of measuring all.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from filelock import FileLock
from threadpoolctl import threadpool_limits

from core import StudioError, memory
from core.analysis.principal import principal, scaled
from core.data import sets
from core.language import tr
from core.storage import folders, paths

FORMAT = 2
COMPONENTS = 48
FILES = ("features.npy", "basis.npy", "mean.npy")
AT_ONCE = 4096
SLACK = 0.01  # squared pixel units; float32 rounding of a squared distance stays far below


@dataclass(frozen=True, eq=False)
class Index:
    """The training set's PCA features beside its images.

    Parameters
    ----------
    images : (n, 784) uint8
    labels : (n,) integer
    features : (COMPONENTS + 1, n) float32; the last row is the length of the remainder
    lengths : (n,) float32, squared lengths of the features
    basis : (784, COMPONENTS) float32
    mean : (784,) float32
    """

    images: np.ndarray
    labels: np.ndarray
    features: np.ndarray
    lengths: np.ndarray
    basis: np.ndarray
    mean: np.ndarray

    def nearest(
        self, image: np.ndarray, k: int, label: int | None = None, without: int | None = None
    ) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices (k,) of the nearest digits and their distances (k,), nearest first."""
        feature = project(image.reshape(1, -1), self.basis, self.mean)[:, 0]
        # einsum, not @: threads of a matrix library take longer to start than this takes
        product = np.einsum("ji,j->i", self.features, feature)
        bound = self.lengths - 2 * product + feature @ feature
        if label is not None:
            bound[self.labels != label] = np.inf
        if without is not None:
            bound[without] = np.inf
        k = min(k, int(np.isfinite(bound).sum()))
        if k == 0:
            return np.zeros(0, np.int64), np.zeros(0)
        first = np.argpartition(bound, min(4 * k, len(bound) - 1))[: 4 * k]
        kth = np.sort(self._squared(image, first[np.isfinite(bound[first])]))[k - 1]
        near = np.flatnonzero(bound <= kth / 255**2 + SLACK)
        squared = self._squared(image, near)
        order = np.argsort(squared, kind="stable")[:k]
        return near[order], np.sqrt(squared[order]) / 255

    def _squared(self, image: np.ndarray, indices: np.ndarray) -> np.ndarray:
        difference = self.images[indices].astype(np.int32) - image.reshape(-1)
        return np.einsum("ij,ij->i", difference, difference)


def nearest(
    image: np.ndarray,
    k: int = 5,
    label: int | None = None,
    without: int | None = None,
    dataset: str = "mnist",
    root: Path | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the training digits nearest to an image.

    The first call in a process opens the index; the very first of all builds it (some seconds).

    Parameters
    ----------
    image : (h, w) uint8, of the data set's size
    k : how many
    label : only digits of this class; None for all
    without : index of a training digit to leave out, such as the image itself
    root : folder of the artifacts

    Returns
    -------
    indices : (k,) in the training set, nearest first; at a tie the lower index
    distances : (k,) Euclidean distances of pixels between 0 and 1; at most 28 for MNIST's size

    Raises
    ------
    StudioError
        If the image is not uint8 of the data set's size.
    """
    image, shape = np.asarray(image), sets.load(dataset).shape
    if image.shape != shape or image.dtype != np.uint8:
        raise StudioError(
            tr(
                "An image is {shape} uint8, not {shape2} {dtype}.",
                shape=shape,
                shape2=image.shape,
                dtype=image.dtype,
            )
        )
    return open_index(dataset, root).nearest(image, k, label, without)


def open_index(dataset: str = "mnist", root: Path | None = None) -> Index:
    """Return the index of a data set's training digits.

    It is built when there is none, and stored where that is possible.
    """
    return _open(dataset, paths.root_of(root))


def open_again(dataset: str = "mnist", root: Path | None = None) -> Index:
    """Return the index as it is on the disk now; built again if it is damaged or gone."""
    _open.cache_clear()
    return open_index(dataset, root)


@cache
def _open(dataset: str, root: Path) -> Index:
    digits = sets.load(dataset).train
    key = hashlib.sha256(f"{FORMAT} {COMPONENTS} {sets.load(dataset).sha256}".encode()).hexdigest()
    features, basis, mean = _stored(digits.images, root / "neighbours" / dataset, key)
    images = digits.images.reshape(len(digits), -1)
    lengths = np.einsum("ji,ji->i", features, features)
    memory.give_back()  # building it takes 300 MB, which a server would hold as long as it runs
    return Index(images, digits.labels, features, lengths, basis, mean)


def _stored(images: np.ndarray, place: Path, key: str) -> tuple[np.ndarray, ...]:
    """Return what `fit` makes of the images, stored for the next process where that is possible."""
    if not _ready(place, key):
        try:
            place.mkdir(parents=True, exist_ok=True)
            with FileLock(place.parent / f"{place.name}.lock"):
                if not _ready(place, key):
                    files = dict(zip(FILES, map(folders.npy, fit(images)), strict=True))
                    folders.publish(place, files, {"key": key})
        except OSError:  # a full disk or a folder that cannot be written: for this process alone
            return fit(images)
    folder, _ = folders.current(place)
    return tuple(np.load(folder / file, mmap_mode="r") for file in FILES)


def _ready(place: Path, key: str) -> bool:
    try:
        for file in FILES:
            folders.verified(place, file)
        return folders.current(place)[1].get("key") == key
    except folders.Unreadable:
        return False


def fit(images: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the features, basis and mean of images (n, h, w) uint8."""
    pca = principal(scaled(images), COMPONENTS)
    basis, mean = np.ascontiguousarray(pca.components_.T), pca.mean_
    pixels = images.reshape(len(images), -1)
    with threadpool_limits(1):  # each thread of a matrix library keeps its room for good
        parts = [
            project(pixels[start : start + AT_ONCE], basis, mean)
            for start in range(0, len(pixels), AT_ONCE)
        ]
    return np.hstack(parts), basis, mean


def project(pixels: np.ndarray, basis: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """Return PCA features (COMPONENTS + 1, n) of pixels (n, 784) uint8, as in `Index`."""
    centred = pixels.astype(np.float32) / np.float32(255) - mean
    inside = centred @ basis
    rest = np.einsum("ij,ij->i", centred, centred) - np.einsum("ij,ij->i", inside, inside)
    return np.vstack([inside.T, np.sqrt(np.maximum(rest, 0))]).astype(np.float32)
