"""Run experiments: every seed of a recipe and of its baseline; a stopped one goes on later."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from core import StudioError
from core.data import sets
from core.data.labelled import Dataset
from core.improvement import parts, runs, shipped_runs
from core.improvement.parts import FACTS, Arrays
from core.improvement.recipe import NONE, Recipe
from core.improvement.runs import MOST_SEEDS, Identity
from core.language import tr
from core.models import registry
from core.storage import checkpoints, jobs, paths
from core.storage.job_notes import writable
from core.storage.progress import Clock, Listener
from core.training import artifacts, fits
from core.training.cluster import Cluster
from core.training.folds import FOLDS, folds
from core.training.tasks import Task

#: Work of one run in units of a fit on all images: the folds, the fit itself and the scoring.
WORK = FOLDS * fits.FOLD_WORK + 1.05


def job(model: str, recipe: Recipe) -> str:
    """Return the name under which `core.storage.jobs` knows an experiment."""
    return f"experiment_{Identity(model, recipe).experiment}"


def check(model: str, recipe: Recipe, seeds: int, dataset: str = "mnist") -> None:
    """See that an experiment can be run.

    Raises
    ------
    StudioError
        If the model cannot be trained on the data set, a step does not suit it, or the seeds are
        too many or none.
    """
    if model not in registry.MODELS and model in artifacts.brought(dataset):
        raise StudioError(
            tr(
                "{model!r} is predictions only; an experiment trains again, so choose "
                "one of {listed}.",
                model=model,
                listed=", ".join(registry.MODELS),
            )
        )
    fits.suitable(model, dataset)
    whole = sets.load(dataset)
    if not whole.pictured:
        raise StudioError(
            tr("{dataset!r} has no images that an experiment could learn from.", dataset=dataset)
        )
    recipe.check(model, whole.train)
    if not 1 <= seeds <= MOST_SEEDS:
        raise StudioError(
            tr(
                "An experiment takes 1 to {most_seeds} seeds, not {seeds}.",
                most_seeds=MOST_SEEDS,
                seeds=seeds,
            )
        )


def run(
    model: str,
    recipe: Recipe,
    seeds: int = 1,
    dataset: str = "mnist",
    root: Path | None = None,
    listener: Listener = lambda progress: None,
    force: bool = False,
    waiting: Callable[[str], None] | None = None,
    cluster: Cluster | None = None,
) -> int:
    """Run a recipe with seeds 0, 1, … and its baseline with the same; return how many were new.

    Complete runs are left alone unless `force` is given. What an interrupted run had reached, fold
    by fold, is used by the next.

    Raises
    ------
    StudioError
        As `check`; or another process does the same experiment and `waiting` is None; or nothing
        can be stored.
    """
    check(model, recipe, seeds, dataset)
    todo = _missing(model, [(recipe, seeds)], dataset, root, force)
    if not todo:
        return 0
    with jobs.working(job(model, recipe), dataset, root, waiting, listener) as tell:
        clock = Clock(tell, total=WORK * len(todo))
        for number, of in enumerate(todo, start=1):
            title = tr(
                "run {number} of {n} ({text}, seed {seed})",
                number=number,
                n=len(todo),
                text=of.recipe.text(),
                seed=of.seed,
            )
            _one(of, title, root, clock, force and of.recipe == recipe, cluster)
    return len(todo)


def expected(
    model: str,
    recipes: Sequence[tuple[Recipe, int]],
    dataset: str = "mnist",
    root: Path | None = None,
    force: bool = False,
) -> tuple[list[str], float]:
    """Return the recipes whose answers came with the studio, and about how long all runs take.

    Of those that are to be run; in seconds, as if each fit took as long as the trained model's.
    0 where that is not known.
    """
    todo = _missing(model, recipes, dataset, root, force)
    here = {of.recipe.text() for of in todo if of.recipe.steps}
    came = {
        run.of.recipe.text() for run in shipped_runs.load(dataset, root) if run.of.model == model
    }
    bare = artifacts.status(model, dataset, root).ready
    fit = artifacts.open_manifest(model, dataset, root).get("fit_seconds") if bare else None
    work = WORK * sum(not _is_the_trained_model(of, root) for of in todo)
    return sorted(here & came), work * (fit or 0.0)


def begin(
    model: str,
    recipes: Sequence[tuple[Recipe, int]],
    dataset: str,
    root: Path | None,
    on: Cluster,
) -> None:
    """Send all runs of recipes and their numbers of seeds to the cluster that are missing.

    A later `run` waits for each.
    """
    for of in _missing(model, recipes, dataset, root):
        if not _is_the_trained_model(of, root):
            _send(of, sets.load(dataset), on)


def _wanted(model: str, recipes: Sequence[tuple[Recipe, int]], dataset: str) -> list[Identity]:
    """Return the runs of the baseline and of recipes, each once."""
    found: dict[str, Identity] = {}
    for recipe, seeds in recipes:
        for each in (Recipe(), recipe):
            for seed in range(seeds):
                of = Identity(model, each, seed, dataset)
                found.setdefault(f"{of.experiment}/{seed}", of)
    return list(found.values())


def _missing(
    model: str,
    recipes: Sequence[tuple[Recipe, int]],
    dataset: str,
    root: Path | None,
    force: bool = False,
) -> list[Identity]:
    """Return the runs that are to be done: those that are not there, with `force` all but bare."""
    asked = [recipe for recipe, _ in recipes]
    return [
        of
        for of in _wanted(model, recipes, dataset)
        if (force and of.recipe in asked) or not runs.ready(of, root)
    ]


def _one(
    of: Identity, title: str, root: Path | None, clock: Clock, again: bool, cluster: Cluster | None
) -> None:
    """Do one run, unless another process has done it meanwhile."""
    place = of.place(root)
    with writable(place), FileLock(place / "lock"):
        if not again and runs.ready(of, root):
            clock.done += WORK
            return
        if _is_the_trained_model(of, root):
            with clock.stage(tr("{title}: measuring the trained model", title=title), WORK):
                values, facts = _as_trained(of, root)
        else:
            whole = sets.load(of.dataset)
            if cluster is None:
                found = _here(of, whole, place / "parts", title, clock)
            else:
                _send(of, whole, cluster)
                with clock.stage(
                    tr("{title} on {workers} workers", title=title, workers=cluster.workers), WORK
                ):
                    found = [result for result, _ in cluster.results(_name(of))]
            values, facts = _joined(whole, found)
        facts["created"] = datetime.now(UTC).isoformat(timespec="seconds")
        runs.save(of, values, facts, root)


def _here(of: Identity, whole: Dataset, kept: Path, title: str, clock: Clock) -> list[Arrays]:
    """Do all parts of a run, but for those that an interrupted one has left behind."""
    key = of.key()[:16]
    found = []
    for number, task in enumerate(_tasks(of, whole)):
        n = len(whole.test) if not number else len(task.arguments[-1])
        like: Arrays = {
            "scores": np.empty((n, whole.n_classes), np.float32),
            "facts": np.empty(1 if number else len(FACTS)),
        }
        path = kept / f"{key}-{number}.npz"
        what = (
            tr("part {number} of {folds}", number=number, folds=FOLDS)
            if number
            else tr("fitting on all images")
        )
        with clock.stage(f"{title}: {what}", task.weight):
            part = checkpoints.load(path, like)
            if part is None:
                part = task.function(*_arrays(whole), *task.arguments)
                checkpoints.save(path, part)
        found.append(part)
    return found


def _tasks(of: Identity, whole: Dataset) -> list[Task]:
    """Return the parts of a run, that on all images first."""
    which = (of.model, of.dataset, of.recipe.text(), of.seed)
    tasks = [Task(parts.of_all, (which,), 1.05)]
    for fold in folds(whole.train, whole.classes):
        indices = (part.astype(np.int32) for part in fold)
        tasks.append(Task(parts.of_fold, (which, *indices), fits.FOLD_WORK))
    return tasks


def _send(of: Identity, whole: Dataset, cluster: Cluster) -> None:
    cluster.start(_name(of), _tasks(of, whole), *_arrays(whole))


def _arrays(whole: Dataset) -> tuple[np.ndarray, ...]:
    return whole.train.images, whole.train.labels, whole.test.images


def _name(of: Identity) -> str:
    return f"{of.experiment}_{of.seed}"


def _joined(whole: Dataset, found: list[Arrays]) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the scores per split and the facts of a run whose parts these are."""
    oof = np.empty((len(whole.train), whole.n_classes), np.float32)
    for (_, outside), part in zip(folds(whole.train, whole.classes), found[1:], strict=True):
        oof[outside] = part["scores"]
    facts: dict[str, Any] = dict(zip(FACTS, map(float, found[0]["facts"]), strict=True))
    facts["kind"] = "probability" if facts.pop("probability") else "decision"
    facts["out_of_fold_seconds"] = sum(float(part["facts"][0]) for part in found[1:])
    return {"oof": oof, "test": found[0]["scores"]}, facts


