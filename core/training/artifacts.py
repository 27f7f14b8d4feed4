"""The only code that reads or writes trained models and their scores.

A save is complete or absent and a load verifies the hash of the very bytes that it opens
(`core.storage.folders`). The key of an artifact contains what would change it, so a stale one is
never read.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import joblib
import numpy as np

from core import StudioError
from core.data import mnist, sets
from core.evaluation import tolerance
from core.evaluation.scores import Kind, Scores
from core.language import tr
from core.models import registry
from core.storage import atomic, folders, paths
from core.storage.unpickling import UnpicklingError, load_pickle
from core.training import shipped
from core.training.keys import FORMAT, classes, key, versions

SPLITS = ("oof", "test")
#: Test images that `verify` lets a model score again.
SCORED_AGAIN = 100
State = Literal["ready", "missing", "stale", "damaged"]


class ArtifactError(StudioError):
    """A trained model that is missing, outdated or damaged, with the command that rebuilds it."""


@dataclass(frozen=True)
class Status:
    """Whether a model can be used, and one sentence when it cannot."""

    state: State
    sentence: str = ""

    @property
    def ready(self) -> bool:
        """True if the model and its scores can be opened."""
        return self.state == "ready"


def folder(name: str, dataset: str = "mnist", root: Path | None = None) -> Path:
    """Return the folder of a model's artifacts."""
    paths.checked(name, dataset)
    return paths.root_of(root) / "models" / dataset / name


def save(
    name: str,
    model: Any | None,
    values: dict[str, np.ndarray],
    kind: Kind,
    facts: dict[str, Any],
    dataset: str = "mnist",
    root: Path | None = None,
) -> Path:
    """Store a fitted model, its scores per split and facts about it; all or nothing.

    The last complete artifact stays in use until the new one is in place; then it is removed.
    Without a model, of predictions that were brought, there are scores only.

    Returns
    -------
    Path
        The folder that holds the files and their manifest.

    Raises
    ------
    StudioError
        If the disk is full or read-only; what was there stays in use.
    """
    files = {} if model is None else {"model.joblib": _dumped(model)}
    for split, array in values.items():
        files[f"{split}.npy"] = folders.npy(np.asarray(array, np.float32))
    manifest = {
        "format": FORMAT,
        "model": name,
        "dataset": dataset,
        "key": key(name, dataset),
        "kind": kind,
        "versions": versions(),
        "data_sha256": sets.load(dataset).sha256,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        **facts,
    }
    size = sum(map(len, files.values())) / 1e6
    with atomic.storing(tr("The trained {name} ({size:.0f} MB)", name=name, size=size)):
        return folders.publish(folder(name, dataset, root), files, manifest)


def open_manifest(name: str, dataset: str = "mnist", root: Path | None = None) -> dict[str, Any]:
    """Return the manifest of the current artifact.

    Raises
    ------
    ArtifactError
        If there is none, it is damaged or made by another recipe, version or data.
    """
    return _current(name, dataset, root)[1]


def open_model(name: str, dataset: str = "mnist", root: Path | None = None) -> Any:
    """Return the fitted model, verified before it is opened.

    Raises
    ------
    ArtifactError
        As `open_manifest`, or if the file is not the one that was saved.
    """
    files = open_manifest(name, dataset, root)["files"]
    if shipped.MODEL_FILE in files:
        return shipped.build(name, _verified(name, shipped.MODEL_FILE, dataset, root))
    if not has_model(name):
        raise ArtifactError(
            tr(
                "{name!r} is predictions only; there is no model that could read other images.",
                name=name,
            )
        )
    content = _verified(name, "model.joblib", dataset, root)
    try:
        return load_pickle(zlib.decompress(content), classes(registry.get(name).pipeline(dataset)))
    except UnpicklingError as error:
        raise _error("damaged", name, tr("was not opened: {error}", error=error), dataset) from None
    except Exception as error:  # its hash is right, so somebody made it so
        what = tr("cannot be opened ({error})", error=type(error).__name__)
        raise _error("damaged", name, what, dataset) from None


def open_scores(name: str, split: str, dataset: str = "mnist", root: Path | None = None) -> Scores:
    """Return the model's scores of a split, "oof" (training set, out-of-fold) or "test".

    Raises
    ------
    ArtifactError
        As `open_model`.
    """
    if split not in SPLITS:
        raise ArtifactError(tr("There is no split {split!r}; choose 'oof' or 'test'.", split=split))
    manifest = open_manifest(name, dataset, root)
    values = _verified(name, f"{split}.npy", dataset, root, folders.verified_array)
    loaded = sets.load(dataset)
    part = loaded.split(split)
    return Scores(part.labels, values, manifest["kind"], split, loaded.classes, part.groups)


def status(name: str, dataset: str = "mnist", root: Path | None = None) -> Status:
    """Return whether a model can be used, from its manifest and the sizes of its files."""
    try:
        _current(name, dataset, root)
    except ArtifactError as error:
        return Status(getattr(error, "state", "damaged"), str(error))
    return Status("ready")


