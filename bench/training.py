"""What training costs beside bare scikit-learn: `python -m bench.training` (about three minutes).

`training_overhead`: seconds to train `sgd` and `forest` with out-of-fold and test scores, stored,
against the seconds of the same fits (three on two thirds of the digits, one on all) in plain
scikit-learn, one after the other. `training_overhead_cpu` counts processor seconds instead, which
other programs on the machine disturb less.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bench import show
from core.data import sets
from core.data.labelled import LabelledImages
from core.models import registry
from core.training import fitting

NAMES = ("sgd", "forest")


def main() -> None:
    """Print the figures of both models and of their sum."""
    digits = sets.load().train
    studio, bare = np.zeros(2), np.zeros(2)
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            fits = seconds(lambda name=name: bare_fits(name, digits))  # type: ignore[misc]
            ours = seconds(lambda name=name: fitting.train(name, root=Path(folder)))  # type: ignore[misc]
            show(f"training_{name}", ours[0], "s", against=fits[0])
            studio, bare = studio + ours, bare + fits
    show("training_overhead", studio[0], "s", against=bare[0])
    show("training_overhead_cpu", studio[1], "s", against=bare[1])


def bare_fits(name: str, digits: LabelledImages) -> None:
    """Fit what a training fits, and do nothing else."""
    folds = StratifiedKFold(fitting.FOLDS).split(digits.images, digits.labels)
    for inside, _ in folds:
        registry.get(name).make().fit(digits.images[inside], digits.labels[inside])
    registry.get(name).make().fit(digits.images, digits.labels)


def seconds(work: Callable[[], object]) -> np.ndarray:
    """Return the seconds on the clock and of all processors that `work` takes."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return np.array([time.perf_counter() - clock, time.process_time() - processor])


if __name__ == "__main__":
    main()
