"""`models`: the trained models and their figures on the test set."""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any

import typer

from core.cli.options import Dataset

#: Columns of the terminal that all figures need.
WIDE = 76
COLUMNS = ("accuracy", "precision_macro", "recall_macro", "f1_macro")


def command(
    dataset: Dataset = "mnist",
    as_json: Annotated[
        bool, typer.Option("--json", help="Print a list of objects, one per trained model.")
    ] = False,
) -> None:
    """List the models with their figures on the test set."""
    from core.data import sets
    from core.models import registry
    from core.training import artifacts

    whole = sets.load(dataset)
    rows: list[dict[str, Any]] = []
    problems: dict[str, artifacts.Status] = {}
    for name, model in registry.MODELS.items():
        if not whole.pictured or not model.suits(whole.shape):
            continue
        status = artifacts.status(name, dataset)
        if status.ready:
            try:
                rows.append(figures(name, dataset))
            except artifacts.ArtifactError as error:
                problems[name] = artifacts.Status("damaged", str(error))
        else:
            problems[name] = status
    rows += [figures(name, dataset) for name in artifacts.brought(dataset)]
    if as_json:
        print(json.dumps(rows, indent=1))
    else:
        _table(rows, problems, whole.n_classes)
        if whole.train.groups is not None:
            _folds(rows)
    for status in problems.values():
        if status.state != "missing":
            print(status.sentence, file=sys.stderr)


def figures(name: str, dataset: str = "mnist") -> dict[str, Any]:
    """Return a model's figures, computed from its stored scores of the test set."""
    from core.analysis import by_writers
    from core.evaluation import metrics
    from core.training import artifacts

    scores = artifacts.open_scores(name, "test", dataset)
    manifest = artifacts.open_manifest(name, dataset)
    matrix = metrics.confusion_matrix(scores.labels, scores.predicted(), scores.n_classes)
    return {
        "model": name,
        **{key: round(value, 6) for key, value in metrics.summary(matrix).items()},
        "n_test": len(scores),
        "scores": scores.kind,
        "folds_by": by_writers.folds_by(manifest),
        "fit_seconds": manifest.get("fit_seconds"),
        "bytes": sum(entry["bytes"] for entry in manifest["files"].values()),
    }


def _folds(rows: list[dict[str, Any]]) -> None:
    """Say whose out-of-fold scores keep a writer's digits together, where writers are known."""
    for by, how in (("writers", "no writer is"), ("images", "a writer can be")):
        found = ", ".join(row["model"] for row in rows if row["folds_by"] == by)
        if found:
            print(f"Out-of-fold scores by {by} ({how} on both sides of a fold): {found}")


def _table(rows: list[dict[str, Any]], problems: dict[str, Any], n_classes: int) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    # A narrow terminal has room for the first figures only; half a number would be none.
    columns = COLUMNS if console.width >= WIDE else COLUMNS[: max(1, (console.width - 18) // 12)]
    table = Table(caption=f"precision, recall and F1 are averages over the {n_classes} classes")
    table.add_column("model", no_wrap=True)
    for title in columns:
        table.add_column(title.removesuffix("_macro"), justify="right", no_wrap=True)
    for title in ("fit", "size") if columns == COLUMNS else ():
        table.add_column(title, justify="right", no_wrap=True)
    for row in rows:
        shown = [f"{row[column]:.4f}" for column in columns]
        fit = "-" if row["fit_seconds"] is None else f"{row['fit_seconds']:.1f} s"
        rest = [fit, f"{row['bytes'] / 1e6:.1f} MB"] if columns == COLUMNS else []
        table.add_row(row["model"], *shown, *rest)
    for name, status in problems.items():
        table.add_row(name, "-" if status.state == "missing" else status.state)
    console.print(table)