def stamp(name: str, dataset: str = "mnist", root: Path | None = None) -> str:
    """Return a short text that changes with the stored model or its images' writers; "" if none."""
    for place in _places(name, dataset, root):
        try:
            return (place / "CURRENT").read_text(encoding="ascii") + sets.groups_stamp(dataset)
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def trained_here(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Return whether a usable model was trained here; a shipped one does not count."""
    try:
        return _current(name, dataset, root)[0] == folder(name, dataset, root)
    except ArtifactError:
        return False


def trained(dataset: str = "mnist", root: Path | None = None) -> list[str]:
    """Return the names of the models that are ready, those of the registry in its order first."""
    names = [*registry.MODELS, *brought(dataset, root)]
    return [name for name in names if status(name, dataset, root).ready]


def brought(dataset: str = "mnist", root: Path | None = None) -> list[str]:
    """Return the names of predictions of a data set that were brought without their model."""
    paths.checked(dataset)
    stored = paths.root_of(root) / "models" / dataset
    found = sorted(pointer.parent.name for pointer in stored.glob("*/CURRENT"))
    return [name for name in found if name not in registry.MODELS]


def has_model(name: str) -> bool:
    """Return whether a trained model of this name is fitted here, and not predictions alone."""
    return name in registry.MODELS


def verify(name: str, dataset: str = "mnist", root: Path | None = None) -> None:
    """Read every file of an artifact again and let the model score some images as it did.

    Raises
    ------
    ArtifactError
        If anything is not as it was saved.
    """
    from core.evaluation.scores import score_images

    stored = {split: open_scores(name, split, dataset, root) for split in SPLITS}
    if not has_model(name):
        return
    model = open_model(name, dataset, root)
    values, _ = score_images(model, sets.load(dataset).test.images[:SCORED_AGAIN])
    if not tolerance.same(stored["test"].values[:SCORED_AGAIN], values, stored["test"].kind):
        what = tr("does not score images as it did when it was saved")
        raise _error("damaged", name, what, dataset)


def _current(name: str, dataset: str, root: Path | None) -> tuple[Path, dict[str, Any]]:
    """Return the place and the manifest of the model trained here, else of the shipped one."""
    if name not in registry.MODELS and name not in (others := brought(dataset, root)):
        registry.get(name, others)  # says which names there are
    own, *sent = _places(name, dataset, root)
    try:
        return own, _checked(own, name, dataset, key(name, dataset))
    except ArtifactError as error:
        usable = getattr(error, "state", "damaged") in ("missing", "stale")
        if not usable or not any((place / "CURRENT").exists() for place in sent):
            raise
        try:
            return sent[0], _checked(sent[0], name, dataset, shipped.key(name, dataset))
        except ArtifactError as other:
            raise (error if getattr(other, "state", "") == "stale" else other) from None


def _places(name: str, dataset: str, root: Path | None) -> list[Path]:
    """Return the folder of a model trained here and, for MNIST, that of a shipped one."""
    own = folder(name, dataset, root)
    return [own, shipped.place(name, root)] if dataset == mnist.NAME else [own]


def _checked(place: Path, name: str, dataset: str, wanted: str) -> dict[str, Any]:
    try:
        _, manifest = folders.current(place)
        identity = (manifest["model"], manifest["dataset"], manifest["kind"], manifest["key"])
    except folders.Unreadable as error:
        missing = error.state == "missing"
        what = tr("is not trained yet") if missing else str(error)
        raise _error(error.state, name, what, dataset, place) from None
    except KeyError:
        raise _error("damaged", name, tr("has an incomplete manifest"), dataset, place) from None
    if identity[3] != wanted:
        known = name in registry.MODELS
        what = tr("was trained by another recipe, version or data")
        raise _error("stale", name, what if known else tr("is of other images"), dataset, place)
    if identity[:2] != (name, dataset):
        raise _error("damaged", name, tr("has the files of another model"), dataset, place)
    return manifest


def _verified(
    name: str,
    file: str,
    dataset: str,
    root: Path | None,
    read: Callable[[Path, str], Any] = folders.verified,
) -> Any:
    """Return what is in a file if its hash is the manifest's: its bytes, or what `read` makes."""
    place, _ = _current(name, dataset, root)
    try:
        return read(place, file)
    except folders.Unreadable as error:
        raise _error("damaged", name, str(error), dataset, place) from None


def _error(
    state: str, name: str, what: str, dataset: str, place: Path | None = None
) -> ArtifactError:
    if name not in registry.MODELS:
        add = f"python -m core add-predictions {name} FILE --dataset {dataset} --force"
        error = ArtifactError(
            tr(
                "What was brought as {name!r} {what}; bring it again by `{command}`.",
                name=name,
                what=what,
                command=add,
            )
        )
        error.state = state  # type: ignore[attr-defined]
        return error
    command = f"python -m core train {name}"
    command += "" if dataset == mnist.NAME else f" --dataset {dataset}"
    command += " --force" if state == "damaged" else ""
    if state == "damaged" and place is not None and place.parent.parent.name != "models":
        command = f"git checkout artifacts/{name}"  # what came trained comes back at once
    error = ArtifactError(
        tr("The model {name!r} {what}; run `{command}`.", name=name, what=what, command=command)
    )
    error.state = state  # type: ignore[attr-defined]
    return error


def _dumped(model: Any) -> bytes:
    buffer = io.BytesIO()
    joblib.dump(model, buffer)
    return zlib.compress(buffer.getbuffer(), 1)
