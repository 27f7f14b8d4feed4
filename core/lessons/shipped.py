"""Results of the lessons that come with the repository, so that no lesson is empty at first.

`python -m core lessons --ship` makes them. They hold for MNIST, whatever the versions of the
libraries here and whatever the processor; computing a lesson here replaces its results.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from core.data import mnist, sets
from core.storage import folders, paths

#: 1: one archive per lesson; long arrays in float32, answers in place of the linear models' scores.
FORMAT = 1
Arrays = dict[str, np.ndarray]


def place(root: Path | None = None) -> Path:
    """Return the folder of the results that come with the repository."""
    return paths.root_of(root) / "lessons_shipped"


def file(name: str) -> str:
    """Return the file of a lesson."""
    return f"{name}.npz"


def stamp(root: Path | None = None) -> str:
    """Return a text that changes with the results that came; "" if none did."""
    try:
        return (place(root) / "CURRENT").read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return ""


def facts(name: str, dataset: str = mnist.NAME, root: Path | None = None) -> dict[str, Any] | None:
    """Return when and with what a lesson's results were computed; None if none came.

    None, too, for another data set and where they are damaged; then `verify` names them.
    """
    if dataset != mnist.NAME or not stamp(root):
        return None
    try:
        _, manifest = folders.current(place(root))
        if manifest["format"] != FORMAT or manifest["data_sha256"] != sets.load(dataset).sha256:
            return None
        return {**manifest["lessons"][name], "shipped": True}
    except (folders.Unreadable, KeyError, TypeError):
        return None


def load(name: str, root: Path | None = None) -> Arrays:
    """Return the arrays of a lesson that came, after its file's hash was checked.

    Raises
    ------
    folders.Unreadable
        If there are none, or the file is damaged.
    """
    content = folders.verified(place(root), file(name))
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
