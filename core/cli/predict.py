"""`predict`: let a model read digits from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A trained model.")],
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...",
            help="PNG or JPEG of one digit (dark on light or light on dark), IDX, CSV with or "
            "without a label column, or npz.",
        ),
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of objects, one per digit.")
    ] = False,
) -> None:
    """Read digits from files with a model of MNIST; with labels, say how many are right."""
    from core.data import inputs
    from core.evaluation.scores import score_images
    from core.training import artifacts

    model = artifacts.open_model(name)
    rows: list[dict[str, Any]] = []
    for file in files:
        digits = inputs.read(file)
        values, kind = score_images(model, digits.images)
        for index, row in enumerate(values):
            answer: dict[str, Any] = {"file": str(file), "index": index, "model": name}
            answer["predicted"] = int(row.argmax())
            if digits.labels is not None:
                answer["true"] = int(digits.labels[index])
            rows.append({**answer, "kind": kind, "scores": [round(float(s), 6) for s in row]})
    if as_json:
        print(json.dumps(rows, indent=1))
        return
    for row in rows:
        place = row["file"] if len(rows) == len(files) else f"{row['file']}[{row['index']}]"
        true = f"  (true {row['true']})" if "true" in row else ""
        print(f"{row['predicted']}  {_score(row)}  {place}{true}")
    labelled = [row for row in rows if "true" in row]
    if labelled:
        right = sum(row["true"] == row["predicted"] for row in labelled)
        print(f"{right:,} of {len(labelled):,} right ({right / len(labelled):.2%})")


def _score(row: dict[str, Any]) -> str:
    word = "probability" if row["kind"] == "probability" else "score"
    return f"{word} {max(row['scores']):.3f}"
