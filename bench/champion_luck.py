"""How much of the champion is luck: `python -m bench.champion_luck` (three quarters of an hour).

Two more networks of its recipe, with other seeds, judged alone on the test set and on the real
drawings; and its out-of-fold scores with folds by writers, none of whom is on both sides (the
shipped ones are by images; needs `python -m core fetch --writers`). Neither chooses anything. The
results go to docs/champion-luck.json, from which `bench.champion` writes its page; `--only` says
which of the two is measured.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from bench.drawing import pen, random_pens
from core.data import sets
from core.data.labelled import Dataset
from core.evaluation.paired import compare
from core.models import registry
from core.storage.progress import Clock
from core.training import artifacts, fits
from core.training.folds import FOLDS

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "champion-luck.json"
#: The numbers of the networks that the shipped ones go on with; a number is a seed.
MORE = (2, 3)


def main() -> None:
    """Measure, print a line of JSON for each part and store it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, default=pen.DEFAULT)
    parser.add_argument("--only", choices=["seeds", "folds"])
    options = parser.parse_args()
    digits = sets.load()
    if options.only != "folds":
        store("seeds", seeds(digits, random_pens.load(options.strokes)))
    if options.only != "seeds":
        store("folds", folds(digits))


def seeds(digits: Dataset, drawn: random_pens.Drawings) -> list[dict[str, float]]:
    """Return what each of some more networks reads by itself."""
    ensemble = registry.get("champion").pipeline()[-1]
    ensemble.fit(digits.train.images, digits.train.labels, MORE)
    found: list[dict[str, float]] = [{"number": number} for number in MORE]
    for name, judge in {"test": digits.test, "drawings": drawn}.items():
        answers = ensemble.member_scores(judge.images).argmax(axis=2)
        for row, answer in zip(found, answers, strict=True):
            row[name] = round(float((answer == judge.labels).mean()), 5)
    return found


def folds(digits: Dataset) -> dict[str, Any]:
    """Return how many training digits are misread when their writers are unknown to the networks.

    Raises
    ------
    SystemExit
        If the writers are not known.
    """
    if digits.train.groups is None:
        raise SystemExit("The writers are not known: run `python -m core fetch --writers`.")
    clock = Clock(lambda progress: None, float(FOLDS))
    values = fits.out_of_fold(registry.get("champion"), digits, clock)
    by_writers, labels = values.argmax(axis=1), digits.train.labels
    by_images = artifacts.open_scores("champion", "oof").predicted()
    paired = compare(labels, by_images, by_writers)
    chosen = np.maximum(values[np.arange(len(labels)), labels], 1e-12)
    return {
        "n": len(labels),
        "wrong_by_images": int((by_images != labels).sum()),
        "wrong_by_writers": int((by_writers != labels).sum()),
        "log_loss_by_writers": round(-float(np.log(chosen).mean()), 5),
        "p": round(paired.p, 4),
    }


def store(name: str, result: Any) -> None:
    """Print and keep a part's results beside those of the other."""
    found = stored() | {name: result}
    print(json.dumps({name: result}), flush=True)
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def stored() -> dict[str, Any]:
    """Return what was measured so far."""
    return json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}


if __name__ == "__main__":
    main()