def _is_the_trained_model(of: Identity, root: Path | None) -> bool:
    """Return whether a run is what the trained model is already: no recipe, the first seed."""
    bare = not of.recipe.steps and of.seed == 0
    return bare and artifacts.status(of.model, of.dataset, root).ready


def _as_trained(of: Identity, root: Path | None) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Return the scores and facts of the trained model as those of a run."""
    manifest = artifacts.open_manifest(of.model, of.dataset, root)
    found = {
        split: artifacts.open_scores(of.model, split, of.dataset, root).values
        for split in artifacts.SPLITS
    }
    learned = sets.load(of.dataset).train
    facts = parts.measured(artifacts.open_model(of.model, of.dataset, root), learned)
    names = ("one_image_ms", "bytes", "train_accuracy")
    return found, {
        **dict(zip(names, facts, strict=True)),
        "kind": manifest["kind"],
        "fit_seconds": manifest.get("fit_seconds"),
        "out_of_fold_seconds": manifest.get("out_of_fold_seconds"),
        "n_learned": len(learned),
    }


def last_jobs(model: str, dataset: str = "mnist", root: Path | None = None) -> dict[str, jobs.Job]:
    """Return how the last run of each experiment on a model ended or how far it is, by job name."""
    place = paths.root_of(root).resolve() / "jobs"
    found = {}
    for note in sorted(place.glob(f"{dataset}-experiment_{model}_*.json")):
        name = note.stem.removeprefix(f"{dataset}-")
        of_model = re.fullmatch(f"experiment_{model}_([0-9a-f]{{10}}|{NONE})", name)
        last = jobs.progress(name, dataset, root) if of_model else None
        if last is not None:
            found[name] = last
    return found
