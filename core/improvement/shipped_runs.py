"""Experiments that come with the repository: their answers only, so that the page is alive at once.

`python -m core experiment --ready --ship` makes them. They were measured elsewhere, so their scores
are not there; running one of them here replaces it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np

from core import StudioError
from core.data import mnist, sets
from core.data.shipped_results import ShippedResults
from core.improvement.recipe import Recipe
from core.improvement.runs import SPLITS, Identity, Run
from core.storage import folders, paths

RESULTS = ShippedResults("experiments_shipped", 1)
FILE = "answers.npz"
#: Facts of a run that are kept.
FACTS = (
    "kind",
    "fit_seconds",
    "out_of_fold_seconds",
    "one_image_ms",
    "bytes",
    "train_accuracy",
    "n_learned",
)


def save(found: Sequence[Run], root: Path | None = None) -> Path:
    """Store the answers of runs on MNIST, and their facts; all or nothing.

    What is stored of an answer is how far it lies above the label, mostly 0, which packs well.
    """
    whole = sets.load(mnist.NAME)
    arrays = {
        f"{number}_{split}": (
            (run.answers[split] - whole.split(split).labels) % whole.n_classes
        ).astype(np.uint8)
        for number, run in enumerate(found)
        for split in SPLITS
    }
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, **arrays)
    listing = [
        {
            "model": run.of.model,
            "recipe": run.of.recipe.text(),
            "seed": run.of.seed,
            "facts": {fact: run.facts.get(fact) for fact in FACTS},
        }
        for run in found
    ]
    return RESULTS.publish({FILE: buffer.getvalue()}, {"runs": listing}, root)


def load(dataset: str = mnist.NAME, root: Path | None = None) -> list[Run]:
    """Return the experiments that came, none for another data set or where they are damaged."""
    pointer = RESULTS.stamp(root) if dataset == mnist.NAME else ""
    return _opened(paths.root_of(root), pointer) if pointer else []


@lru_cache(maxsize=2)
def _opened(root: Path, pointer: str) -> list[Run]:
    manifest, whole = RESULTS.manifest(root=root), sets.load(mnist.NAME)
    if manifest is None:
        return []
    try:
        content, found = RESULTS.verified(FILE, root), []
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            for number, each in enumerate(manifest["runs"]):
                of = Identity(each["model"], Recipe.parse(each["recipe"]), int(each["seed"]))
                answers = {
                    split: (arrays[f"{number}_{split}"] + whole.split(split).labels)
                    % whole.n_classes
                    for split in SPLITS
                }
                found.append(Run(of, answers, None, {**each["facts"], "shipped": True}))
    except (folders.Unreadable, StudioError, KeyError, TypeError, ValueError):
        return []  # the page works without them, and `verify` names them
    return found
