"""`map`: place the test images in two dimensions by t-SNE, once."""

from __future__ import annotations

from typing import Annotated

import typer

from core.cli.bars import Bar
from core.cli.options import Dataset
from core.cli.stopping import stopped


def command(
    dataset: Dataset = "mnist",
    ship: Annotated[
        bool,
        typer.Option("--ship", help="Then store it as the map that comes with the studio (MNIST)."),
    ] = False,
) -> None:
    """Make the t-SNE map of a test set for the page Map (some minutes); MNIST's comes with it."""
    from core import StudioError
    from core.analysis import maps
    from core.data import mnist

    if ship and dataset != mnist.NAME:
        raise StudioError("Only the map of MNIST comes with the studio: leave --dataset out.")
    try:
        with Bar("t-SNE") as bar:
            maps.make(dataset, listener=bar.tell)
    except KeyboardInterrupt:
        stopped("Stopped; the last complete map is still in use.")
    print("Done: choose t-SNE on the page Map.")
    if ship:
        print(f"{maps.ship()} comes with the studio from now on.")
