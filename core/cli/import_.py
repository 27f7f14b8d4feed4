"""`import`: make a data set of one's own images."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import StudioError


def command(
    name: Annotated[str, typer.Argument(help="The data set's name: a–z, 0–9 and _.")],
    file: Annotated[
        Path,
        typer.Argument(
            help="An .npz file with train_images, train_labels, test_images and test_labels."
        ),
    ],
    classes: Annotated[
        str, typer.Option("--classes", help="Names of the classes, such as disc,ring,cross.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace one of that name.")] = False,
) -> None:
    """Store images and labels as a data set that training and every page can use."""
    from core.data import bundles, sets

    if name in sets.names() and not force:
        raise StudioError(f"There is a data set named {name!r} already; add --force to replace it.")
    given = tuple(part.strip() for part in classes.split(",")) if classes else ()
    dataset = bundles.read(file, name, given)
    sets.store(dataset)
    size = " × ".join(map(str, dataset.shape))
    print(
        f"{name}: {len(dataset.train):,} training and {len(dataset.test):,} test images of {size}, "
        f"{dataset.n_classes} classes ({', '.join(dataset.classes[:12])}). "
        f"Next: python -m core train --dataset {name}"
    )
