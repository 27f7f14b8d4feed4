"""`datasets`: which data sets there are."""

from __future__ import annotations

import sys

from core import StudioError


def command() -> None:
    """List the data sets with their size and classes."""
    from core.data import sets

    for name in sets.names():
        try:
            dataset = sets.load(name)
        except StudioError as error:  # the others are listed all the same
            print(error, file=sys.stderr)
            continue
        size = " × ".join(map(str, dataset.shape))
        print(
            f"{name}: {len(dataset.train):,} training and {len(dataset.test):,} test images of "
            f"{size}, {dataset.n_classes} classes ({', '.join(dataset.classes[:12])})"
        )
