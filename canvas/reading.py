"""The trained models, opened once, and what each of them reads in an image."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import artifacts, models
from core.fast_forest import serving
from core.scores import score_images


@dataclass(frozen=True, eq=False)
class Reader:
    """One trained model with what the page says about it."""

    name: str
    title: str
    about: str
    kind: str
    accuracy: float
    key: str
    model: Any

    def describe(self) -> dict[str, Any]:
        """Return what the page needs to set up this model's panel."""
        return {
            "name": self.name,
            "title": self.title,
            "about": self.about,
            "kind": self.kind,
            "accuracy": self.accuracy,
        }

    def read(self, image: np.ndarray) -> dict[str, Any]:
        """Return the class and the ten scores of one (28, 28) uint8 image."""
        values, kind = score_images(self.model, image[None])
        return {
            "model": self.name,
            "class": int(values[0].argmax()),
            "scores": [float(value) for value in values[0]],
            "kind": kind,
        }


_readers: dict[str, Reader] = {}
_lock = threading.Lock()


def refresh() -> list[Reader]:
    """Open what was trained since the last call; return all readers, the most accurate first."""
    with _lock:
        names = artifacts.trained()
        for name in set(_readers) - set(names):
            del _readers[name]
        for name in names:
            manifest = artifacts.open_manifest(name)
            if name not in _readers or _readers[name].key != manifest["key"]:
                _readers[name] = opened(name, manifest)
        return readers()


def readers() -> list[Reader]:
    """Return the open readers, the most accurate on the test set first."""
    return sorted(_readers.values(), key=lambda reader: -reader.accuracy)


def opened(name: str, manifest: dict[str, Any]) -> Reader:
    """Open one model and measure its accuracy from the stored scores of the test set."""
    entry = models.get(name)
    scores = artifacts.open_scores(name, "test")
    accuracy = float((scores.predicted() == scores.labels).mean())
    model = serving(artifacts.open_model(name))
    return Reader(name, entry.title, entry.about, entry.kind, accuracy, manifest["key"], model)
