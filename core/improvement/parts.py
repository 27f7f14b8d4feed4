"""The parts of a run, which depend on no other: one per fold, and one on all training images.

A part is arrays in, arrays out, so that it is stored as a checkpoint, and done here or by a worker
of a cluster by the same code.
"""

from __future__ import annotations

import io
import time
from typing import Any

import numpy as np
from sklearn.pipeline import Pipeline

from core.data.labelled import LabelledImages
from core.evaluation.scores import score_images
from core.improvement.recipe import Recipe
from core.training import fits

#: Images that the accuracy on what was learned from is measured on, and looks at one image.
SAMPLE, LOOKS = 2_000, 11
Arrays = dict[str, np.ndarray]
FACTS = ("fit_seconds", "one_image_ms", "bytes", "train_accuracy", "n_learned", "probability")


def of_fold(
    images: np.ndarray,
    labels: np.ndarray,
    test: np.ndarray,
    which: tuple[str, str, str, int],
    inside: np.ndarray,
    outside: np.ndarray,
) -> Arrays:
    """Return the scores of the images outside of a fit on those inside, and the seconds it took.

    `which` is model, data set, recipe and seed. Nothing learns from what lies outside.
    """
    pipeline, _, seconds = _fitted(which, LabelledImages(images[inside], labels[inside]))
    return {"scores": score_images(pipeline, images[outside])[0], "facts": np.array([seconds])}


def of_all(
    images: np.ndarray, labels: np.ndarray, test: np.ndarray, which: tuple[str, str, str, int]
) -> Arrays:
    """Return the scores of the test images by a fit on all training images, and `FACTS`."""
    pipeline, learned, seconds = _fitted(which, LabelledImages(images, labels))
    scores, kind = score_images(pipeline, test)
    found = [seconds, *measured(pipeline, learned), len(learned), kind == "probability"]
    return {"scores": scores, "facts": np.array(found, float)}


def measured(pipeline: Pipeline, learned: LabelledImages) -> tuple[float, float, float]:
    """Return milliseconds per single image, bytes of the model, accuracy on what it learned."""
    times = []
    for number in range(LOOKS):
        begun = time.perf_counter()
        score_images(pipeline, learned.images[number % len(learned)][None])
        times.append(time.perf_counter() - begun)
    some = learned.take(np.linspace(0, len(learned) - 1, min(SAMPLE, len(learned))).astype(int))
    right = score_images(pipeline, some.images)[0].argmax(axis=1) == some.labels
    return float(np.median(times)) * 1e3, float(size(pipeline)), float(np.mean(right))


def size(model: Any) -> int:
    """Return how many bytes a model takes when it is written, without writing it."""
    import joblib

    counter = _Counter()
    joblib.dump(model, counter)
    return counter.written


class _Counter(io.RawIOBase):
    """A file that only counts."""

    written = 0

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        n = memoryview(content).nbytes
        self.written += n
        return n


def _fitted(
    which: tuple[str, str, str, int], images: LabelledImages
) -> tuple[Pipeline, LabelledImages, float]:
    """Return the fitted Pipeline, what it learned from, and the seconds of both."""
    model, dataset, text, seed = which
    recipe = Recipe.parse(text)
    begun = time.monotonic()
    learned = recipe.training_set(images, seed)
    pipeline = fits.fit(recipe.pipeline(model, seed, dataset), learned)
    return pipeline, learned, time.monotonic() - begun
