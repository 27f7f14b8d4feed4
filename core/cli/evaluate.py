"""`evaluate`: the classification report and the confusion matrix of one model."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli.options import Dataset

if TYPE_CHECKING:
    import pandas as pd

AVERAGES = ("macro", "weighted")


def command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A trained model.")],
    split: Annotated[
        str,
        typer.Option(help="test: the test set; oof: the training set, each by a model without it."),
    ] = "test",
    dataset: Dataset = "mnist",
    as_json: Annotated[bool, typer.Option("--json", help="Print one object.")] = False,
) -> None:
    """Print a model's classification report and confusion matrix (rows true, columns predicted)."""
    from core.evaluation import metrics
    from core.training import artifacts

    scores = artifacts.open_scores(name, split, dataset)
    matrix = metrics.confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    table, summary = metrics.per_class(matrix, scores.classes), metrics.summary(matrix)
    if as_json:
        result: dict[str, Any] = {
            "model": name,
            "dataset": dataset,
            "split": split,
            "n": len(scores),
            **summary,
            "per_class": table.reset_index().to_dict(orient="records"),
            "confusion_matrix": matrix.tolist(),
        }
        print(json.dumps(result, indent=1))
        return
    print(f"{name} on {len(scores):,} images ({split}): accuracy {summary['accuracy']:.4f}\n")
    print(_report(table, summary))
    print("\nConfusion matrix (rows true, columns predicted)\n")
    print(_grid(matrix.tolist(), list(table.index)))


def _report(table: pd.DataFrame, summary: dict[str, float]) -> str:
    wide = max(12, *(len(name) + 2 for name in table.index))
    lines = [f"{'':>{wide}}{'precision':>11}{'recall':>11}{'f1':>11}{'support':>11}"]
    for label, row in table.iterrows():
        ratios = "".join(f"{row[column]:>11.4f}" for column in ("precision", "recall", "f1"))
        lines.append(f"{label:>{wide}}{ratios}{int(row['support']):>11,}")
    total = int(table["support"].sum())
    for average in AVERAGES:
        ratios = "".join(
            f"{summary[f'{c}_{average}']:>11.4f}" for c in ("precision", "recall", "f1")
        )
        lines.append(f"{average:>{wide}}{ratios}{total:>11,}")
    return "\n".join(lines)


def _grid(matrix: list[list[int]], classes: list[str]) -> str:
    wide = max(7, *(len(name) + 2 for name in classes))
    lines = ["".join(f"{word:>{wide}}" for word in ["", *classes])]
    for name, row in zip(classes, matrix, strict=True):
        lines.append("".join(f"{word:>{wide}}" for word in [name, *map(str, row)]))
    return "\n".join(lines)
