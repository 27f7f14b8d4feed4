"""Options about files of images, which `import` and `predict` share."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core import StudioError

if TYPE_CHECKING:
    from core.data.reading.found import Options

Side = Annotated[
    str,
    typer.Option(
        "--side",
        metavar="HEIGHTxWIDTH",
        help="Size of the images: of rows of pixels, and what pictures are fitted into.",
    ),
]
LabelColumn = Annotated[
    str,
    typer.Option(
        "--label-column",
        metavar="COLUMN",
        help="A table's column of labels: its name, its number from 1, last or none.",
    ),
]
Invert = Annotated[bool, typer.Option("--invert", help="Exchange dark and light.")]
Transpose = Annotated[bool, typer.Option("--transpose", help="Exchange rows and columns.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def options(side: str, label_column: str, invert: bool, transpose: bool) -> Options:
    """Return what was said about the files; raises StudioError for a size that is none."""
    from core.data.reading.found import LONGEST_SIDE, Options

    sides = None
    if side:
        found = re.fullmatch(r"(\d{1,3})(?:[x×](\d{1,3}))?", side.strip().lower())
        sides = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not all(1 <= length <= LONGEST_SIDE for length in sides):
            raise StudioError(
                f"--side takes a height and a width of 1 to {LONGEST_SIDE} pixels, such as 28x28, "
                f"not {side!r}."
            )
    return Options(label_column, sides, invert, transpose)


def agreed(question: str, yes: bool, otherwise: bool = True) -> bool:
    """Ask on the terminal and return whether the answer is yes; with `yes` nothing is asked.

    `otherwise` is what an empty line answers.

    Ctrl-C is a no, and so it is where there is nobody to ask.
    """
    try:
        return yes or typer.confirm(question, default=otherwise, err=True)
    except typer.Abort:
        return False


def class_names(text: str) -> tuple[str, ...]:
    """Return names that were given with commas, or a line each in a file."""
    if not text:
        return ()
    if "," not in text and Path(text).is_file():
        lines = Path(text).read_text(encoding="utf-8-sig").splitlines()
        return tuple(line.strip() for line in lines if line.strip())
    return tuple(part.strip() for part in text.split(","))
