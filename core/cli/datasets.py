"""`datasets`: which data sets there are."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from core import StudioError
from core.cli.reading import Yes, agreed

if TYPE_CHECKING:
    from core.data.labelled import Dataset


def command(
    remove: Annotated[
        str, typer.Option("--remove", metavar="NAME", help="Remove this one and its models.")
    ] = "",
    yes: Yes = False,
) -> None:
    """List the data sets with their size and classes, or remove one."""
    from core.data import sets

    if remove:
        if not agreed(f"Remove the data set {remove!r} and all models of it?", yes, False):
            raise StudioError("Nothing was removed.")
        sets.remove(remove)
        print(f"Removed {remove}.")
        return
    for name in sets.names():
        try:
            print(described(sets.load(name)))
        except StudioError as error:  # the others are listed all the same
            print(error, file=sys.stderr)


def described(dataset: Dataset) -> str:
    """Return one line about a data set."""
    size = " × ".join(map(str, dataset.shape))
    what = f"images of {size}" if dataset.pictured else "predictions without images"
    first, second = f"{len(dataset.train):,}", f"{len(dataset.test):,}"
    counts = {
        "out-of-fold": f"{first} training and {second} test {what}",
        "validation": f"{first} validation and {second} test {what}",
        "half": f"{first} + {second} {what}, to choose on and to judge on",
    }
    names = ", ".join(dataset.classes[:12]) + (", …" if dataset.n_classes > 12 else "")
    return f"{dataset.name}: {counts[dataset.chosen_on]}, {dataset.n_classes} classes ({names})"
