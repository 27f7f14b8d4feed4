"""`train`: fit models and store them with their scores."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Annotated

import typer

from core import StudioError
from core.cli.bars import Bar
from core.cli.options import Dataset, Scheduler
from core.cli.stopping import stopped


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Models to train, of those that `models` lists (default: those of the start); or "
            "one of your own code, module:function, with --name.",
        ),
    ] = None,
    dataset: Dataset = "mnist",
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is trained already.")
    ] = False,
    name: Annotated[
        str, typer.Option("--name", metavar="NAME", help="What to call a model of your own code.")
    ] = "",
    scheduler: Scheduler = None,
) -> None:
    """Train models and store them with out-of-fold and test scores.

    What is trained already is left alone unless --force is given. Ctrl-C ends it; the last
    complete models stay in use. A cluster opens whatever its members send: only for a network
    that you trust.
    """
    from core.data import sets
    from core.models import registry
    from core.training import artifacts, fits, fitting, spread
    from core.training.scheduler import connected

    sets.load(dataset)  # an unknown name is reported before anything is trained
    if names and any(":" in part for part in names):
        _own_code(names, name, dataset, force, scheduler)
        return
    chosen = names or [model.name for model in registry.MODELS.values() if model.default]
    for each in chosen:
        fits.suitable(each, dataset)
    if name:
        raise StudioError("--name is for a model of your own, such as mine:make_model.")
    name = chosen[0]
    try:
        with connected(scheduler) if scheduler else nullcontext() as workers:
            for name in chosen:  # all at once, for as many workers as there are
                if workers and (force or not artifacts.trained_here(name, dataset)):
                    spread.begin(name, dataset, workers)
            for name in chosen:
                with Bar(registry.title(name)) as bar:
                    stored = fitting.train(
                        name,
                        dataset,
                        listener=bar.tell,
                        force=force,
                        waiting=bar.say,
                        cluster=workers,
                    )
                if stored:
                    print(f"{name}: trained, {_accuracy(name, dataset)}")
                else:
                    accuracy = _accuracy(name, dataset)
                    print(f"{name}: trained already, {accuracy}; --force trains again")
    except KeyboardInterrupt:
        stopped(f"Stopped while training {name}; the last complete models are still in use.")


def _own_code(
    names: list[str], name: str, dataset: str, force: bool, scheduler: str | None
) -> None:
    """Train a model of somebody's own code."""
    from core.training import own_code

    if len(names) > 1 or scheduler:
        raise StudioError("A model of your own is trained alone, and here: without --scheduler.")
    if not name:
        raise StudioError(f"Say what to call it: python -m core train {names[0]} --name mine")
    with Bar(name) as bar:
        stored = own_code.train(names[0], name, dataset, bar.tell, force)
    if stored:
        print(f"{name}: trained, {_accuracy(name, dataset)}")
    else:
        print(f"{name}: trained already, {_accuracy(name, dataset)}; --force trains again")


def _accuracy(name: str, dataset: str) -> str:
    from core.training import artifacts

    scores = artifacts.open_scores(name, "test", dataset)
    manifest = artifacts.open_manifest(name, dataset)
    accuracy = (scores.predicted() == scores.labels).mean()
    seconds = sum(manifest.get(key, 0.0) for key in ("fit_seconds", "out_of_fold_seconds"))
    return f"accuracy {accuracy:.4f} on the test set, {seconds:.0f} s"
