"""`predict`: let a model read digits from files."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from core import StudioError
from core.cli.reading import Invert, LabelColumn, Transpose, options
from core.cli.side_by_side import Side, described, looked_at

if TYPE_CHECKING:
    from core.data.inputs import Batch
    from core.data.reading.found import Options

STDIN = Path("-")
#: A file's name, its digits, and what is side by side in it.
Read = tuple[str, "Batch", Side]


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A trained model.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="Pictures of one digit (dark on light or light on dark), a folder of them or of a "
            "folder a digit; IDX, CSV, npz, npy, parquet or zip; - for standard input.",
        ),
    ],
    label_column: LabelColumn = "",
    invert: Invert = False,
    transpose: Transpose = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Read pictures that do not look like a digit, too.")
    ] = False,
    several: Annotated[
        bool, typer.Option("--several", help="Read a picture of two to six digits digit by digit.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of objects, one per digit.")
    ] = False,
) -> None:
    """Read digits from files with a model of MNIST; with labels, say how many are right.

    A file that cannot be read is named, the others are read, and the exit code is 1.
    """
    from core.drawing import guard
    from core.evaluation.scores import score_images
    from core.training import artifacts

    model = artifacts.open_model(name)
    batches, failed = _batches(files, options("", label_column, invert, transpose))
    if not batches:
        raise typer.Exit(1)
    for _, batch, _ in batches:
        if found := guard.of_digits(batch.images):
            print(f"Warning: {found}", file=sys.stderr)
    values, kind = score_images(model, np.concatenate([batch.images for _, batch, _ in batches]))
    facts = {"model": name, "kind": kind}
    rows = _rows(batches, values, facts, anyway, model if several else None)
    if as_json:
        print(json.dumps(rows, indent=1))
    else:
        _show(rows)
    if failed:
        raise typer.Exit(1)


def _batches(files: list[Path], said: Options) -> tuple[list[Read], bool]:
    """Return what could be read and whether something could not."""
    from core.data import inputs

    found: list[Read] = []
    failed = False
    for file in files:
        for path, label in _inside(file):
            try:
                if path == STDIN:
                    content = sys.stdin.buffer.read(inputs.MAX_BYTES + 1)
                    batch = inputs.parse(content, "standard input", said)
                else:
                    batch = inputs.read(path, said)
            except StudioError as error:
                failed = True
                print(error, file=sys.stderr)
                continue
            for note in batch.notes:
                print(f"Note: {note}.", file=sys.stderr)
            if label is not None and batch.labels is None:
                batch = replace(batch, labels=np.full(len(batch.images), label))
            # A folder's inks would fill the memory; what is side by side in them is small.
            found.append((str(path), replace(batch, ink=None), looked_at(batch)))
    return found, failed


def _inside(path: Path) -> Iterator[tuple[Path, int | None]]:
    """Yield a file, or the pictures of a folder, each with the digit that its folder is called."""
    from core.data.reading.labels import natural
    from core.data.reading.picture_folders import PICTURES

    if path == STDIN or not path.is_dir():
        yield path, None
        return
    pictures = [file for file in path.rglob("*") if file.suffix.lower() in PICTURES]
    if not pictures:
        print(f"{path}: the folder holds no pictures.", file=sys.stderr)
    for file in sorted(pictures, key=lambda file: natural(str(file))):
        label = file.parent.name
        yield file, int(label) if label in tuple("0123456789") else None


def _rows(
    batches: list[Read], values: np.ndarray, facts: dict[str, Any], anyway: bool, model: Any
) -> list[dict[str, Any]]:
    """Return an object for each digit; what shows none has a refusal instead of an answer.

    With a model, what shows several is read digit by digit.
    """
    rows: list[dict[str, Any]] = []
    for file, batch, side in batches:
        for index in range(len(batch.images)):
            scores = values[len(rows)]
            row: dict[str, Any] = {"file": file, "index": index, "model": facts["model"]}
            row["predicted"] = int(scores.argmax())
            if batch.labels is not None:
                row["true"] = int(batch.labels[index])
            row |= {"kind": facts["kind"], "scores": [round(float(s), 6) for s in scores]}
            rows.append(row | described(side, model, anyway))
    return rows


def _show(rows: list[dict[str, Any]]) -> None:
    several = {row["file"] for row in rows if row["index"]}
    for row in rows:
        place = f"{row['file']}[{row['index']}]" if row["file"] in several else row["file"]
        true = f"  (true {row['true']})" if "true" in row else ""
        if "refused" in row:
            side = f" --several reads {row['several']} digits;" if "several" in row else ""
            print(f"-  {place}{true}: {row['refused']}{side} --anyway reads it all the same.")
        elif "number" in row:
            print(f"{row['number']}  {row['several']} digits  {place}{true}")
        else:
            print(f"{row['predicted']}  {_score(row)}  {place}{true}")
    labelled = [row for row in rows if "true" in row and row["predicted"] is not None]
    refused = sum("refused" in row for row in rows)
    if labelled:
        right = sum(row["true"] == row["predicted"] for row in labelled)
        also = f", {refused:,} refused" if refused else ""
        numbers = sum("number" in row for row in rows)
        also += f", {numbers:,} of several digits" if numbers else ""
        print(f"{right:,} of {len(labelled):,} right ({right / len(labelled):.2%}){also}")


def _score(row: dict[str, Any]) -> str:
    word = "probability" if row["kind"] == "probability" else "score"
    return f"{word} {max(row['scores']):.3f}"
