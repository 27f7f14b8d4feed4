"""`train`: fit models and store them with their scores."""

from __future__ import annotations

import os
import sys
from contextlib import nullcontext
from typing import Annotated

import typer

from core.cli.bars import Bar
from core.cli.options import Dataset


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]...",
            help="Models to train, of those that `models` lists (default: those of the start).",
        ),
    ] = None,
    dataset: Dataset = "mnist",
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is trained already.")
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Fit on the Dask cluster of this scheduler, such as tcp://host:8786.",
        ),
    ] = None,
) -> None:
    """Train models and store them with out-of-fold and test scores.

    What is trained already is left alone unless --force is given. Ctrl-C ends it; the last
    complete models stay in use. A cluster opens whatever its members send: only for a network
    that you trust.
    """
    from core.data import sets
    from core.models import registry
    from core.training import artifacts, fitting
    from core.training.scheduler import connected

    sets.load(dataset)  # an unknown name is reported before anything is trained
    chosen = names or [model.name for model in registry.MODELS.values() if model.default]
    for name in chosen:
        fitting.suitable(name, dataset)
    name = chosen[0]
    try:
        with connected(scheduler) if scheduler else nullcontext() as workers:
            for name in chosen:  # all at once, for as many workers as there are
                if workers and (force or not artifacts.trained_here(name, dataset)):
                    fitting.begin(name, dataset, workers)
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
        print(
            f"Stopped while training {name}; the last complete models are still in use.",
            file=sys.stderr,
            flush=True,
        )
        sys.stdout.flush()
        os._exit(130)  # threads that still fit would keep the process alive for a while


def _accuracy(name: str, dataset: str) -> str:
    from core.training import artifacts

    scores = artifacts.open_scores(name, "test", dataset)
    manifest = artifacts.open_manifest(name, dataset)
    accuracy = (scores.predicted() == scores.labels).mean()
    seconds = manifest["fit_seconds"] + manifest["out_of_fold_seconds"]
    return f"accuracy {accuracy:.4f} on the test set, {seconds:.0f} s"
