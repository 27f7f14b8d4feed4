"""What writers change: `python -m bench.writers [--fit]` (needs `python -m core fetch --writers`).

For each trained model and split: accuracy, Wilson's interval and the one that resamples writers,
the design effect, and students against clerks. `--fit` also makes the out-of-fold scores of the
default models with ordinary and with writer-disjoint folds (some minutes).
"""

from __future__ import annotations

import sys
from dataclasses import replace

from bench import show
from core import StudioError
from core.data import sets
from core.data.labelled import Dataset
from core.evaluation.groups import difference, grouped
from core.models import registry
from core.storage.progress import Clock
from core.training import artifacts, fits
from core.training.folds import FOLDS


def main() -> None:
    """Print the figures."""
    digits = sets.load()
    if digits.train.groups is None:
        raise SystemExit("The writers are not known: run `python -m core fetch --writers`.")
    if "--fit" in sys.argv:
        for model in registry.MODELS.values():
            if model.default and model.name != "dummy":
                _folds(model, digits)
    for name in registry.MODELS:
        for split in artifacts.SPLITS:
            try:
                _figures(name, split)
            except StudioError as error:
                print(f"{name} {split}: {error}")
                break


def _folds(model: registry.Model, digits: Dataset) -> None:
    unknown = replace(digits, train=replace(digits.train, groups=None))
    for by, whole in (("images", unknown), ("writers", digits)):
        clock = Clock(lambda progress: None, float(FOLDS))
        values = fits.out_of_fold(model, whole, clock)
        right = values.argmax(axis=1) == digits.train.labels
        show(f"{model.name}_oof_folds_by_{by}", 100 * right.mean(), "%")


def _figures(name: str, split: str) -> None:
    part = sets.load().split(split)
    scores = artifacts.open_scores(name, split)
    assert part.groups is not None
    found = grouped(scores.predicted() == scores.labels, part.groups, part.series)
    by = artifacts.open_manifest(name).get("folds_by", "images")
    print(f"{name} {split} (folds by {by}): accuracy {found.accuracy:.2%}")
    print(f"  Wilson {found.wilson()}, by writers {found.interval()}")
    print(f"  design effect {found.design_effect():.2f}, {len(found.n)} writers")
    result = difference(found, 0, 1)
    (clerks, students), (n_clerks, n_students) = result.errors, result.n
    print(
        f"  wrong: clerks {clerks:,} of {n_clerks:,}, students {students:,} of {n_students:,}; "
        f"difference {100 * result.difference:.2f} points, 95 % {100 * result.low:.2f} to "
        f"{100 * result.high:.2f}, p = {result.p:.4f} with writers permuted: {result.verdict}"
    )


if __name__ == "__main__":
    main()
