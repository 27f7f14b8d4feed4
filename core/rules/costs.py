"""Cost matrices: presets, what a person may type into them, and offsets that suit them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import softmax

from core import StudioError
from core.evaluation.scores import Scores
from core.language import mark, tr

Cell = tuple[int, int, float]

#: The costs that a cost matrix starts with, of any classes.
EQUAL: dict[str, tuple[Cell, ...]] = {mark("Every error costs 1"): ()}
#: Costs to start from where the classes are the ten digits.
DIGITS: dict[str, tuple[Cell, ...]] = {
    mark("A 1 read as 7 costs ten times"): ((1, 7, 10.0),),
    mark("Mixing 1 and 7 costs ten times"): ((1, 7, 10.0), (7, 1, 10.0)),
    mark("A missed 0 costs five times"): tuple((0, j, 5.0) for j in range(1, 10)),
    mark("A false 9 costs five times"): tuple((i, 9, 5.0) for i in range(9)),
}


def presets(digits: bool) -> dict[str, tuple[Cell, ...]]:
    """Return named costs to start from; some of them are about digits."""
    return EQUAL | (DIGITS if digits else {})


def matrix(cells: Sequence[Cell], n_classes: int) -> np.ndarray:
    """Return the costs (k, k): 0 on the diagonal, 1 elsewhere, but for these cells.

    Raises
    ------
    StudioError
        If a cell is of a class that does not exist.
    """
    costs = 1.0 - np.eye(n_classes)
    for true, predicted, cost in cells:
        if max(true, predicted) >= n_classes:
            raise StudioError(
                tr(
                    "There is no cell {true}→{predicted} among {n_classes} classes.",
                    true=true,
                    predicted=predicted,
                    n_classes=n_classes,
                )
            )
        costs[true, predicted] = cost
    return costs


def cells(costs: np.ndarray) -> tuple[Cell, ...]:
    """Return the cells in which costs differ from 0 on the diagonal and 1 elsewhere."""
    plain = 1.0 - np.eye(len(costs))
    return tuple((int(i), int(j), float(costs[i, j])) for i, j in np.argwhere(costs != plain))


def checked(rows: Sequence[Mapping[str, Any]], classes: Sequence[str]) -> np.ndarray:
    """Return a typed-in table as costs (k, k).

    Parameters
    ----------
    rows : one mapping a true class, with a value for each predicted class
    classes : names of the classes

    Raises
    ------
    StudioError
        Naming the cell that is missing, not a finite number or negative.
    """
    costs = np.zeros((len(classes), len(classes)))
    if len(rows) != len(classes):
        raise StudioError(
            tr("The cost matrix has {n} rows; it needs {n2}.", n=len(rows), n2=len(classes))
        )
    for i, (true, row) in enumerate(zip(classes, rows, strict=True)):
        for j, predicted in enumerate(classes):
            costs[i, j] = _cost(
                row.get(predicted),
                tr("true {true}, read as {predicted}", true=true, predicted=predicted),
            )
    return costs


def search_offsets(
    scores: Scores,
    costs: np.ndarray,
    progress: Callable[[float, float], None] = lambda fraction, least: None,
    evaluations: int = 1500,
    among: Sequence[int] | None = None,
) -> tuple[float, ...]:
    """Return class offsets with a low mean cost of argmax(score + offset) on these scores.

    SciPy's L-BFGS-B goes down a smoothed cost, then its Powell method goes on with the true
    one, which has steps. What is returned never costs more here than no offsets.

    Parameters
    ----------
    scores : out-of-fold scores
    costs : (k, k), rows are true, columns predicted
    progress : is given the fraction done, 0 to 1, and the least mean cost so far; the first fifth
        is the smoothed cost
    evaluations : how often the true cost may be computed, at most
    among : classes whose offsets are searched, all by default; the others have none
    """
    if scores.split != "oof":
        raise StudioError(tr("Offsets are searched on out-of-fold scores only; give those."))
    values, per_image = scores.values, costs[scores.labels]
    unit = float(values.std()) or 1.0
    moved = np.arange(scores.n_classes) if among is None else np.array(among)
    best, least = np.zeros(len(moved)), math.inf
    done = steps = 0

    def every(offsets: np.ndarray) -> np.ndarray:
        found = np.zeros(scores.n_classes, np.float32)
        found[moved] = offsets
        return found

    def cost(offsets: np.ndarray) -> float:
        nonlocal best, least, done
        answers = (values + every(offsets)).argmax(axis=1)
        mean = float(np.take_along_axis(per_image, answers[:, None], axis=1).mean())
        if mean < least:
            best, least = offsets.copy(), mean
        done += 1
        if steps:
            progress(min(1.0, 0.2 + 0.8 * done / evaluations), least)
        return mean

    def smooth(offsets: np.ndarray) -> tuple[float, np.ndarray]:
        logits = (values + every(offsets)) / np.float32(0.1 * unit)
        shares = softmax(logits, axis=1)
        mean = (shares * per_image).sum(axis=1, keepdims=True)
        slope = (shares * (per_image - mean)).mean(axis=0)[moved] / (0.1 * unit)
        return float(mean.mean()), slope.astype(float)

    start = np.zeros(len(moved))
    cost(start)

    def stepped(_: np.ndarray) -> None:
        nonlocal steps
        steps += 1
        progress(min(0.2, 0.2 * steps / 30), least)

    found = minimize(
        smooth, start, jac=True, method="L-BFGS-B", callback=stepped, options={"maxiter": 30}
    ).x
    cost(found)
    minimize(
        lambda further: cost(found + further * 0.1 * unit),
        start,
        method="Powell",
        options={"maxfev": evaluations, "xtol": 1e-2, "ftol": 1e-6},
    )
    progress(1.0, least)
    return tuple(every(best).tolist())


def _cost(value: Any, cell: str) -> float:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        raise StudioError(tr("The cost of {cell} is missing; type a number.", cell=cell))
    try:
        cost = float(value)
    except (TypeError, ValueError):
        raise StudioError(
            tr("The cost of {cell} is {value!r}; type a number.", cell=cell, value=value)
        ) from None
    if not math.isfinite(cost) or cost > 1e9:
        raise StudioError(tr("The cost of {cell} is too large; type at most 1e9.", cell=cell))
    if cost < 0:
        raise StudioError(tr("The cost of {cell} is negative; type 0 or more.", cell=cell))
    return cost
