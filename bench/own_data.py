"""What one's own data costs: `python -m bench.own_data` (about a minute).

`import_folder_s`: reading 50,000 pictures of 28×28 from a folder for each class, against decoding
the same files with Pillow, one after the other (`ratio`).
`import_folder_memory`: the most memory that it takes beyond what it began with, against the bytes
of the images.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image

from bench import show
from core.data import importing, sets
from core.data.reading.found import Options

PICTURES = 50_000


def main() -> None:
    """Print all figures."""
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder))
        # The first reading of the files is not counted: the disk is not what is measured.
        paths = sorted(Path(folder).rglob("*.png"))
        decoded(paths)
        before = most_memory()
        begun = time.perf_counter()
        found = importing.gathered([Path(folder)], Options())
        seconds = time.perf_counter() - begun
        grown = most_memory() - before
        show("import_folder_s", seconds, "s", against=decoded(paths), pictures=PICTURES)
        show("import_folder_memory", grown, "MB", against=found[""].images.nbytes / 1e6)


def written(folder: Path) -> None:
    """Write MNIST's first training digits as PNG, a folder for each class."""
    train = sets.load().train
    for label in range(10):
        (folder / str(label)).mkdir()
    for index in range(PICTURES):
        path = folder / str(train.labels[index]) / f"{index}.png"
        Image.fromarray(train.images[index]).save(path)


def decoded(paths: list[Path]) -> float:
    """Return the seconds that Pillow takes to decode these files into arrays."""
    begun = time.perf_counter()
    for path in paths:
        np.asarray(Image.open(path))
    return time.perf_counter() - begun


def most_memory() -> float:
    """Return the most megabytes that this process has taken so far."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


if __name__ == "__main__":
    main()
