"""`models`: the trained models and their figures on the test set."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

COLUMNS = ("accuracy", "precision_macro", "recall_macro", "f1_macro")


def command(
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of objects, one a trained model.")
    ] = False,
) -> None:
    """List the models with their figures on the 10,000 test digits."""
    from core.models import registry
    from core.training import artifacts

    rows: list[dict[str, Any]] = []
    problems: dict[str, artifacts.Status] = {}
    for name in registry.MODELS:
        status = artifacts.status(name)
        if status.ready:
            try:
                rows.append(figures(name))
            except artifacts.ArtifactError as error:
                problems[name] = artifacts.Status("damaged", str(error))
        else:
            problems[name] = status
    if as_json:
        print(json.dumps(rows, indent=1))
    else:
        _table(rows, problems)
        _folds(rows)
    for status in problems.values():
        if status.state != "missing":
            print(status.sentence, file=sys.stderr)


def figures(name: str) -> dict[str, Any]:
    """Return a model's figures, computed from its stored scores of the test set."""
    from core.analysis import by_writers
    from core.evaluation import metrics
    from core.training import artifacts

    scores = artifacts.open_scores(name, "test")
    manifest = artifacts.open_manifest(name)
    matrix = metrics.confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    return {
        "model": name,
        **{key: round(value, 6) for key, value in metrics.summary(matrix).items()},
        "n_test": len(scores),
        "scores": scores.kind,
        "folds_by": by_writers.folds_by(manifest),
        "fit_seconds": manifest["fit_seconds"],
        "bytes": sum(entry["bytes"] for entry in manifest["files"].values()),
    }


def _folds(rows: list[dict[str, Any]]) -> None:
    """Say whose out-of-fold scores keep a writer's digits together, where writers are known."""
    from core.data import sets

    if sets.load().train.groups is None:
        return
    for by, how in (("writers", "no writer is"), ("images", "a writer can be")):
        found = ", ".join(row["model"] for row in rows if row["folds_by"] == by)
        if found:
            print(f"Out-of-fold scores by {by} ({how} on both sides of a fold): {found}")


def _table(rows: list[dict[str, Any]], problems: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(caption="precision, recall and F1 are averages over the ten digits")
    table.add_column("model", no_wrap=True)
    for title in (*(column.removesuffix("_macro") for column in COLUMNS), "fit", "size"):
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        shown = [f"{row[column]:.4f}" for column in COLUMNS]
        table.add_row(
            row["model"], *shown, f"{row['fit_seconds']:.1f} s", f"{row['bytes'] / 1e6:.1f} MB"
        )
    for name, status in problems.items():
        table.add_row(name, "-" if status.state == "missing" else status.state)
    Console().print(table)
