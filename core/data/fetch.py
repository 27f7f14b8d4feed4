"""Get MNIST from OpenML again: within a deadline, checked by hash, all or nothing."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from core.data import mnist
from core.data.download import Source, download
from core.data.labelled import DataError, array_hashes
from core.language import tr
from core.storage import atomic, leftovers, paths
from core.storage.progress import Listener, Progress

#: Bytes of the ARFF with all 70,000 digits after gzip; only the progress bar depends on it.
EXPECTED_BYTES = 15_500_000
#: The 70,000 digits are in the order of the original files: first those for training.
N_TRAIN = 60_000
AWAY = "the bundled digits work without it; try again later"

# scikit-learn's downloader knows no deadline, so it runs in a process that can be ended. Its
# cache is a folder that vanishes with it: a cut-off answer is never taken for a complete one.
# The parser is the slow one that knows ARFF; the one on pandas trips over numeric class names.
CHILD = """
import sys
from urllib.error import HTTPError, URLError
import numpy as np
from sklearn.datasets import fetch_openml, _openml
folder, base, target = sys.argv[1:4]
open(f"{folder}.started", "w").close()
for name in ("_SEARCH_NAME", "_DATA_INFO", "_DATA_FEATURES", "_DATA_QUALITIES"):
    setattr(_openml, name, getattr(_openml, name).replace("https://www.openml.org", base))
try:
    got = fetch_openml(
        "mnist_784", version=1, data_home=folder, as_frame=False, parser="liac-arff", n_retries=1
    )
    images = np.asarray(got.data)
    assert images.ndim == 2 and images.shape[1] == 784, f"arrays of shape {images.shape}"
    assert ((images >= 0) & (images <= 255)).all(), "pixels outside 0 to 255"
    np.savez(target, images=images.astype(np.uint8), labels=got.target.astype(np.uint8))
except HTTPError as error:
    sys.exit(f"it answered {error.code}")
except URLError as error:
    sys.exit(unreached(error))
except Exception as error:
    sys.exit(f"what it sent cannot be read: {type(error).__name__}")
"""


def fetch(
    root: Path | None = None,
    deadline: float = 600.0,
    idle: float = 30.0,
    listener: Listener = lambda progress: None,
    base: str = "https://www.openml.org",
    n_train: int = N_TRAIN,
    hashes: tuple[str, str] = (mnist.IMAGES_SHA256, mnist.LABELS_SHA256),
) -> Path:
    """Download mnist_784, version 1, and put it in place if it is digit for digit the same.

    Parameters
    ----------
    deadline : seconds for everything
    idle : seconds after which a download that does not grow is given up
    base : the server; the tests play it on this machine
    n_train : how many of the digits are the training set
    hashes : SHA-256 of the images' and of the labels' bytes

    Returns
    -------
    Path
        The bundle, replaced in one step; on any error it is what it was.

    Raises
    ------
    StudioError
        If OpenML does not answer in time, sends something else, or nothing can be written.
    """
    place = paths.root_of(root) / mnist.BUNDLE
    with leftovers.own_folder() as folder:
        received = folder / "received.npz"
        _download(folder, base, received, deadline, idle, listener)
        with np.load(received, allow_pickle=False) as arrays:
            images, labels = arrays["images"].reshape(-1, 28, 28), arrays["labels"]
    if array_hashes([images], [labels]) != hashes:
        raise DataError(
            tr(
                "OpenML sent {n:,} digits that are not MNIST's (their hash differs); "
                "nothing was changed, {away}.",
                n=len(images),
                away=AWAY,
            )
        )
    _store(place, images, labels, n_train)
    listener(Progress("done", 1.0, 0.0))
    return place


def _download(
    folder: Path, base: str, target: Path, deadline: float, idle: float, listener: Listener
) -> None:
    download(
        Source("OpenML", "the digits", AWAY),
        CHILD,
        [str(folder / "home"), base, str(target)],
        lambda: _received(folder),
        folder / "home.started",
        EXPECTED_BYTES,
        deadline,
        idle,
        listener,
    )


def _received(folder: Path) -> tuple[int, bool]:
    """Return the bytes on disk and whether the digits are complete (moved to their place)."""
    size, complete = 0, False
    for place, _, names in os.walk(folder):  # unlike rglob, it bears folders that vanish meanwhile
        for name in names:
            if not name.endswith(".gz"):
                continue
            try:
                size += os.stat(os.path.join(place, name)).st_size
            except FileNotFoundError:  # moved while we looked
                continue
            complete |= name.endswith(".arff.gz") and not Path(place).name.startswith("tmp")
    return size, complete


def _store(place: Path, images: np.ndarray, labels: np.ndarray, n_train: int) -> None:
    with atomic.storing(place.name):
        place.parent.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(place) as file:
            np.savez_compressed(
                file,
                train_images=images[:n_train],
                train_labels=labels[:n_train],
                test_images=images[n_train:],
                test_labels=labels[n_train:],
            )
