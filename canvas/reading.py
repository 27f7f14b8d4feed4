"""The trained models, opened once, and what each of them reads in an image."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core import memory
from core.evaluation.scores import Scores, score_images
from core.language import tr
from core.models import registry
from core.models.fast_forest import serving
from core.training import artifacts, keys

#: Accuracy on people's pen strokes, written by `python -m bench.canvas --store`.
MEASURED = Path(__file__).with_name("measured.json")


@dataclass(frozen=True, eq=False)
class Reader:
    """One trained model with what the page says about it."""

    name: str
    title: str
    about: str
    kind: str
    accuracy: float
    stamp: str
    model: Any
    drawn: dict[str, Any] | None = None
    tested: Scores | None = None

    def describe(self) -> dict[str, Any]:
        """Return what the page needs to set up this model's panel."""
        return {
            "name": self.name,
            "title": tr(self.title),
            "about": tr(self.about),
            "kind": self.kind,
            "accuracy": self.accuracy,
            "drawn": self.drawn,
            "baseline": self.name == "dummy",
        }

    def read(self, image: np.ndarray, index: int | None = None) -> dict[str, Any]:
        """Return the class and the scores of one (28, 28) uint8 image.

        With `index` it is that test digit as it stands in the data, and what is stored for it is
        returned: computing it again gives other last bits on another processor.
        """
        if index is not None and self.tested is not None:
            values, kind = self.tested.values[index : index + 1], self.tested.kind
        else:
            values, kind = score_images(self.model, image[None])
        return {
            "model": self.name,
            "class": int(values[0].argmax()),
            "scores": [float(value) for value in values[0]],
            "kind": kind,
        }

    def read_all(self, images: np.ndarray) -> dict[str, Any]:
        """Return the number that (n, 28, 28) uint8 digits side by side make, and each digit."""
        values, kind = score_images(self.model, images)
        digits = [{"class": int(row.argmax()), "scores": [float(v) for v in row]} for row in values]
        number = "".join(str(digit["class"]) for digit in digits)
        return {"model": self.name, "number": number, "digits": digits, "kind": kind}


_readers: dict[str, Reader] = {}
_lock = threading.Lock()


def refresh() -> list[Reader]:
    """Open what was trained since the last call; return all readers, the most accurate first."""
    with _lock:
        names = [name for name in artifacts.trained() if artifacts.has_model(name)]
        for name in set(_readers) - set(names):
            del _readers[name]
        for name in names:
            stamp = artifacts.stamp(name)
            if name not in _readers or _readers[name].stamp != stamp:
                _readers[name] = opened(name, stamp)
                memory.give_back()
        return readers()


def readers() -> list[Reader]:
    """Return the open readers, the most accurate on the test set first."""
    return sorted(_readers.values(), key=lambda reader: -reader.accuracy)


def reader(name: Any) -> Reader | None:
    """Return the reader of this name, else the most accurate one, None if there is none."""
    found = readers()
    return next((one for one in found if one.name == name), found[0] if found else None)


def opened(name: str, stamp: str) -> Reader:
    """Open one model and measure its accuracy from the stored scores of the test set."""
    entry = registry.get(name)
    scores = artifacts.open_scores(name, "test")
    accuracy = float((scores.predicted() == scores.labels).mean())
    model = serving(artifacts.open_model(name))
    reader = Reader(
        name, entry.title, entry.about, entry.kind, accuracy, stamp, model, drawn(name), scores
    )
    reader.read(np.zeros((28, 28), np.uint8))  # the first call is the slow one
    return reader


def drawn(name: str) -> dict[str, Any] | None:
    """Return how this very recipe reads people's drawings, None if that was not measured."""
    try:
        stored = json.loads(MEASURED.read_text(encoding="utf-8"))["models"].get(name)
    except FileNotFoundError:
        return None
    if not stored or stored["recipe"] != recipe_hash(name):
        return None
    return {"accuracy": stored["accuracy"], "n": stored["n"]}


def recipe_hash(name: str) -> str:
    """Return a hash of how a model is made, whatever the versions it is made with."""
    recipe = keys.recipe(registry.get(name).make())
    return hashlib.sha256(json.dumps(recipe, sort_keys=True).encode()).hexdigest()[:16]
