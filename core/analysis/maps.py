"""Maps of a test set in two dimensions: PCA at once, t-SNE made once by `python -m core map`.

MNIST's t-SNE map comes with the repository (`core.analysis.shipped_map`).
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import sklearn

from core import StudioError
from core.analysis import shipped_map
from core.analysis.principal import principal, scaled
from core.data import mnist, sets
from core.language import tr
from core.storage import atomic, folders, jobs, paths, progress
from core.storage.progress import Clock, Listener

COMPONENTS = 50
SETTINGS: dict[str, Any] = {
    "perplexity": 30,
    "random_state": 42,
    "init": "pca",
    "learning_rate": "auto",
}
FILE = "places.npy"
#: Under which `core.storage.jobs` knows the making of a map.
JOB = "map"
#: Seconds that 10,000 images took on two idle cores.
SECONDS = 90.0
#: Whole numbers that places and lassos are given in, from 0 at the left and below.
SIDE = 4000
#: What stays free at each edge, so that a lasso can go round all places.
MARGIN = 80


def command(dataset: str = "mnist") -> str:
    """Return the command that makes the t-SNE map of a data set."""
    return "python -m core map" + ("" if dataset == mnist.NAME else f" --dataset {dataset}")


def components(images: np.ndarray, number: int = 2) -> np.ndarray:
    """Return the first principal components (n, number) float32 of images (n, h, w) uint8.

    Where there are fewer, of tiny or few images, the last ones are 0.
    """
    pixels = scaled(images)
    found = np.zeros((len(images), number), np.float32)
    there = principal(pixels, number).transform(pixels)
    found[:, : there.shape[1]] = there
    return found


def make(
    dataset: str = "mnist",
    root: Path | None = None,
    listener: Listener = lambda progress: None,
) -> Path:
    """Make and store the t-SNE map of a test set (some minutes); return its folder.

    van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008, as in scikit-learn, on
    the first 50 principal components.

    Raises
    ------
    StudioError
        If there are too few images, another process makes it, or the map could not be stored.
    """
    from sklearn.manifold import TSNE

    whole = sets.load(dataset)
    images = whole.test.images
    if not whole.pictured or (images == images[:1]).all():
        raise StudioError(
            tr(
                "All test images of {dataset!r} are alike, or there are none: no map can be made.",
                dataset=dataset,
            )
        )
    if len(images) <= SETTINGS["perplexity"]:
        raise StudioError(
            tr(
                "t-SNE compares each image with {settings} others, but the test set "
                "has {n}; the page Map has PCA, which does with fewer.",
                settings=SETTINGS["perplexity"],
                n=len(images),
            )
        )
    with jobs.working(JOB, dataset, root, listener=listener) as tell:
        begun = time.monotonic()
        with Clock(tell, total=1).stage(tr("placing {n:,} images", n=len(images)), 1):
            method = TSNE(2, n_jobs=-1, verbose=2, **SETTINGS)
            with contextlib.redirect_stdout(_Iterations(SETTINGS.get("max_iter", 1000))):
                places = method.fit_transform(components(images, COMPONENTS))
        manifest = {
            "key": _key(dataset),
            "created": datetime.now(UTC).isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - begun, 1),
        }
        with atomic.storing(tr("The map")):
            return folders.publish(
                _folder(dataset, root), {FILE: folders.npy(places.astype(np.float32))}, manifest
            )


class _Iterations(io.StringIO):
    """Reports how far t-SNE is, of which scikit-learn tells in print only."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def write(self, text: str) -> int:
        found = re.search(r"Iteration (\d+)", text)
        if found:
            progress.report(int(found[1]) / self.most)
        return len(text)


def ship(root: Path | None = None) -> Path:
    """Make MNIST's t-SNE map, which was made here, the one that comes with the repository.

    Raises
    ------
    StudioError
        If none was made here.
    """
    places, facts = _own(mnist.NAME, root)
    return shipped_map.save(places, {fact: facts[fact] for fact in ("created", "seconds")}, root)


def open_map(dataset: str = "mnist", root: Path | None = None) -> np.ndarray:
    """Return the places (n, 2) float32 of the stored t-SNE map, made here or come with the studio.

    Raises
    ------
    StudioError
        If there is none, or it is of another data set or version; the sentence names the command.
    """
    try:
        return _own(dataset, root)[0]
    except StudioError:
        if shipped_map.RESULTS.manifest(dataset, root) is None:
            raise
        try:
            return shipped_map.load(root)
        except folders.Unreadable:
            raise StudioError(
                tr(
                    "The t-SNE map that came with the studio is damaged; run `{command}`, once.",
                    command=command(dataset),
                )
            ) from None


def facts(dataset: str = "mnist", root: Path | None = None) -> dict[str, Any] | None:
    """Return when the t-SNE map was made and in how many seconds; None if there is none.

    The entry "shipped" says that it came with the studio.
    """
    try:
        return _own(dataset, root)[1]
    except StudioError:
        came = shipped_map.RESULTS.manifest(dataset, root)
        return None if came is None else {**came, "shipped": True}


def expected_seconds(images: int) -> float:
    """Return how long t-SNE takes for so many images, about in proportion to their number."""
    return max(SECONDS * images / 10_000, 5)


def _own(dataset: str, root: Path | None) -> tuple[np.ndarray, dict[str, Any]]:
    place = _folder(dataset, root)
    try:
        _, manifest = folders.current(place)
        if manifest.get("key") != _key(dataset):
            raise StudioError(
                tr(
                    "The map is of another version; run `{command}` again.",
                    command=command(dataset),
                )
            )
        return folders.array(folders.verified(place, FILE)), manifest
    except folders.Unreadable as problem:
        what = tr("not made yet") if problem.state == "missing" else tr("damaged")
        raise StudioError(
            tr(
                "The t-SNE map is {what}; run `{command}`, once.",
                what=what,
                command=command(dataset),
            )
        ) from None


def on_paper(places: np.ndarray) -> np.ndarray:
    """Return places (n, 2) as whole numbers from 0 to `SIDE`, with a margin at each edge."""
    low, high = places.min(axis=0), places.max(axis=0)
    share = (places - low) / np.maximum(high - low, 1e-12)
    return np.round(MARGIN + share * (SIDE - 2 * MARGIN)).astype(int)


def inside(places: np.ndarray, lasso: np.ndarray) -> np.ndarray:
    """Return the numbers of the places (n, 2) inside a lasso of corners (k, 2).

    Sunday, "Inclusion of a point in a polygon", 2001: a line that crosses itself encloses what it
    has been around.
    """
    x, y = np.asarray(places).T
    winding = np.zeros(len(x), int)
    for (x0, y0), (x1, y1) in zip(lasso, np.roll(lasso, -1, axis=0), strict=True):
        left = (x1 - x0) * (y - y0) - (x - x0) * (y1 - y0)
        winding += (y0 <= y) & (y < y1) & (left > 0)
        winding -= (y1 <= y) & (y < y0) & (left < 0)
    return np.flatnonzero(winding)


def around(places: np.ndarray, index: int, number: int) -> np.ndarray:
    """Return the numbers of the places (n, 2) nearest to one of them, itself first."""
    distance = ((places - places[index]) ** 2).sum(axis=1)
    return np.argsort(distance, kind="stable")[:number]


def _folder(dataset: str, root: Path | None) -> Path:
    paths.checked(dataset)
    return paths.root_of(root) / "maps" / dataset


def _key(dataset: str) -> str:
    version = ".".join(sklearn.__version__.split(".")[:2])
    parts = [SETTINGS, COMPONENTS, version, sets.load(dataset).sha256]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
