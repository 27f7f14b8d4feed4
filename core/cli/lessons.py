"""`lessons`: compute chapter 3 on the real digits."""

from __future__ import annotations

import warnings
from typing import Annotated

import typer

from core.cli.bars import Bar
from core.cli.stopping import stopped


def command(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME]...", help="Lessons to compute (default: all)."),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Compute again what is computed already.")
    ] = False,
    write_docs: Annotated[
        bool, typer.Option("--write-docs", help="Then write docs/chapter3.md from the results.")
    ] = False,
    ship: Annotated[
        bool,
        typer.Option("--ship", help="Then store them as the results that come with the studio."),
    ] = False,
) -> None:
    """Compute the lessons of chapter 3 and say whether each number of the book comes out.

    What was computed here already is left alone unless --force is given. Ctrl-C ends it; the last
    complete results stay in use and the next run goes on with the lesson that was stopped.
    """
    from sklearn.exceptions import ConvergenceWarning

    from core.data import sets
    from core.lessons import golden, printed, report, shipping, stored

    # The book's SGD stops after 1,000 rounds, too: nothing that a reader could fix.
    warnings.simplefilter("ignore", ConvergenceWarning)
    chosen = names or list(stored.LESSONS)
    for name in chosen:
        stored.get(name)  # an unknown name is reported before anything is computed
    for number, name in enumerate(chosen, start=1):
        title = stored.get(name).title
        try:
            with Bar(f"{title} ({number} of {len(chosen)})") as bar:
                fresh = stored.compute(name, listener=bar.tell, force=force)
        except KeyboardInterrupt:
            stopped(f"Stopped at {name}; the last complete results are still in use.")
        table = golden.table(printed.GOLDEN, {name: stored.open_lesson(name)}, sets.load())
        facts = stored.open_manifest(name)
        print(
            f"{name}: {'computed' if fresh else 'computed already'} in {facts['seconds']:.0f} s "
            f"({facts['cpu_seconds']:.0f} s of processor); numbers of the book: "
            f"{golden.verdict(table)}"
        )
    if write_docs:
        print(f"{report.write()} is written.")
    if ship:
        print(f"{shipping.save()} comes with the studio from now on.")
