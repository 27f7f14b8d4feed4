"""`fetch`: get the digits from OpenML again."""

from __future__ import annotations

from typing import Annotated

import typer

from core.cli.bars import Bar


def command(
    deadline: Annotated[
        float, typer.Option(metavar="SECONDS", help="Give up after this time in total.", min=1)
    ] = 600.0,
) -> None:
    """Get MNIST from OpenML into artifacts/mnist_784.npz, if it is the same digit for digit.

    The digits come with the project, so this is only needed to mend them.
    """
    from core.data import fetch

    with Bar("MNIST from OpenML") as bar:
        path = fetch.fetch(deadline=deadline, listener=bar.tell)
    print(f"{path} holds the 70,000 digits of MNIST; their hashes are right.")
