"""A few of the real digits under their own name, so that a training takes moments."""

from __future__ import annotations

from core.data import sets
from core.data.labelled import Dataset


def use(train: int = 300, test: int = 100) -> Dataset:
    """Let `sets.load` return the first of MNIST's digits, in this process and its copies."""
    whole = sets.load()
    few = Dataset(
        "mnist", whole.train.take(slice(train)), whole.test.take(slice(test)), whole.classes
    )
    load = sets.load
    sets.load = lambda name="mnist", root=None: few if name == "mnist" else load(name, root)
    return few
