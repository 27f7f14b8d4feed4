"""`fetch`: get the digits from OpenML again, or who wrote them from QMNIST."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import StudioError
from core.cli.bars import Bar


def command(
    deadline: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up after this time in total.", min=1)
    ] = 600.0,
    writers: Annotated[
        bool, typer.Option("--writers", help="Get who wrote each digit, from QMNIST's repository.")
    ] = False,
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FOLDER",
            help="With --writers: a folder that has QMNIST's two label files already.",
        ),
    ] = None,
) -> None:
    """Get MNIST from OpenML into artifacts/mnist_784.npz, if it is the same digit for digit.

    The digits come with the project, so this is only needed to fix them. With --writers: get
    the writer of each digit; training then keeps each writer's digits in one fold.
    """
    if source and not writers:
        raise StudioError("--from goes with --writers: it names the folder of the label files.")
    if writers:
        _writers(source, deadline)
        return
    from core.data import fetch

    with Bar("MNIST from OpenML") as bar:
        path = fetch.fetch(deadline=deadline, listener=bar.tell)
    print(f"{path} holds the 70,000 digits of MNIST; their hashes are right.")


def _writers(source: Path | None, deadline: float) -> None:
    import numpy as np

    from core.data import sets, writers
    from core.storage import paths

    digits = sets.bare(paths.root_of(None))
    if source:
        place = writers.take(digits, source)
    else:
        with Bar("Writers from QMNIST") as bar:
            place = writers.fetch(digits, deadline=deadline, listener=bar.tell)
    known = writers.added(digits)
    found = (known.train.groups, known.test.groups)
    counts = [len(np.unique(groups)) for groups in found if groups is not None]
    print(
        f"{place} names {counts[0]} writers of the training digits and {counts[1]} of the test "
        "digits; next: `python -m core train`, whose folds then keep each writer's digits together."
    )
