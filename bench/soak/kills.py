"""F1: `kill -9` at random times while models are trained and saved.

After each kill the last complete model is opened and scores as it did. After the last one, a
training that ends well leaves nothing of the killed ones behind.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.soak import few, forked
from bench.soak.noted import note
from core import StudioError
from core.storage import leftovers
from core.training import artifacts, fitting

MODELS = ("dummy", "sgd")
#: Seconds within which a kill falls; a training of `sgd` on the few digits takes about as long.
LATEST = 0.6


@dataclass
class Found:
    """How many were killed at work, how many left a half-made save, and what was wrong."""

    killed: int = 0
    halves: int = 0
    wrong: int = 0
    remains: int = 0

    @property
    def right(self) -> bool:
        """Whether every model opened and nothing lies about."""
        return not (self.wrong or self.remains)


def kill(times: int, root: Path, seed: int = 1) -> Found:
    """Train in copies of this process and kill each; look at the folder after every kill."""
    draw, found = random.Random(seed), Found()
    for name in MODELS:
        fitting.train(name, root=root)
    for number in range(times):
        name = MODELS[number % len(MODELS)]
        child = forked.begin(training(name, root))
        found.killed += forked.killed_after(child, draw.uniform(0, LATEST))
        found.halves += any(leftovers.found(root))
        for each in MODELS:
            try:
                artifacts.verify(each, root=root)
            except StudioError as error:
                print(error, flush=True)
                found.wrong += 1
    for name in MODELS:
        fitting.train(name, root=root, force=True)
    found.remains = len(list(leftovers.found(root)))
    for name in MODELS:
        place = artifacts.folder(name, root=root)
        found.remains += len([path for path in place.iterdir() if path.is_dir()]) - 1
    return found


def training(name: str, root: Path) -> Callable[[], int]:
    """Return work that trains a model again and again."""

    def work() -> int:
        while True:
            fitting.train(name, root=root, force=True, waiting=lambda sentence: None)

    return work


def main(times: int = 200) -> bool:
    """Kill and note what came out."""
    few.use()
    with tempfile.TemporaryDirectory() as root:
        found = kill(times, Path(root))
    opened = times - found.wrong
    figure = (
        f"{opened} of {times} opened; {found.halves} kills left a half-made save, "
        f"{found.remains} leftovers after the next good one"
    )
    return note("F1", figure, found.right and found.killed == times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    sys.exit(not main(parser.parse_args().times))
