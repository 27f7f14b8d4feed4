"""`train`: fit models and store them with their scores."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from core.cli.bars import Bar


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Models to train (default: those of the start)."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Train again what is trained already.")
    ] = False,
) -> None:
    """Train models and store them with out-of-fold and test scores.

    What is trained already is left alone unless --force is given. Ctrl-C ends it; the last
    complete models stay in use.
    """
    from core.models import registry
    from core.training import fitting

    chosen = names or [model.name for model in registry.MODELS.values() if model.default]
    for name in chosen:
        registry.get(name)  # an unknown name is told before anything is trained
    try:
        for name in chosen:
            with Bar(registry.get(name).title) as bar:
                stored = fitting.train(name, listener=bar.tell, force=force, waiting=bar.say)
            if stored:
                print(f"{name}: trained, {_accuracy(name)}")
            else:
                print(f"{name}: trained already, {_accuracy(name)}; --force trains it again")
    except KeyboardInterrupt:
        print(
            f"Stopped while training {name}; the last complete models are still in use.",
            file=sys.stderr,
            flush=True,
        )
        sys.stdout.flush()
        os._exit(130)  # threads that still fit would keep the process alive for a while


def _accuracy(name: str) -> str:
    from core.training import artifacts

    manifest = artifacts.open_manifest(name)
    seconds = manifest["fit_seconds"] + manifest["out_of_fold_seconds"]
    return f"accuracy {manifest['metrics']['accuracy']:.4f} on the test set, {seconds:.0f} s"
