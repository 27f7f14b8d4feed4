"""An experiment against its baseline, or another experiment, on the same images."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.data import sets
from core.data.labelled import Dataset
from core.evaluation import flips, judgement, paired, repeated
from core.evaluation.flips import Flips
from core.evaluation.judgement import Judgement, Measured
from core.evaluation.repeated import Repeated
from core.improvement.runs import Run
from core.training.folds import FOLDS, folds

#: Points of accuracy that matter to nobody, as a share; pages let one change it.
MARGIN = 0.001


@dataclass(frozen=True, eq=False)
class Comparison:
    """What an experiment changed on one split.

    Parameters
    ----------
    split : "oof" or "test"
    before, after : the runs of the same seeds, the first seed's first
    flips : which images were fixed and broken, of the first seed
    measured : the difference and its interval, of the first seed
    repeated : the difference over seeds and folds; None where nothing varies
    """

    split: str
    before: tuple[Run, ...]
    after: tuple[Run, ...]
    flips: Flips
    measured: Measured
    repeated: Repeated | None

    @property
    def differences(self) -> np.ndarray:
        """Accuracy after less before, one per seed."""
        pairs = zip(self.before, self.after, strict=True)
        return np.array([b.accuracy(self.split) - a.accuracy(self.split) for a, b in pairs])

    def judged(self, margin: float = MARGIN, p: float | None = None) -> Judgement:
        """Return whether it is better, with p-values corrected elsewhere where `p` is given."""
        return self.measured.judged(margin, p)


def compare(before: Sequence[Run], after: Sequence[Run], split: str) -> Comparison:
    """Compare the seeds that both have; there is at least one."""
    seeds = sorted({run.of.seed for run in before} & {run.of.seed for run in after})
    one, other = (
        tuple(next(run for run in runs if run.of.seed == seed) for seed in seeds)
        for runs in (before, after)
    )
    whole = sets.load(one[0].of.dataset)
    part = whole.split(split)
    answers = one[0].answers[split], other[0].answers[split]
    values = _per_fold(one, other, split)
    return Comparison(
        split,
        one,
        other,
        flips.changes(part.labels, *answers, whole.n_classes),
        judgement.measure(part.labels, *answers, groups=part.groups),
        repeated.over(values, _ratio(whole, split)),
    )


def _per_fold(one: Sequence[Run], other: Sequence[Run], split: str) -> np.ndarray:
    """Return differences of accuracy (seeds, folds); the test set is one fold."""
    whole = sets.load(one[0].of.dataset)
    change = [
        b.right(split).astype(float) - a.right(split) for a, b in zip(one, other, strict=True)
    ]
    if split == "test":
        return np.array([[part.mean()] for part in change])
    outside = [out for _, out in folds(whole.train, whole.classes)]
    return np.array([[part[out].mean() for out in outside] for part in change])


def _ratio(whole: Dataset, split: str) -> float:
    """Return images judged by images learned from, which the corrected variance asks for."""
    return 1 / (FOLDS - 1) if split == "oof" else len(whole.test) / len(whole.train)


def entries(
    baseline: Sequence[Run],
    experiments: Mapping[str, Sequence[Run]],
    split: str,
    margin: float = MARGIN,
) -> pd.DataFrame:
    """Return the leaderboard: one row per experiment, the most accurate first.

    p-values are Holm's over all experiments on the baseline. Columns: "experiment", "comparison"
    and "judgement" (objects), "accuracy", "difference" (means over seeds, shares), "seeds",
    "fixed", "broken", "p", "seconds", "milliseconds", "bytes".
    """
    found = {name: compare(baseline, runs, split) for name, runs in experiments.items()}
    raw = [each.measured.p for each in found.values()]
    rows = []
    for (name, each), p in zip(found.items(), paired.holm(raw), strict=True):
        first = each.after[0]
        rows.append(
            {
                "experiment": name,
                "comparison": each,
                "judgement": each.judged(margin, float(p)),
                "accuracy": float(np.mean([run.accuracy(split) for run in each.after])),
                "difference": float(np.mean(each.differences)),
                "seeds": len(each.after),
                "fixed": len(each.flips.fixed),
                "broken": len(each.flips.broken),
                "p": float(p),
                "seconds": first.facts.get("fit_seconds"),
                "milliseconds": first.facts.get("one_image_ms"),
                "bytes": first.facts.get("bytes"),
            }
        )
    table = pd.DataFrame(rows)
    if table.empty:
        return table
    return table.sort_values(["accuracy", "experiment"], ascending=[False, True])
