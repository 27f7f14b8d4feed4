"""The lessons' results as a page of the documentation."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.data import sets
from core.data.labelled import Dataset
from core.evaluation.metrics import count
from core.lessons import binary, golden, printed, stored
from core.lessons.stored import Arrays
from core.rules.binary import decide
from core.training.keys import versions

PAGE = Path(__file__).resolve().parents[2] / "docs" / "chapter3.md"
COLUMNS = ("quantity", "book", "ours", "tolerance", "reason")


def write(path: Path = PAGE) -> Path:
    """Write the page from the lessons that are computed; it names those that are not."""
    ready = [name for name in stored.LESSONS if stored.status(name).ready]
    opened = {name: stored.open_lesson(name) for name in ready}
    facts = {name: stored.open_manifest(name) for name in ready}
    path.write_text(page(opened, facts, sets.load()), encoding="utf-8")
    return path


def page(opened: dict[str, Arrays], facts: dict[str, dict], dataset: Dataset) -> str:
    """Return the page as Markdown."""
    table = golden.table(printed.GOLDEN, opened, dataset)
    parts = [
        "# Chapter 3, number by number",
        "Written by `python -m core lessons --write-docs` from results on this machine; do not "
        "edit it by hand. The book is *Hands-On Machine Learning*, 3rd edition, chapter 3; its "
        "numbers are the outputs stored in its notebook. Ours come from "
        + ", ".join(f"{name} {version}" for name, version in versions().items())
        + ".",
        f"**Numbers of the book: {golden.verdict(table)}.** "
        "`tests/lessons/test_lessons.py` computes the quick ones in the ordinary run and all of "
        "them with `make test-slow`; a drift fails.",
    ]
    for name, lesson in stored.LESSONS.items():
        parts.append(f"## {lesson.title}")
        if name not in opened:
            parts.append(f"Not computed on this machine: `python -m core lessons {name}`.")
            continue
        rows = table[table["lesson"] == name]
        seconds, cpu = facts[name]["seconds"], facts[name]["cpu_seconds"]
        if len(rows):
            parts.append(_markdown(rows))
        else:
            parts.append("The book prints pictures here and no number.")
        parts.append(f"Computed in {seconds / 60:.1f} min ({cpu / 60:.1f} min of processor).")
        if name == "binary":
            parts += [_seeds(opened[name], dataset)]
    wall = sum(fact["seconds"] for fact in facts.values()) / 60
    cpu = sum(fact["cpu_seconds"] for fact in facts.values()) / 60
    parts += [
        "## Time",
        f"{len(facts)} of {len(stored.LESSONS)} lessons took {cpu:.0f} min of processor time and "
        f"{wall:.0f} min by the clock, {cpu / max(wall, 1e-9):.2f} cores on average. Other work on "
        "the machine stretches the clock; `python -m core lessons --force --write-docs` measures "
        "it again.",
        "## Not run here",
        "Exercises 3 (Titanic) and 4 (spam) are other data sets. The book prints 10-fold "
        "accuracies of 0.81376 (forest) and 0.82493 (SVC) on Titanic; see "
        "[its notebook](https://github.com/ageron/handson-ml3/blob/main/03_classification.ipynb).",
    ]
    return "\n\n".join(parts) + "\n"


def seed_table(arrays: Arrays, dataset: Dataset) -> pd.DataFrame:
    """Return accuracy, precision, recall and F1 of the detector of fives, one row per seed."""
    truth = dataset.train.labels == binary.POSITIVE
    rows = [count(truth, decide(scores, 0.0)) for scores in arrays["sgd"]]
    return pd.DataFrame(
        {
            "seed": [str(seed) for seed in binary.SEEDS],
            "accuracy": [row.accuracy for row in rows],
            "precision": [row.precision for row in rows],
            "recall": [row.recall for row in rows],
            "F1": [row.f1 for row in rows],
        }
    )


def _seeds(arrays: Arrays, dataset: Dataset) -> str:
    table = seed_table(arrays, dataset)
    shown = table.assign(
        **{name: table[name].map("{:.4f}".format) for name in table.columns if name != "seed"}
    )
    return (
        "Who runs the same code with another seed gets other numbers, and neither is wrong: on raw "
        "grey levels the steps are large, and where training stops is luck.\n\n"
        + _lines(shown, list(shown.columns))
    )


def _markdown(rows: pd.DataFrame) -> str:
    shown = rows.assign(tolerance=rows["tolerance"].map(golden.within))
    return _lines(shown, list(COLUMNS))


def _lines(table: pd.DataFrame, columns: list[str]) -> str:
    head = [f"| {' | '.join(columns)} |", f"|{'---|' * len(columns)}"]
    return "\n".join(
        head
        + [f"| {' | '.join(str(row[name]) for name in columns)} |" for _, row in table.iterrows()]
    )
