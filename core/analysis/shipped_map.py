"""The t-SNE map of MNIST's test set that comes with the repository: `python -m core map --ship`.

It holds for the digits, whatever the versions of the libraries here and whatever the processor; a
map made here replaces it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from core.data.shipped_results import ShippedResults
from core.storage import folders

RESULTS = ShippedResults("map_shipped", 1)
FILE = "places.npy"


def save(places: np.ndarray, facts: dict[str, Any], root: Path | None = None) -> Path:
    """Store places (n, 2) of MNIST's test digits as the map that comes, with facts about it."""
    about = {**facts, "command": "python -m core map --ship"}
    return RESULTS.publish({FILE: folders.npy(places.astype(np.float32))}, about, root)


def load(root: Path | None = None) -> np.ndarray:
    """Return the places (n, 2) float32 of the map that came, after its hash was checked.

    Raises
    ------
    folders.Unreadable
        If there is none, or the file is damaged.
    """
    return folders.array(RESULTS.verified(FILE, root))
