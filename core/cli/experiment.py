"""`experiment`: change one thing, train again, and say which images that fixed and broke."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from core import StudioError
from core.cli.bars import Bar
from core.cli.options import Dataset, Scheduler
from core.cli.stopping import stopped

if TYPE_CHECKING:
    from core.improvement.recipe import Recipe

    #: Recipes, each with the number of seeds that it is run with.
    Wanted: TypeAlias = list[tuple[Recipe, int]]

#: Seconds of work from which on it is announced.
SAID_FROM = 60


def command(
    model: Annotated[str, typer.Argument(help="The model to improve, such as forest.")] = "",
    recipes: Annotated[
        list[str] | None,
        typer.Option(
            "--recipe",
            metavar="STEPS",
            help='Steps with their numbers, such as "deskew sharpen=1.5"; may be given again.',
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(help="Runs with other random numbers, 1 to 20.")] = 1,
    dataset: Dataset = "mnist",
    test: Annotated[
        bool, typer.Option("--test", help="Judge on the test set, too; each look is counted.")
    ] = False,
    margin: Annotated[
        float, typer.Option(help="Points of accuracy that do not matter, such as 0.1.")
    ] = 0.1,
    steps: Annotated[bool, typer.Option("--steps", help="List the steps and end.")] = False,
    ready: Annotated[
        bool, typer.Option("--ready", help="Run the ready set, for sgd and forest.")
    ] = False,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="Then write docs/improvements.md.")
    ] = False,
    ship: Annotated[
        bool,
        typer.Option("--ship", help="Then make their answers those that come with the repository."),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Run again what was run already.")] = False,
    scheduler: Scheduler = None,
) -> None:
    """Run experiments on a model and compare each with it, image by image.

    Recipes are chosen on out-of-fold scores. Complete runs are left alone; a stopped one goes on
    with the fold that it was at.
    """
    if steps:
        _list_steps()
        return
    if not 0 <= margin <= 10:  # refuses nan, too
        raise StudioError(f"--margin takes 0 to 10 points of accuracy, not {margin:g}.")
    from core.improvement import ready as ready_set
    from core.improvement.recipe import Recipe

    if ready:
        texts = ready_set.EXPERIMENTS
    elif model and recipes:
        texts = {model: dict.fromkeys(recipes, seeds)}
    else:
        raise StudioError(
            'Give a model and what to change, such as: experiment forest --recipe "deskew"; '
            "--steps lists the steps."
        )
    wanted = {
        name: [(Recipe.parse(text), count) for text, count in found.items()]
        for name, found in texts.items()
    }
    if not ready:
        _say_what_is_known(model, wanted[model], dataset, force)
    _run(wanted, dataset, force, scheduler)
    for name, found in wanted.items():
        _report(name, found, dataset, "oof", margin / 100)
        if test or write_docs:
            _report(name, found, dataset, "test", margin / 100)
    if write_docs:
        from core.improvement import writeup

        print(f"{writeup.write()} is written.")
    if ship:
        _ship(wanted)


def _say_what_is_known(model: str, wanted: Wanted, dataset: str, force: bool) -> None:
    """Say which experiments came with the studio, and how long the runs may take."""
    from core import durations
    from core.improvement import running

    if not all(recipe.steps for recipe, _ in wanted):
        raise StudioError(
            "A recipe without a step changes nothing; name one, such as deskew (--steps lists "
            "them)."
        )
    came, expected = running.expected(model, wanted, dataset, force=force)
    for text in came:
        print(
            f"{model}, {text}: its answers came with the studio; it is run here for its scores.",
            file=sys.stderr,
        )
    if expected > SAID_FROM:
        print(f"This will take about {durations.spoken(expected)} here.", file=sys.stderr)


def _run(wanted: dict[str, Wanted], dataset: str, force: bool, scheduler: str | None) -> None:
    """Run what is missing, here or on a cluster."""
    from core.improvement import running
    from core.training.scheduler import connected

    for name, found in wanted.items():
        for recipe, seeds in found:  # whatever is wrong is said before anything is run
            running.check(name, recipe, seeds, dataset)
    try:
        with connected(scheduler) if scheduler else nullcontext() as workers:
            for name, found in wanted.items():
                if workers:
                    running.begin(name, found, dataset, None, workers)
                for recipe, seeds in found:
                    with Bar(f"{name}, {recipe.text()}") as bar:
                        running.run(
                            name,
                            recipe,
                            seeds,
                            dataset,
                            listener=bar.tell,
                            force=force,
                            waiting=bar.say,
                            cluster=workers,
                        )
    except KeyboardInterrupt:
        stopped("Stopped; what was complete is kept, and the same command goes on.")


def _report(model: str, wanted: Wanted, dataset: str, split: str, margin: float) -> None:
    """Print each experiment's sentence on a split, corrected for all experiments on its model."""
    from core.improvement import leaderboard

    board = leaderboard.board(model, dataset, split, margin)
    asked = {recipe.text() for recipe, _ in wanted}
    title = {"oof": "out-of-fold", "test": "on the test set"}[split]
    for row in board.table.to_dict("records"):
        if row["experiment"] in asked:
            print(f"{model}, {row['experiment']}, {title}: {leaderboard.sentence(row)}")
    if split == "test":
        print(
            f"The test set was looked at for {board.looks} of {len(board.table)} experiments on "
            f"{model}."
        )


def _ship(wanted: dict[str, Wanted]) -> None:
    """Store the answers of these experiments and of their baselines as the shipped ones."""
    from core.improvement import leaderboard, shipped_runs
    from core.improvement.recipe import NONE

    found = []
    for model, asked in wanted.items():
        runs = leaderboard.opened(model)
        for text in (NONE, *(recipe.text() for recipe, _ in asked)):
            found += runs.get(text, [])
    place = shipped_runs.save(found)
    print(f"{len(found)} runs are stored in {place}.")


def _list_steps() -> None:
    from core.improvement.steps import STEPS

    for step in STEPS.values():
        print(f"{step.example():<22} {step.about}")
