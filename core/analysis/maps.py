"""Maps of a test set in two dimensions: PCA at once, t-SNE made once by `python -m core map`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import sklearn

from core import StudioError
from core.analysis.principal import principal, scaled
from core.data import mnist, sets
from core.storage import atomic, folders, paths

COMPONENTS = 50
SETTINGS: dict[str, Any] = {
    "perplexity": 30,
    "random_state": 42,
    "init": "pca",
    "learning_rate": "auto",
}
FILE = "places.npy"
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
    tell: Callable[[str], None] = lambda text: None,
) -> Path:
    """Make and store the t-SNE map of a test set (some minutes); return its folder.

    van der Maaten and Hinton, "Visualizing data using t-SNE", JMLR 2008, as in scikit-learn, on
    the first 50 principal components.

    Raises
    ------
    StudioError
        If there are too few images, or the map could not be stored.
    """
    from sklearn.manifold import TSNE

    whole = sets.load(dataset)
    images = whole.test.images
    if not whole.pictured or (images == images[:1]).all():
        raise StudioError(
            f"All test images of {dataset!r} are alike, or there are none: no map can be made."
        )
    if len(images) <= SETTINGS["perplexity"]:
        raise StudioError(
            f"t-SNE compares each image with {SETTINGS['perplexity']} others, but the test set has "
            f"{len(images)}; the page Map has PCA, which does with fewer."
        )
    tell(f"Placing {len(images):,} images so that similar ones lie together; 10,000 take minutes.")
    places = TSNE(2, n_jobs=-1, **SETTINGS).fit_transform(components(images, COMPONENTS))
    place = _folder(dataset, root)
    with atomic.storing("The map"):
        return folders.publish(
            place, {FILE: folders.npy(places.astype(np.float32))}, {"key": _key(dataset)}
        )


def open_map(dataset: str = "mnist", root: Path | None = None) -> np.ndarray:
    """Return the places (n, 2) float32 of the stored t-SNE map.

    Raises
    ------
    StudioError
        If there is none, or it is of another data set or version; the sentence names the command.
    """
    place = _folder(dataset, root)
    try:
        if folders.current(place)[1].get("key") != _key(dataset):
            raise StudioError(f"The map is of another version; run `{command(dataset)}` again.")
        return folders.array(folders.verified(place, FILE))
    except folders.Unreadable as problem:
        what = "not made yet" if problem.state == "missing" else "damaged"
        raise StudioError(f"The t-SNE map is {what}; run `{command(dataset)}`, once.") from None


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
