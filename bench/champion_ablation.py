"""What each distortion adds: `python -m bench.champion_ablation` (a few minutes).

Two of the quick champion's networks are trained for a few epochs on 20,000 digits of the training
set, once with all distortions and once without each; 10,000 others and the real drawings judge.
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

from bench.drawing import pen, random_pens
from core import augment, data
from core.committee import Committee

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "champion-ablation.json"
LEARNED, HELD_OUT, SPLIT_SEED = 20_000, 10_000, 0
SHORT: dict[str, Any] = {"members": 2, "epochs": 3, "widths": (16, 24, 48, 64), "random_state": 42}
TRIALS: dict[str, dict[str, float]] = {
    "all distortions": {},
    "no pens of other widths": {"drawn": 0.0},
    "no slashes, flags, feet, bars and hooks": {"restyled": 0.0},
    "no digits written from templates": {"written": 0.0},
    "warped pixels only": {"drawn": 0.0, "restyled": 0.0, "written": 0.0},
    "no distortions": {"drawn": 0.0, "restyled": 0.0, "written": 0.0},
}


def split(digits: data.Digits) -> tuple[data.Digits, data.Digits]:
    """Return digits to learn from and others to judge by, both of the training set."""
    kept, held = train_test_split(
        np.arange(len(digits)),
        train_size=LEARNED,
        test_size=HELD_OUT,
        stratify=digits.labels,
        random_state=SPLIT_SEED,
    )
    return digits.take(kept), digits.take(held)


def main() -> None:
    """Run the trials, print each as a line of JSON and store them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, default=pen.DEFAULT)
    drawn = random_pens.load(parser.parse_args().strokes)
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
        RESULTS.write_text(
            json.dumps({"recipe": SHORT | {"digits": LEARNED}, "rows": rows}, indent=1) + "\n"
        )


def accuracy(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of rows whose highest score is their label's."""
    return round(float((scores.argmax(axis=1) == labels).mean()), 4)


if __name__ == "__main__":
    main()
