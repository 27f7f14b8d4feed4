"""What each distortion adds: `python -m bench.champion_ablation` (a quarter of an hour).

Two of the quick champion's networks are trained for four epochs on 50,000 digits of the training
set, once with all distortions and once without each; the other 10,000 and the real drawings judge.
The results go to docs/champion-ablation.json, from which `bench.champion` writes its table.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from sklearn.model_selection import train_test_split

from bench import drawings, pen
from core import augment, data
from core.committee import Committee

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "champion-ablation.json"
HELD_OUT, SPLIT_SEED = 10_000, 0
SHORT: dict[str, Any] = {"members": 2, "epochs": 4, "widths": (16, 24, 48, 64), "random_state": 42}
TRIALS: dict[str, dict[str, float]] = {
    "all distortions": {},
    "no pens of other widths": {"drawn": 0.0},
    "no slashes, flags, feet, bars and hooks": {"restyled": 0.0},
    "no digits written from templates": {"written": 0.0},
    "warped pixels only": {"drawn": 0.0, "restyled": 0.0, "written": 0.0},
    "no distortions": {"drawn": 0.0, "restyled": 0.0, "written": 0.0},
}


def split(digits: data.Digits) -> tuple[data.Digits, data.Digits]:
    """Return the 50,000 digits that are learned from and the 10,000 that are chosen on."""
    kept, held = train_test_split(
        np.arange(len(digits)),
        test_size=HELD_OUT,
        stratify=digits.labels,
        random_state=SPLIT_SEED,
    )
    return digits.take(kept), digits.take(held)


def main() -> None:
    """Run the trials, print each as a line of JSON and store them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, default=pen.DEFAULT)
    drawn = drawings.load(parser.parse_args().strokes)
    learned, held = split(data.load().train)
    rows = []
    for title, changes in TRIALS.items():
        committee = Committee(**{**SHORT, **changes})
        if title == "no distortions":
            with patch.object(augment, "warped", lambda images, rng: images / np.float32(255)):
                committee.fit(learned.images, learned.labels)
        else:
            committee.fit(learned.images, learned.labels)
        row: dict[str, Any] = {"name": title, "unit": "accuracy"}
        for place, images, labels in (
            ("held_out", held.images, held.labels),
            ("drawings", drawn.images, drawn.labels),
        ):
            scores = committee.member_scores(images)
            row[place] = accuracy(scores.mean(axis=0), labels)
            row[f"{place}_members"] = [accuracy(member, labels) for member in scores]
        row["value"] = row["held_out"]
        rows.append(row)
        print(json.dumps(row), flush=True)
        RESULTS.write_text(json.dumps({"recipe": SHORT, "rows": rows}, indent=1) + "\n")


def accuracy(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of rows whose highest score is their label's."""
    return round(float((scores.argmax(axis=1) == labels).mean()), 4)


if __name__ == "__main__":
    main()
