"""All experiments on one model against it: what the page and the command line show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.evaluation.judgement import Judgement
from core.improvement import comparing, looks, runs, shipped_runs
from core.improvement.comparing import MARGIN
from core.improvement.recipe import NONE
from core.improvement.runs import Run
from core.language import points, tr


@dataclass(frozen=True, eq=False)
class Board:
    """The experiments on a model.

    Parameters
    ----------
    baseline : the runs without a recipe, by seed; empty where nothing was run
    experiments : per recipe its runs, by seed
    table : as `comparing.entries` gives it
    looks : how many of them were judged on the test set
    """

    baseline: Sequence[Run]
    experiments: dict[str, list[Run]]
    table: pd.DataFrame
    looks: int


def opened(model: str, dataset: str = "mnist", root: Path | None = None) -> dict[str, list[Run]]:
    """Return the runs on a model, by recipe and seed: those made here, else those that came."""
    found: dict[tuple[str, int], Run] = {}
    for run in shipped_runs.load(dataset, root):
        if run.of.model == model:
            found[run.of.recipe.text(), run.of.seed] = run
    for of in runs.stored(dataset, root):
        if of.model == model:
            try:
                found[of.recipe.text(), of.seed] = runs.load(of, root)
            except runs.RunError:
                continue  # `verify` names it
    by_recipe: dict[str, list[Run]] = {}
    for (text, _), run in sorted(found.items(), key=lambda item: item[0]):
        by_recipe.setdefault(text, []).append(run)
    return by_recipe


def board(
    model: str,
    dataset: str = "mnist",
    split: str = "oof",
    margin: float = MARGIN,
    root: Path | None = None,
) -> Board:
    """Return the leaderboard of a model; on the test set, each experiment is noted as looked at.

    Raises
    ------
    StudioError
        If a look cannot be noted.
    """
    found = opened(model, dataset, root)
    baseline = found.pop(NONE, [])
    seeds = {run.of.seed for run in baseline}
    found = {
        text: kept
        for text, each in found.items()
        if (kept := [run for run in each if run.of.seed in seeds])
    }
    if split == "test":
        for each in found.values():
            looks.looked(each[0].of, root)
    table = comparing.entries(baseline, found, split, margin)
    judged = set(looks.seen(model, dataset, root))
    # What came with the studio was judged when it was written up.
    judged |= {each[0].of.experiment for each in found.values() if each[0].facts.get("shipped")}
    return Board(baseline, found, table, len(judged))


def sentence(row: dict[str, Any]) -> str:
    """Return a row of the leaderboard in words."""
    judged: Judgement = row["judgement"]
    changed = tr("{fixed:,} fixed, {broken:,} broken", fixed=row["fixed"], broken=row["broken"])
    if row["seeds"] == 1:
        return tr(
            "accuracy {accuracy:.2%}; {changed}. {sentence}",
            accuracy=row["accuracy"],
            changed=changed,
            sentence=judged.sentence,
        )
    return tr(
        "mean accuracy over {seeds} seeds {accuracy:.2%} ({points} points). With the "
        "first seed alone: {changed}. {sentence}",
        seeds=row["seeds"],
        accuracy=row["accuracy"],
        points=points(row["difference"]),
        changed=changed,
        sentence=judged.sentence,
    )


def front(table: pd.DataFrame, cost: str) -> np.ndarray:
    """Return which rows no other row beats: at least as accurate for less cost, (n,) bool."""
    accuracy, price = table["accuracy"].to_numpy(float), table[cost].to_numpy(float)
    worse = (accuracy[None, :] >= accuracy[:, None]) & (price[None, :] <= price[:, None])
    strictly = (accuracy[None, :] > accuracy[:, None]) | (price[None, :] < price[:, None])
    return ~(worse & strictly).any(axis=1)


def stamp(dataset: str, model: str, root: Path | None = None) -> str:
    """Return a text that changes whenever an experiment on this data set is stored."""
    return f"{model}-{runs.stamp(dataset, root)}-{shipped_runs.RESULTS.stamp(root)}"
