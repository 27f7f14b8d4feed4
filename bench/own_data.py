"""What one's own data costs: `python -m bench.own_data` (about a minute; Linux, for the memory).

`import_folder_s`: reading 50,000 pictures of 28×28 from a folder for each class, against decoding
the same files with Pillow, one after the other (`ratio`); the quickest of five each.
`import_folder_memory`: the most memory that it takes beyond what it began with, against the bytes
of the images.
`million_open_s`: a million predictions of ten classes, from the first look at them to Overview and
Confusions, in the server without a browser.
`million_memory`: what the server's own memory grows by meanwhile and in the steps below, against
the scores' bytes. The scores themselves are mapped.
`million_step_ms`: a step of the threshold, median, against one with 10,000 predictions.
`million_jump_ms`: the same from one end to the other, where other images have to be sent.
`million_cell_ms`: opening a cell of the matrix with its images, median.
"""

from __future__ import annotations

import logging
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from PIL import Image
from streamlit.testing.v1 import AppTest

from bench import show
from core import memory
from core.data import gathering, mnist, sets
from core.data.reading.found import Options
from core.data.reading.predictions import Predictions
from core.storage import paths
from core.training import brought

PICTURES, TIMES = 50_000, 5
CLASSES = tuple("abcdefghij")
#: A step of the threshold between the nearest predictions of a million, and a jump past thousands.
FROM, STEP, FAR = 1.0, 0.0005, 2.0
HOME = Path(__file__).resolve().parents[1] / "dashboard" / "Home.py"


def main() -> None:
    """Print all figures."""
    logging.disable(logging.WARNING)  # a page without a browser tells so at every step
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder))
        # The first reading of the files is not counted: the disk is not what is measured.
        paths = sorted(Path(folder).rglob("*.png"))
        decoded(paths)
        before = most_memory()
        found = gathering.gathered([Path(folder)], Options())
        grown = most_memory() - before
        show("import_folder_memory", grown, "MB", against=found[""].images.nbytes / 1e6)
        ours, theirs = [], []
        for _ in range(TIMES):  # in turn, so that other programs disturb both
            begun = time.perf_counter()
            gathering.gathered([Path(folder)], Options())
            ours.append(time.perf_counter() - begun)
            theirs.append(decoded(paths))
        show("import_folder_s", min(ours), "s", against=min(theirs), pictures=PICTURES)
    million()


def million() -> None:
    """Look at a million predictions in the dashboard, and at ten thousand beside them."""
    memory.share_pools()  # as the server does before it answers
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, Path(folder) / mnist.BUNDLE)
        paths.ARTIFACTS = Path(folder)
        for name, n in (("small", 10_000), ("million", 1_000_000)):
            brought.add("net", name, said(n))
        small = opened("small")
        few = walk(small)
        before = own_memory()
        begun = time.perf_counter()
        app = opened("million")
        show("million_open_s", time.perf_counter() - begun, "s")
        many = walk(app)
        grown = own_memory() - before
        show("million_step_ms", many["step"], "ms", against=few["step"])
        show("million_jump_ms", many["jump"], "ms", against=few["jump"])
        show("million_cell_ms", many["cell"], "ms")
        show("million_memory", grown, "MB", against=1_000_000 * len(CLASSES) * 4 / 1e6)


def said(n: int) -> Predictions:
    """Return n predictions of ten classes, most of them right."""
    rng = np.random.default_rng(0)
    labels = rng.integers(0, len(CLASSES), n)
    values = rng.normal(size=(n, len(CLASSES))).astype(np.float32)
    values[np.arange(n), labels] += 3
    return Predictions(labels, values, "decision", CLASSES)


def opened(name: str) -> AppTest:
    """Open Overview and Confusions of a data set."""
    app = AppTest.from_file(str(HOME), default_timeout=300)
    app.query_params.update({"dataset": name, "model": "net"})
    app.run()
    return app.switch_page("views/confusions.py").run()


def walk(app: AppTest) -> dict[str, float]:
    """Open cells and move the threshold; return the median milliseconds of each kind of step."""
    cells, steps, jumps = [], [], []
    for true in range(10):
        app.session_state["true"], app.session_state["read_as"] = true, (true + 1) % 10
        cells.append(timed(app))
    app.switch_page("views/thresholds.py").run()
    for step in range(10):
        app.session_state["threshold"] = FROM + STEP * step
        steps.append(timed(app))
    for step in range(10):  # from one end to the other: other images are sent each time
        app.session_state["threshold"] = FROM + (FAR if step % 2 else -FAR) + 0.1 * step
        jumps.append(timed(app))
    medians = {"cell": cells, "step": steps[1:], "jump": jumps}  # the first step is a jump
    return {name: float(np.median(times)) for name, times in medians.items()}


def timed(app: AppTest) -> float:
    """Run the app once more and return the milliseconds that it takes."""
    begun = time.perf_counter()
    app.run()
    if app.exception:
        raise SystemExit(app.exception[0].message)
    return (time.perf_counter() - begun) * 1000


def own_memory() -> float:
    """Return the megabytes that this process holds beside the files that it maps."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssAnon")) / 1e3


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
