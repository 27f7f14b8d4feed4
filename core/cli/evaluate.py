"""`evaluate`: the classification report and the confusion matrix of one model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    import pandas as pd

AVERAGES = ("macro", "weighted")


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A trained model.")],
    split: Annotated[
        str,
        typer.Option(help="test: the 10,000; oof: the 60,000, each read by a model without it."),
    ] = "test",
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Print a model's classification report and confusion matrix (rows true, columns predicted)."""
    from core.evaluation import metrics
    from core.training import artifacts

    scores = artifacts.open_scores(name, split)
    matrix = metrics.confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    table, summary = metrics.per_class(matrix), metrics.summary(matrix)
    if as_json:
        result: dict[str, Any] = {
            "model": name,
            "split": split,
            "n": len(scores),
            **summary,
            "per_class": table.reset_index().to_dict(orient="records"),
            "confusion_matrix": matrix.tolist(),
        }
        print(json.dumps(result, indent=1))
        return
    print(f"{name} on {len(scores):,} digits ({split}): accuracy {summary['accuracy']:.4f}\n")
    print(_report(table, summary))
    print("\nConfusion matrix (rows true, columns predicted)\n")
    print(_grid(matrix.tolist(), list(table.index)))


def _report(table: pd.DataFrame, summary: dict[str, float]) -> str:
    lines = [f"{'':>12}{'precision':>11}{'recall':>11}{'f1':>11}{'support':>11}"]
    for label, row in table.iterrows():
        ratios = "".join(f"{row[column]:>11.4f}" for column in ("precision", "recall", "f1"))
        lines.append(f"{label:>12}{ratios}{int(row['support']):>11,}")
    total = int(table["support"].sum())
    for average in AVERAGES:
        ratios = "".join(
            f"{summary[f'{c}_{average}']:>11.4f}" for c in ("precision", "recall", "f1")
        )
        lines.append(f"{average:>12}{ratios}{total:>11,}")
    return "\n".join(lines)


def _grid(matrix: list[list[int]], classes: list[str]) -> str:
    lines = ["".join(f"{word:>7}" for word in ["", *classes])]
    for name, row in zip(classes, matrix, strict=True):
        lines.append("".join(f"{word:>7}" for word in [name, *map(str, row)]))
    return "\n".join(lines)
