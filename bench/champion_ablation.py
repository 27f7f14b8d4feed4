"""What each part of the champion adds: `python -m bench.champion_ablation` (a quarter of an hour).

The champion's networks are trained for a few epochs on 50,000 digits of the training set: four with
all distortions, two without each of them. The 10,000 others, the real drawings and those with what
other hands add judge, also when every image is read several times, moved a little (views). The
results go to docs/champion-ablation.json, from which `bench.champion` writes its tables.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy import ndimage
from sklearn.model_selection import train_test_split

from bench.drawing import other_hands, pen, random_pens
from core.data import sets
from core.data.labelled import LabelledImages
from core.models.cnn import augment
from core.models.cnn.ensemble import CnnEnsemble

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "champion-ablation.json"
LEARNED, HELD_OUT, SPLIT_SEED = 50_000, 10_000, 0
SHORT: dict[str, Any] = {"epochs": 5, "random_state": 42}
FULL = "all distortions"
PIXELS_ONLY = {"drawn": 0.0, "restyled": 0.0, "written": 0.0, "coarse": 0.0}
# Members and what is changed.
TRIALS: dict[str, tuple[int, dict[str, float]]] = {
    FULL: (4, {}),
    "no pens of other widths": (2, {"drawn": 0.0}),
    "no slashes, bars, flags, feet and hooks": (2, {"restyled": 0.0}),
    "no digits written from templates": (2, {"written": 0.0}),
    "no coarse scans": (2, {"coarse": 0.0}),
    "warped pixels only": (2, PIXELS_ONLY),
    "no distortions": (2, PIXELS_ONLY),
}
HALF = ((0.0, 0.5), (0.0, -0.5), (0.5, 0.0), (-0.5, 0.0))

Judges = dict[str, tuple[np.ndarray, np.ndarray]]


def split(digits: LabelledImages) -> tuple[LabelledImages, LabelledImages]:
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
    strokes = parser.parse_args().strokes
    drawn = random_pens.load(strokes)
    learned, held = split(sets.load().train)
    hands = other_hands.measured(pen.load(strokes)).values()
    images, labels = map(np.concatenate, zip(*hands, strict=True))
    judges = judges_of(held, drawn) | {"hands": (images, labels)}
    found: dict[str, Any] = {"recipe": SHORT | {"digits": LEARNED}, "rows": []}
    for title, (members, changes) in TRIALS.items():
        ensemble = CnnEnsemble(**{**SHORT, "n_estimators": members, **changes})
        if title == "no distortions":
            with patch.object(augment, "warped", lambda images, rng: images / np.float32(255)):
                ensemble.fit(learned.images, learned.labels)
        else:
            ensemble.fit(learned.images, learned.labels)
        scores = {name: ensemble.member_scores(images) for name, (images, _) in judges.items()}
        if title == FULL:
            found["members"] = votes(scores, judges)
            found["views"] = views(ensemble, scores, judges)
            print(json.dumps({key: found[key] for key in ("members", "views")}), flush=True)
        row = judged(title, {name: each[:2] for name, each in scores.items()}, judges)
        found["rows"].append(row)
        print(json.dumps(row), flush=True)
        RESULTS.write_text(json.dumps(found, indent=1) + "\n")


def judges_of(held: LabelledImages, drawn: random_pens.Drawings) -> Judges:
    """Return the images and labels that judge, by name."""
    return {"held_out": (held.images, held.labels), "drawings": (drawn.images, drawn.labels)}


def judged(title: str, scores: dict[str, np.ndarray], judges: Judges) -> dict[str, Any]:
    """Return the accuracy of the members' vote and of each of them, by judge."""
    row: dict[str, Any] = {"name": title, "unit": "accuracy"}
    for name, (_, labels) in judges.items():
        row[name] = accuracy(scores[name].mean(axis=0), labels)
        row[f"{name}_members"] = [accuracy(member, labels) for member in scores[name]]
    row["value"] = row["held_out"]
    return row


def votes(scores: dict[str, np.ndarray], judges: Judges) -> list[dict[str, float]]:
    """Return the accuracy of the first member's vote, of the first two members' vote, …"""
    return [
        {name: accuracy(scores[name][:size].mean(axis=0), judges[name][1]) for name in judges}
        for size in range(1, len(scores["held_out"]) + 1)
    ]


def views(
    ensemble: CnnEnsemble, scores: dict[str, np.ndarray], judges: Judges
) -> dict[str, dict[str, float]]:
    """Return the accuracy of one reading and of five: as it is and moved by half a pixel."""
    found: dict[str, dict[str, float]] = {"one": {}, "five": {}}
    for name, (images, labels) in judges.items():
        every = [scores[name].mean(axis=0)]
        for move in HALF:
            moved = ndimage.shift(images.astype(np.float32), (0, *move), order=1)
            every.append(ensemble.member_scores(moved.round().astype(np.uint8)).mean(axis=0))
        found["one"][name] = accuracy(every[0], labels)
        found["five"][name] = accuracy(np.mean(every, axis=0), labels)
    return found


def accuracy(scores: np.ndarray, labels: np.ndarray) -> float:
    """Return the share of rows whose highest score is their label's."""
    return round(float((scores.argmax(axis=1) == labels).mean()), 4)


if __name__ == "__main__":
    main()
