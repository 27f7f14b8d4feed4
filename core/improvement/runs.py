"""One run: a recipe with one seed, its scores and what it cost; stored as trained models are."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np

from core import StudioError
from core.data import sets
from core.evaluation.scores import Kind, Scores
from core.improvement import copies
from core.improvement.recipe import Recipe
from core.language import tr
from core.models import registry
from core.storage import atomic, folders, paths
from core.training import keys

FORMAT = 1
SPLITS = ("oof", "test")
#: More seeds say little more and cost as much again.
MOST_SEEDS = 20


class RunError(StudioError):
    """A run that is missing, outdated or damaged; `state` says which."""

    def __init__(self, state: Literal["missing", "stale", "damaged"], sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


@dataclass(frozen=True)
class Identity:
    """What a run is of: a model, a recipe, a seed and a data set."""

    model: str
    recipe: Recipe
    seed: int = 0
    dataset: str = "mnist"

    @property
    def experiment(self) -> str:
        """The experiment's name for files and jobs: all its seeds share it."""
        text = self.recipe.text()
        digest = hashlib.sha256(text.encode()).hexdigest()[:10]
        return f"{self.model}_{digest if self.recipe.steps else text}"

    def place(self, root: Path | None = None) -> Path:
        """Return the folder of the stored run."""
        paths.checked(self.experiment)
        return folder(self.dataset, root) / self.experiment / f"seed_{self.seed}"

    def key(self) -> str:
        """Return the hash of all that would change the scores, 64 hex digits."""
        data = sets.load(self.dataset)
        parts = {
            "format": FORMAT,
            "model": self.model,
            "recipe": self.recipe.text(),
            "seed": self.seed,
            "pipeline": keys.recipe(self.recipe.pipeline(self.model, self.seed, self.dataset)),
            "code": keys.code_hash(copies),
            "versions": keys.versions(),
            "data": [data.sha256, data.groups_sha256],
        }
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, eq=False)
class Run:
    """What came out of a run.

    Parameters
    ----------
    of : what it is a run of
    answers : per split, "oof" and "test", the classes answered, (n,)
    values : per split the scores (n, k) float32; None where only the answers came with the studio
    facts : kind of the scores; seconds of the fits, milliseconds per image, bytes of the model,
        accuracy on what it learned from, number of images learned from
    """

    of: Identity
    answers: dict[str, np.ndarray]
    values: dict[str, np.ndarray] | None
    facts: dict[str, Any]

    @property
    def kind(self) -> Kind:
        """What its scores are."""
        kind: Kind = self.facts["kind"]
        return kind

    def right(self, split: str) -> np.ndarray:
        """Return which images (n,) of a split are answered correctly."""
        labels = sets.load(self.of.dataset).split(split).labels
        correct: np.ndarray = self.answers[split] == labels
        return correct

    def accuracy(self, split: str) -> float:
        """Return the share of images of a split that are answered correctly."""
        return float(np.mean(self.right(split)))

    def scores(self, split: str) -> Scores | None:
        """Return the scores of a split, None where they did not come with the studio."""
        if self.values is None:
            return None
        whole = sets.load(self.of.dataset)
        part = whole.split(split)
        values = self.values[split]
        return Scores(part.labels, values, self.kind, split, whole.classes, part.groups)


def save(
    of: Identity, values: dict[str, np.ndarray], facts: dict[str, Any], root: Path | None = None
) -> None:
    """Store a run; all or nothing.

    Raises
    ------
    StudioError
        If the disk is full or read-only; what was there stays in use.
    """
    files = {f"{split}.npy": folders.npy(values[split].astype(np.float32)) for split in SPLITS}
    manifest = {
        "format": FORMAT,
        "model": of.model,
        "recipe": of.recipe.text(),
        "seed": of.seed,
        "dataset": of.dataset,
        "key": of.key(),
        "versions": keys.versions(),
        **facts,
    }
    with atomic.storing(
        tr("The experiment {text!r} on {model}", text=of.recipe.text(), model=of.model)
    ):
        folders.publish(of.place(root), files, manifest)


def load(of: Identity, root: Path | None = None) -> Run:
    """Return a stored run, each array verified before it is opened.

    Raises
    ------
    RunError
        If there is none, or it is damaged or made by another recipe, version or data.
    """
    manifest = _manifest(of, root)
    try:
        values = {split: folders.verified_array(of.place(root), f"{split}.npy") for split in SPLITS}
    except folders.Unreadable as error:
        raise _error("damaged", of, str(error)) from None
    answers = {split: array.argmax(axis=1) for split, array in values.items()}
    return Run(of, answers, values, manifest)


def ready(of: Identity, root: Path | None = None) -> bool:
    """Return whether a run is stored and up to date."""
    try:
        _manifest(of, root)
    except RunError:
        return False
    return True


def stored(dataset: str = "mnist", root: Path | None = None) -> Iterator[Identity]:
    """Yield what there are runs of that are up to date, by name and seed."""
    for pointer in _pointers(dataset, root):
        try:
            _, manifest = folders.current(pointer.parent)
            recipe = Recipe.parse(str(manifest["recipe"]))
            of = Identity(str(manifest["model"]), recipe, int(manifest["seed"]), dataset)
            if of.model in registry.MODELS and of.place(root) == pointer.parent and ready(of, root):
                yield of
        except (folders.Unreadable, StudioError, KeyError, TypeError, ValueError):
            continue  # what cannot be opened is not offered; `verify` names it


def stamp(dataset: str = "mnist", root: Path | None = None) -> str:
    """Return a text that changes whenever a run of this data set is stored."""
    found = []
    for pointer in _pointers(dataset, root):
        try:
            found.append(pointer.read_bytes())
        except OSError:
            continue
    return hashlib.sha256(b" ".join(found)).hexdigest()[:16]


def folder(dataset: str, root: Path | None = None) -> Path:
    """Return the folder of a data set's experiments."""
    paths.checked(dataset)
    return paths.root_of(root) / "experiments" / dataset


def _pointers(dataset: str, root: Path | None) -> list[Path]:
    return sorted(folder(dataset, root).glob("*/seed_*/CURRENT"))


def _manifest(of: Identity, root: Path | None) -> dict[str, Any]:
    try:
        _, manifest = folders.current(of.place(root))
        found = (manifest["model"], manifest["recipe"], manifest["seed"], manifest["key"])
    except folders.Unreadable as error:
        state: Any = error.state
        what = tr("was not run yet") if state == "missing" else str(error)
        raise _error(state, of, what) from None
    except KeyError:
        raise _error("damaged", of, tr("has an incomplete manifest")) from None
    if found[:3] != (of.model, of.recipe.text(), of.seed):
        raise _error("damaged", of, tr("has the files of another one"))
    if found[3] != of.key():
        raise _error("stale", of, tr("was run by another recipe, version or data"))
    return manifest


def _error(state: Literal["missing", "stale", "damaged"], of: Identity, what: str) -> RunError:
    elsewhere = "" if of.dataset == "mnist" else f" --dataset {of.dataset}"
    command = f'python -m core experiment {of.model} --recipe "{of.recipe.text()}"{elsewhere}'
    sentence = tr(
        "The experiment {text!r} {what}; run `{command}`.",
        text=of.recipe.text(),
        what=what,
        command=command,
    )
    return RunError(state, sentence)
