"""Curves of experiments that differ in one number: learning curves, validation curves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.improvement.recipe import Recipe
from core.improvement.runs import Run
from core.improvement.steps import STEPS
from core.language import inside, tr

#: The number at which a step changes nothing, so that the recipe without it is a point, too.
NEUTRAL = {"data": 1.0}


@dataclass(frozen=True, eq=False)
class NumberCurve:
    """Accuracy against one number of a recipe.

    Parameters
    ----------
    step : the step whose number differs
    rest : the recipe's other steps
    table : one row per number, in its order: "value", and in % the mean, lowest and highest over
        seeds of the accuracy out-of-fold ("oof", "oof_low", "oof_high") and on the images learned
        from ("train", …); "seeds"
    """

    step: str
    rest: Recipe
    table: pd.DataFrame

    @property
    def title(self) -> str:
        """What the curve is called, and what stays the same along it."""
        kind = tr("Learning curve") if self.step == "data" else tr("Validation curve")
        more = tr(", with {text}", text=self.rest.text()) if self.rest.steps else ""
        return f"{kind}: {inside(tr(STEPS[self.step].title))}{more}"


def curves(found: Iterable[Run]) -> list[NumberCurve]:
    """Return a curve for each step with one number that at least two experiments differ in."""
    found = list(found)
    families: dict[tuple[str, str], dict[float, list[Run]]] = {}
    for run in found:
        for name, values in run.of.recipe.steps:
            if len(values) == 1:
                rest = _without(run.of.recipe, name).text()
                at = families.setdefault((name, rest), {}).setdefault(values[0], [])
                at.append(run)
    for (name, rest), points in families.items():
        if name in NEUTRAL and NEUTRAL[name] not in points:
            same = [run for run in found if run.of.recipe.text() == rest]
            if same:
                points[NEUTRAL[name]] = same
    return [
        NumberCurve(name, Recipe.parse(rest), _table(points))
        for (name, rest), points in families.items()
        if len(points) > 1
    ]


def _without(recipe: Recipe, name: str) -> Recipe:
    return Recipe(tuple(step for step in recipe.steps if step[0] != name))


def _table(points: dict[float, list[Run]]) -> pd.DataFrame:
    rows = []
    for value, runs in sorted(points.items()):
        row: dict[str, float] = {"value": value, "seeds": len(runs)}
        for name, shares in (
            ("oof", [run.accuracy("oof") for run in runs]),
            ("train", [run.facts["train_accuracy"] for run in runs]),
        ):
            row |= {
                name: 100 * float(np.mean(shares)),
                f"{name}_low": 100 * min(shares),
                f"{name}_high": 100 * max(shares),
            }
        rows.append(row)
    return pd.DataFrame(rows)
