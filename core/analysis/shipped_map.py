"""The t-SNE map of MNIST's test set that comes with the repository: `python -m core map --ship`.

It holds for the digits, whatever the versions of the libraries here and whatever the processor; a
map made here replaces it.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np

from core.data import mnist, sets
from core.storage import folders, paths

FORMAT = 1
FILE = "places.npy"


def place(root: Path | None = None) -> Path:
    """Return the folder of the map that comes with the repository."""
    return paths.root_of(root) / "map_shipped"


def save(places: np.ndarray, facts: dict[str, Any], root: Path | None = None) -> Path:
    """Store places (n, 2) of MNIST's test digits as the map that comes, with facts about it."""
    content = folders.npy(places.astype(np.float32))
    manifest = {
        **facts,
        "format": FORMAT,
        "key": hashlib.sha256(content).hexdigest(),
        "data_sha256": sets.load(mnist.NAME).sha256,
        "command": "python -m core map --ship",
    }
    return folders.publish(place(root), {FILE: content}, manifest)


def facts(dataset: str = mnist.NAME, root: Path | None = None) -> dict[str, Any] | None:
    """Return what is known of the map that came; None for other data or where it is damaged."""
    if dataset != mnist.NAME:
        return None
    try:
        _, manifest = folders.current(place(root))
        if manifest["format"] != FORMAT or manifest["data_sha256"] != sets.load(dataset).sha256:
            return None
    except (folders.Unreadable, KeyError, TypeError):
        return None
    return manifest


def load(root: Path | None = None) -> np.ndarray:
    """Return the places (n, 2) float32 of the map that came, after its hash was checked.

    Raises
    ------
    folders.Unreadable
        If there is none, or the file is damaged.
    """
    return folders.array(folders.verified(place(root), FILE))
