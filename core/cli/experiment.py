"""`experiment`: change one thing, train again, and say which images that fixed and broke."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from typing import Annotated

import typer

from core import StudioError
from core.cli.bars import Bar
from core.cli.options import Dataset, Scheduler
from core.cli.stopping import stopped

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

    if ready:
        wanted = ready_set.EXPERIMENTS
    else:
        if not model or not recipes:
            raise StudioError(
                'Give a model and what to change, such as: experiment forest --recipe "deskew"; '
                "--steps lists the steps."
            )
        wanted = {model: dict.fromkeys(recipes, seeds)}
        _say_what_is_known(model, recipes, seeds, dataset, force)
    _run(wanted, dataset, force, scheduler)
    for name in wanted:
        _report(name, list(wanted[name]), dataset, "oof", margin / 100)
        if test or write_docs:
            _report(name, list(wanted[name]), dataset, "test", margin / 100)
    if write_docs:
        from core.improvement import writeup

        print(f"{writeup.write()} is written.")
    if ship:
        _ship(wanted)


def _say_what_is_known(
    model: str, recipes: list[str], seeds: int, dataset: str, force: bool
) -> None:
    """Say which experiments came with the studio, and how long the runs may take."""
    from core import durations
    from core.improvement import running
    from core.improvement.recipe import Recipe

    parsed = [Recipe.parse(text) for text in recipes]
    if not all(recipe.steps for recipe in parsed):
        raise StudioError(
            "A recipe without a step changes nothing; name one, such as deskew (--steps lists "
            "them)."
        )
    wanted = [(recipe, seeds) for recipe in parsed]
    came, expected = running.expected(model, wanted, dataset, force=force)
    for text in came:
        print(
            f"{model}, {text}: its answers came with the studio; it is run here for its scores.",
            file=sys.stderr,
        )
    if expected > SAID_FROM:
        print(f"This will take about {durations.spoken(expected)} here.", file=sys.stderr)


def _run(
    wanted: dict[str, dict[str, int]], dataset: str, force: bool, scheduler: str | None
) -> None:
    """Run what is missing, here or on a cluster."""
    from core.improvement import running
    from core.improvement.recipe import Recipe
    from core.training.scheduler import connected

    parsed = {
        name: [(Recipe.parse(text), seeds) for text, seeds in found.items()]
        for name, found in wanted.items()
    }
    for name, found in parsed.items():
        for recipe, seeds in found:  # whatever is wrong is said before anything is run
            running.check(name, recipe, seeds, dataset)
    try:
        with connected(scheduler) if scheduler else nullcontext() as workers:
            for name, found in parsed.items():
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


def _report(model: str, texts: list[str], dataset: str, split: str, margin: float) -> None:
    """Print each experiment's sentence on a split, corrected for all experiments on its model."""
    from core.improvement import leaderboard
    from core.improvement.recipe import Recipe

    board = leaderboard.board(model, dataset, split, margin)
    asked = {Recipe.parse(text).text() for text in texts}
    title = {"oof": "out-of-fold", "test": "on the test set"}[split]
    for row in board.table.to_dict("records"):
        if row["experiment"] in asked:
            print(f"{model}, {row['experiment']}, {title}: {leaderboard.sentence(row)}")
    if split == "test":
        print(
            f"The test set was looked at for {board.looks} of {len(board.table)} experiments on "
            f"{model}."
        )


def _ship(wanted: dict[str, dict[str, int]]) -> None:
    """Store the answers of these experiments and of their baselines as the shipped ones."""
    from core.improvement import leaderboard, shipped_runs
    from core.improvement.recipe import NONE, Recipe

    found = []
    for model, recipes in wanted.items():
        runs = leaderboard.opened(model)
        for text in (NONE, *(Recipe.parse(each).text() for each in recipes)):
            found += runs.get(text, [])
    place = shipped_runs.save(found)
    print(f"{len(found)} runs are stored in {place}.")


def _list_steps() -> None:
    from core.improvement.steps import STEPS

    for step in STEPS.values():
        print(f"{step.example():<22} {step.about}")
