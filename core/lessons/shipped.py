"""Results of the lessons that come with the repository, so that no lesson is empty at first.

`python -m core lessons --ship` makes them. They hold for MNIST, whatever the versions of the
libraries here and whatever the processor; computing a lesson here replaces its results.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np

from core.data import mnist
from core.data.shipped_results import ShippedResults

#: 1: one archive per lesson; long arrays in float32, answers in place of the linear models' scores.
RESULTS = ShippedResults("lessons_shipped", 1)
Arrays = dict[str, np.ndarray]


def file(name: str) -> str:
    """Return the file of a lesson."""
    return f"{name}.npz"


def facts(name: str, dataset: str = mnist.NAME, root: Path | None = None) -> dict[str, Any] | None:
    """Return when and with what a lesson's results were computed; None if none can be used."""
    manifest = RESULTS.manifest(dataset, root)
    if manifest is None:
        return None
    try:
        return {**manifest["lessons"][name], "shipped": True}
    except (KeyError, TypeError):
        return None


def load(name: str, root: Path | None = None) -> Arrays:
    """Return the arrays of a lesson that came, after its file's hash was checked.

    Raises
    ------
    folders.Unreadable
        If there are none, or the file is damaged.
    """
    content = RESULTS.verified(file(name), root)
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)
