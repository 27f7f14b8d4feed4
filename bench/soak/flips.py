"""F5: one flipped bit in a stored file of any kind is refused before anything is made of it.

Each flip is opened as the apps open it, in a copy of this process, so that a crash or a hang of a
library is seen: refused is one sentence, and nothing else counts. Verdicts and drawings, whose
other rows stay readable, are tried in tests/storage/test_flipped_rows.py.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from bench.soak import few, forked
from bench.soak.noted import note
from core import StudioError
from core.analysis import neighbours
from core.data import sets
from core.data.labelled import Dataset, LabelledImages
from core.improvement import runs
from core.improvement.recipe import Recipe
from core.lessons import stored as lessons
from core.storage import checks, folders, paths
from core.training import artifacts, fitting

REFUSED, OPENED, OTHER = 10, 11, 12
#: What the exit code of a copy says.
SAID = {REFUSED: "refused", OPENED: "opened", OTHER: "another error", 99: "another error"}
RUN = runs.Identity("sgd", Recipe.parse("deskew"), 1)


@dataclass(frozen=True)
class Kind:
    """A kind of stored file: where they lie, and how an app opens them."""

    name: str
    files: tuple[Path, ...]
    open: Callable[[], object]


def kinds(root: Path) -> list[Kind]:
    """Store one thing of every kind in a folder and return them; nothing is opened yet."""
    for name in ("dummy", "sgd"):
        fitting.train(name, root=root)
    images = np.random.default_rng(0).integers(0, 256, (60, 28, 28), np.uint8)
    part = LabelledImages(images, np.arange(60) % 2)
    sets.store(Dataset("own", part, part, ("a", "b")), root)
    neighbours.open_again(root=root)
    values = {"oof": np.eye(300, 10), "test": np.eye(100, 10)}
    runs.save(RUN, values, {"kind": "decision"}, root)
    lesson = {"key": lessons.key("binary"), "lesson": "binary"}
    folders.publish(lessons.folder("binary", root=root), {"a.npy": folders.npy(np.eye(30))}, lesson)
    shutil.copytree(paths.ARTIFACTS / "champion", root / "champion")
    places = {
        "sgd": artifacts.folder("sgd", root=root),
        "own": sets.folder("own", root),
        "index": root / "neighbours" / "mnist",
        "champion": root / "champion",
        "run": RUN.place(root),
        "lesson": lessons.folder("binary", root=root),
    }

    def opened(name: str) -> Callable[[], object]:
        return {
            "sgd": lambda: artifacts.verify("sgd", root=root),
            "own": lambda: sets.load("own", root),
            "index": lambda: _checked(places["index"]),
            "champion": lambda: _checked(places["champion"]),
            "run": lambda: runs.load(RUN, root),
            "lesson": lambda: lessons.open_lesson("binary", root=root),
        }[name]

    def of(name: str, *patterns: str) -> tuple[Path, ...]:
        return tuple(path for each in patterns for path in sorted(places[name].rglob(each)))

    every = list(places)
    return [
        Kind("model", of("sgd", "model.joblib"), opened("sgd")),
        Kind("scores", of("sgd", "*.npy"), opened("sgd")),
        Kind("data set", of("own", "*.npy"), opened("own")),
        Kind("index", of("index", "*.npy"), opened("index")),
        Kind("shipped model", of("champion", "*.npz", "*.npy"), opened("champion")),
        Kind("experiment", of("run", "*.npy"), opened("run")),
        Kind("lesson", of("lesson", "*.npy"), opened("lesson")),
        *(Kind(f"manifest of {name}", of(name, "manifest.json"), opened(name)) for name in every),
        *(Kind(f"pointer of {name}", of(name, "CURRENT"), opened(name)) for name in every),
    ]


def _checked(place: Path) -> None:
    """Read every file as the apps do before they open one; the index is then built again."""
    if problem := checks.wrong(place):
        raise StudioError(problem)


def flip(times: int, root: Path, seed: int = 5) -> dict[str, Counter[str]]:
    """Flip single bits in every kind alike and open; return what came of it, by kind."""
    draw, every = random.Random(seed), kinds(root)
    found: dict[str, Counter[str]] = {kind.name: Counter() for kind in every}
    for kind in every:
        assert forked.ended(forked.begin(partial(tried, kind))) == OPENED, kind.name
    for number in range(times):
        kind = every[number % len(every)]
        path = draw.choice(kind.files)
        whole = path.read_bytes()
        damaged = bytearray(whole)
        at, bit = draw.randrange(len(whole)), draw.randrange(8)
        damaged[at] ^= 1 << bit
        path.write_bytes(damaged)
        code = forked.ended(forked.begin(partial(tried, kind)))
        said = SAID.get(code, f"signal {-code}")
        found[kind.name][said] += 1
        if said != "refused":
            print(f"{said}: {path.relative_to(root)}, byte {at}, bit {bit}", flush=True)
        path.write_bytes(whole)
    return found


def tried(kind: Kind) -> int:
    """Open something; return what came of it as an exit code."""
    try:
        kind.open()
    except StudioError as error:
        return REFUSED if "\n" not in str(error) else OTHER
    return OPENED


def main(times: int = 2000) -> bool:
    """Flip and note what came out."""
    few.use()
    with tempfile.TemporaryDirectory() as root:
        found = flip(times, Path(root))
    total = sum(found.values(), Counter[str]())
    others = "; ".join(f"{n} {what}" for what, n in total.items() if what != "refused")
    figure = f"{total['refused']:,} of {times:,} refused, {len(found)} kinds of files"
    return note("F5", f"{figure}; {others}" if others else figure, total["refused"] == times)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000)
    sys.exit(not main(parser.parse_args().times))
