"""A second small data set: four named shapes, 20×24 pixels each, drawn from a seed."""

from __future__ import annotations

import numpy as np

from core.data.labelled import Dataset, LabelledImages

CLASSES = ("disc", "ring", "cross", "bar")
HEIGHT, WIDTH = 20, 24
SERIES = ("steady hands", "quick hands")


def shapes(train: int = 400, test: int = 200, seed: int = 0, grouped: bool = False) -> Dataset:
    """Return the data set "shapes"; with `grouped`, each image has a drawer of one of two series.

    Noise and odd sizes make some of them hard, so that every model misreads a few.
    """
    rng = np.random.default_rng(seed)
    series = SERIES if grouped else ()
    return Dataset(
        "shapes", _drawn(train, rng, grouped, 0), _drawn(test, rng, grouped, 100), CLASSES, series
    )


def _drawn(n: int, rng: np.random.Generator, grouped: bool, first: int) -> LabelledImages:
    labels = rng.permutation(np.arange(n) % len(CLASSES)).astype(np.int64)
    drawers = first + rng.integers(0, 10, n)
    images = np.stack([_shape(label, rng) for label in labels])
    if not grouped:
        return LabelledImages(images, labels)
    return LabelledImages(images, labels, drawers, drawers % 2)


def _shape(label: int, rng: np.random.Generator) -> np.ndarray:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    y = y - rng.uniform(HEIGHT * 0.4, HEIGHT * 0.6)
    x = x - rng.uniform(WIDTH * 0.4, WIDTH * 0.6)
    radius, thick = rng.uniform(4, 8), rng.uniform(0.6, 3)
    distance = np.hypot(y, x)
    ink = [
        distance <= radius,
        np.abs(distance - radius) <= thick,
        (np.minimum(np.abs(y), np.abs(x)) <= thick) & (np.maximum(np.abs(y), np.abs(x)) <= radius),
        (np.abs(y) <= thick) & (np.abs(x) <= radius),
    ][label]
    noisy = ink * rng.uniform(120, 255) + rng.normal(0, rng.uniform(5, 60), ink.shape)
    return np.clip(noisy, 0, 255).astype(np.uint8)
