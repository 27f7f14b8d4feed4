"""Options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Dataset = Annotated[
    str,
    typer.Option(
        "--dataset", metavar="NAME", help="The data set; `python -m core datasets` lists them."
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="ADDRESS",
        help="Fit on the Dask cluster of this scheduler, such as tcp://host:8786.",
    ),
]
