"""What the champion reads: `python -m bench.champion`; `--write` writes docs/champion.md.

The page's table of distortions comes from `python -m bench.champion_ablation`. What each series of
writers is misread needs `python -m core fetch --writers`.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
from scipy import special

from bench import champion_luck, champion_page, show
from bench.champion_reading import Reading
from bench.drawing import other_hands, pen, random_pens
from core import StudioError
from core.analysis.disputed import DISPUTED
from core.data import sets
from core.data.labelled import Dataset
from core.evaluation.calibration import calibration_error, reliability
from core.evaluation.metrics import wilson
from core.evaluation.paired import compare
from core.evaluation.scores import Scores
from core.training import artifacts

#: The share of the drawings that is read where the most doubtful go to a person.
COVERAGE = 0.97


def main() -> None:
    """Print the figures and write the page if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/champion.md")
    parser.add_argument("--strokes", type=Path, default=pen.DEFAULT, help="pen strokes to measure")
    chosen = parser.parse_args()
    digits = sets.load()
    test = Reading(digits.test.images, digits.test.labels)
    facts = figures(test) | by_series(test, digits)
    try:
        drawn = random_pens.load(chosen.strokes)
    except StudioError as error:
        print(error, file=sys.stderr)
        if chosen.write:
            raise SystemExit("docs/champion.md is written with the pen strokes only.") from None
        drawn = None
    if drawn is not None:
        pens = Reading(drawn.images, drawn.labels)
        facts |= {
            "real_drawings": pens.right.mean(),
            "real_drawings_n": len(drawn.labels),
            "real_drawings_wrong_at_97": pens.wrong_at(COVERAGE),
        }
    for name, value in facts.items():
        show(f"champion_{name}", value, unit(name))
    if drawn is None:
        return
    styles = other_hands.measured(pen.load(chosen.strokes))
    hands = {name: Reading(*judged) for name, judged in styles.items()}
    for name, reading in hands.items():
        show("champion_other_hands", float(reading.right.mean()), "share", style=name)
    if chosen.write:
        champion_page.write(facts, test, pens, drawn, hands)


def unit(name: str) -> str:
    """Return the unit of a figure by its name."""
    for ending, found in (
        ("_p", "p"),
        ("_n", "digits"),
        ("_seeds", "seeds"),
        ("seconds", "s"),
        ("_bytes", "bytes"),
    ):
        if name.endswith(ending):
            return found
    if name.endswith("log_loss"):
        return "nats"
    return "1" if name.endswith("temperature") else "share"


def figures(test: Reading) -> dict[str, float]:
    """Return the figures on the test set and of the files."""
    n = len(test.labels)
    undisputed = ~np.isin(np.arange(n), list(DISPUTED))
    oof = artifacts.open_scores("champion", "oof")
    manifest = artifacts.open_manifest("champion")
    ensemble = artifacts.open_model("champion")[-1]
    more = [row["test"] for row in champion_luck.stored().get("seeds", [])]
    members = np.array([*test.members_right.mean(axis=1), *more])
    low, high = wilson(int(test.right.sum()), n)
    chosen = np.take_along_axis(oof.values, oof.labels[:, None], axis=1)
    result = {
        "test_accuracy": test.right.mean(),
        "test_wilson_low": low,
        "test_wilson_high": high,
        "test_without_disputed": test.right[undisputed].mean(),
        "out_of_fold_accuracy": (oof.predicted() == oof.labels).mean(),
        "out_of_fold_confidence": oof.values.max(axis=1).mean(),
        "out_of_fold_log_loss": -np.log(np.maximum(chosen, 1e-12)).mean(),
        "temperature": ensemble.temperature,
        "out_of_fold_best_temperature": best_temperature(oof, ensemble.temperature),
        "test_calibration_error": calibration_error(reliability(test.right, test.confidence)),
        "members_mean": members.mean(),
        "members_deviation": members.std(ddof=1),
        "members_seeds": len(members),
    }
    for number, right in enumerate(test.members_right, start=1):
        result[f"member_{number}"] = right.mean()
        result[f"mcnemar_member_{number}_p"] = compare(
            test.labels, test.predicted, test.members[number - 1].argmax(axis=1)
        ).p
    if artifacts.status("forest").ready:
        forest = artifacts.open_scores("forest", "test")
        result["mcnemar_forest_p"] = compare(forest.labels, test.predicted, forest.predicted()).p
    if artifacts.status("champion_quick").ready:
        quick = artifacts.open_manifest("champion_quick")
        scores = artifacts.open_scores("champion_quick", "test")
        result["quick_test_accuracy"] = (scores.predicted() == scores.labels).mean()
        result["quick_fit_seconds"] = quick["fit_seconds"]
    result["fit_seconds"] = manifest["fit_seconds"]
    result["out_of_fold_seconds"] = manifest["out_of_fold_seconds"]
    result["files_bytes"] = sum(file["bytes"] for file in manifest["files"].values())
    return {name: float(value) for name, value in result.items()}


def by_series(test: Reading, digits: Dataset) -> dict[str, float]:
    """Return the share that is misread of each series of writers, nothing where none is known."""
    series = digits.test.series
    if series is None:
        return {}
    return {
        f"test_wrong_{name.replace(' ', '_')}": float((~test.right[series == number]).mean())
        for number, name in enumerate(digits.series)
    }


def best_temperature(oof: Scores, used: float) -> float:
    """Return the temperature of least log-loss on out-of-fold probabilities made with `used`."""
    vote = np.log(np.maximum(oof.values, 1e-30)) * used
    rows = np.arange(len(oof))

    def loss(temperature: float) -> float:
        return float(-special.log_softmax(vote / temperature, axis=1)[rows, oof.labels].mean())

    return min((hundredths / 100 for hundredths in range(30, 101)), key=loss)


if __name__ == "__main__":
    main()
