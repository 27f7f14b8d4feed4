"""`import`: make a data set of one's own images."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from core import StudioError
from core.cli.bars import Bar
from core.cli.datasets import described
from core.cli.reading import Invert, LabelColumn, Side, Transpose, Yes, agreed, class_names, options
from core.storage import atomic
from core.storage.progress import Progress


def command(
    name: Annotated[str, typer.Argument(help="The data set's name: a–z, 0–9 and _.")],
    paths: Annotated[
        list[Path],
        typer.Argument(
            metavar="PATH...",
            help="A folder with a folder of pictures for each class; or npz, npy, IDX, CSV, "
            "parquet or zip files, plain or gzipped.",
        ),
    ],
    test: Annotated[
        list[Path] | None, typer.Option("--test", help="Files or a folder with the test set.")
    ] = None,
    split: Annotated[
        float | None,
        typer.Option("--split", help="Share of the images for the test set, such as 0.2."),
    ] = None,
    classes: Annotated[
        str,
        typer.Option(
            "--classes", help="Names of the classes, such as disc,ring, or a file with one a line."
        ),
    ] = "",
    groups: Annotated[
        Path | None,
        typer.Option(
            "--groups",
            help="A CSV with who made each image: file,group, or a group a row in their order.",
        ),
    ] = None,
    side: Side = "",
    label_column: LabelColumn = "",
    invert: Invert = False,
    transpose: Transpose = False,
    force: Annotated[bool, typer.Option("--force", help="Replace one of that name.")] = False,
    yes: Yes = False,
) -> None:
    """Store images and labels as a data set that training and every page can use."""
    from core.analysis import sprites
    from core.data import gathering, importing, mnist, sets
    from core.drawing import guard
    from core.storage import paths as places

    places.checked(name)
    if name == mnist.NAME:
        raise StudioError(f"{name!r} comes with the studio and stays; choose another name.")
    if name in sets.names() and not force:
        raise StudioError(f"There is a data set named {name!r} already; add --force to replace it.")
    said = options(side, label_column, invert, transpose)
    wish = importing.Wish(class_names(classes), split)
    with Bar(f"Importing {name}") as bar:

        def reading(share: float) -> None:
            bar.tell(Progress("reading", share, None))

        found = gathering.gathered(paths, said, reading)
        if test:
            found = gathering.with_test(found, gathering.gathered(test, said, reading))
        if groups is not None:
            found = gathering.with_groups(found, groups)
    dataset, notes = importing.dataset(name, found, wish)
    for note in notes:
        print(f"Note: {note}.", file=sys.stderr)
    if doubt := guard.of_dataset(dataset):
        print(f"Warning: {doubt}", file=sys.stderr)
    print(f"{described(dataset)}.")
    sheet = sets.sheet(name)
    with atomic.storing("The contact sheet"):
        sheet.parent.mkdir(parents=True, exist_ok=True)
        atomic.write(sheet, sprites.by_class(dataset.train.images, dataset.train.labels))
    print(f"Some images of each class, to look at: {sheet}")
    if not agreed("Is this right?", yes):
        sheet.unlink()
        raise StudioError("Nothing was imported; --yes imports without a question.")
    sets.store(dataset)
    print(f"Next: python -m core train forest --dataset {name}")
