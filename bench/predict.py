"""How long one drawing takes: `python -m bench.predict` (needs the trained forest and champion)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from bench import show
from core.data import sets
from core.data.inks import to_mnist
from core.evaluation.scores import score_images
from core.models.fast_forest import serving
from core.training import artifacts

DRAWINGS = 200


def main() -> None:
    """Print the latency of a drawing through the champion and of one row through the forest."""
    images = sets.load().test.images
    ink = [np.asarray(Image.fromarray(image).resize((280, 280))) for image in images[:DRAWINGS]]
    champion = serving(artifacts.open_model("champion"))

    def read(drawing: np.ndarray) -> None:
        image = to_mnist(drawing)
        assert image is not None
        score_images(champion, image[None])

    drawn = milliseconds(read, ink)
    show("one_drawing_p50_ms", np.percentile(drawn, 50), "ms")
    show("one_drawing_p95_ms", np.percentile(drawn, 95), "ms")

    forest = artifacts.open_model("forest")
    stacked = serving(forest)
    rows = [images[i : i + 1] for i in range(DRAWINGS)]
    slow = np.median(list(milliseconds(forest.predict_proba, rows)))
    fast = np.median(list(milliseconds(stacked.predict_proba, rows)))
    wanted = forest.predict_proba(images)
    found = np.concatenate(
        [stacked.predict_proba(images[i : i + 100]) for i in range(0, 10000, 100)]
    )
    show("forest_row_ms", fast, "ms", against=slow)
    show("forest_row_speedup", slow / fast, "times")
    show("forest_row_largest_difference", np.abs(wanted - found).max(), "probability")


def milliseconds(call: Callable[[np.ndarray], object], items: list[np.ndarray]) -> np.ndarray:
    """Return how long each call took, after ten calls to warm up."""

    def times() -> Iterator[float]:
        for item in items:
            begun = time.perf_counter()
            call(item)
            yield (time.perf_counter() - begun) * 1000

    for item in items[:10]:
        call(item)
    return np.array(list(times()))


if __name__ == "__main__":
    main()
