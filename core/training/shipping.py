"""Make a trained model the one in the repository: `python -m core.training.shipping NAME`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np

from core.storage import folders
from core.training import artifacts, shipped


def ship(name: str, dataset: str = "mnist", root: Path | None = None) -> Path:
    """Publish the trained model's arrays, its scores and its manifest as the shipped ones.

    Raises
    ------
    ArtifactError
        If the model is not trained.
    """
    manifest = artifacts.open_manifest(name, dataset, root)
    arrays = artifacts.open_model(name, dataset, root)[-1].arrays()
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    files = {shipped.MODEL_FILE: buffer.getvalue()}
    for split in artifacts.SPLITS:
        values = artifacts.open_scores(name, split, dataset, root).values
        files[f"{split}.npy"] = folders.npy(values)
    facts = {fact: value for fact, value in manifest.items() if fact != "files"} | {
        "key": shipped.key(name, dataset),
        "format": shipped.FORMAT,
        "command": f"python -m core train {name}",
    }
    return folders.publish(shipped.place(name, root), files, facts)


if __name__ == "__main__":
    print(ship(sys.argv[1]))
