"""Models that come with the repository: plain arrays, so that no version of a library spoils them.

`core.training.shipping` makes them.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import numpy as np
from sklearn.pipeline import Pipeline

from core.data import sets
from core.models import registry
from core.storage import paths

#: How the files are laid out. 2: an array per parameter, where one held all weights.
FORMAT = 2
MODEL_FILE = "weights.npz"


def place(name: str, root: Path | None = None) -> Path:
    """Return the folder of a shipped model."""
    return paths.root_of(root) / name


def key(name: str, dataset: str = "mnist") -> str:
    """Return the hash of the data, the recipe's parameters and the files' format, 64 hex digits."""
    pipeline = registry.get(name).make()
    parts = {
        "format": FORMAT,
        "model": name,
        "parameters": {
            step: {name: repr(value) for name, value in estimator.get_params().items()}
            for step, estimator in pipeline.steps
        },
        "data": sets.load(dataset).sha256,
    }
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def build(name: str, content: bytes) -> Pipeline:
    """Return the fitted Pipeline whose arrays are in the bytes of a .npz file."""
    pipeline = registry.get(name).make()
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        pipeline[-1].restore(dict(arrays))
    return pipeline
