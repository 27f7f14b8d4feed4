"""Other plans of the champion's networks: `python -m bench.champion_plans` (an hour).

Networks of each plan are trained for a few epochs on 50,000 digits of the training set, with all
distortions; the 10,000 others and the real drawings judge, as in `bench.champion_ablation`. The
results go to docs/champion-plans.json, from which `bench.champion` writes its table; `--only` tries
the plans whose names contain these words and leaves the others' results.
"""

from __future__ import annotations

import argparse
import json
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from scipy.special import log_softmax

from bench.champion_ablation import SHORT, judged, judges_of, split
from bench.drawing import pen, random_pens
from core.data import sets
from core.models.cnn import ensemble, network
from core.models.cnn.layers import Dense, Layer

RESULTS = Path(__file__).resolve().parents[1] / "docs" / "champion-plans.json"
#: Kernel side, padding, stride, and whether the largest of each 2 × 2 follows, as in network.PLAN.
Step = tuple[int, int, int, bool]


@dataclass(frozen=True)
class Plan:
    """A network's convolutions with their channels, and how long it learns."""

    steps: tuple[Step, ...] = network.PLAN
    widths: tuple[int, ...] = (32, 48, 64, 96)
    epochs: int = SHORT["epochs"]
    members: int = 2
    averaged: bool = False
    smoothing: float = 0.05


SAME, HALVED = (3, 1, 1, False), (3, 1, 1, True)
#: From 7 × 7 to 5 × 5 pixels.
LAST = (3, 0, 1, False)
PLANS = {
    "the champion's": Plan(),
    "the champion's, four networks": Plan(members=4),
    "the champion's, twice as long": Plan(epochs=2 * SHORT["epochs"]),
    "every pixel in the first layer": Plan(
        (HALVED, SAME, HALVED, SAME, LAST), (16, 32, 32, 64, 96)
    ),
    "every pixel in the first two layers": Plan(
        (SAME, HALVED, SAME, HALVED, SAME, LAST), (12, 12, 32, 32, 64, 96)
    ),
    "the same, means of each channel at the end": Plan(
        (SAME, HALVED, SAME, HALVED, SAME, LAST), (12, 12, 32, 32, 64, 96), averaged=True
    ),
    "every pixel, kernels of 5 × 5 at first": Plan(
        ((5, 2, 1, True), (3, 0, 1, True), SAME, LAST), (32, 48, 64, 96)
    ),
    # What is named after the third champion was trained with its distortions.
    "the third champion's": Plan(),
    "the third champion's, labels not smoothed": Plan(smoothing=0.0),
    "the third champion's, ten times as many products": Plan(
        (SAME, HALVED, SAME, HALVED, SAME, LAST), (32, 32, 64, 64, 128, 128)
    ),
}


class Mean(Layer):
    """The mean of each channel over all pixels."""

    def forward(self, x: np.ndarray, training: bool) -> np.ndarray:
        """Return (n, c) for x (n, h, w, c)."""
        self._shape = x.shape
        return x.mean(axis=(1, 2))

    def backward(self, dy: np.ndarray, wanted: bool = True) -> np.ndarray:
        """Share each gradient among the pixels."""
        _, h, w, _ = self._shape
        shared = dy[:, None, None, :] / np.float32(h * w)
        return np.ascontiguousarray(np.broadcast_to(shared, self._shape))


class Averaged(network.Network):
    """A network whose dense layer sees the mean of each channel only."""

    def __init__(self, widths: tuple[int, ...], n_classes: int) -> None:
        super().__init__(widths, n_classes)
        del self.layers["dense"]
        self.layers |= {"mean": Mean(), "dense": Dense(widths[-1], n_classes)}


def products(plan: Plan) -> int:
    """Return the multiplications that a plan spends on an image in its convolutions."""
    side, inputs, found = network.SIDE, 1, 0
    for (k, pad, stride, pooled), width in zip(plan.steps, plan.widths, strict=True):
        side = (side + 2 * pad - k) // stride + 1
        found += side * side * k * k * inputs * width
        side, inputs = side // 2 if pooled else side, width
    return found


def main() -> None:
    """Train each plan, print a line of JSON for it and store them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=Path, default=pen.DEFAULT)
    parser.add_argument("--only", default="", metavar="WORDS")
    options = parser.parse_args()
    drawn = random_pens.load(options.strokes)
    learned, held = split(sets.load().train)
    judges = judges_of(held, drawn)
    rows: dict[str, dict[str, Any]] = {}
    if options.only and RESULTS.exists():
        rows = {row["name"]: row for row in json.loads(RESULTS.read_text())["rows"]}
    for title, plan in PLANS.items():
        if options.only not in title:
            continue
        kind = Averaged if plan.averaged else network.Network
        given = SHORT | {
            "epochs": plan.epochs,
            "widths": plan.widths,
            "n_estimators": plan.members,
            "label_smoothing": plan.smoothing,
        }
        with patch.object(network, "PLAN", plan.steps), patch.object(ensemble, "Network", kind):
            made = ensemble.CnnEnsemble(**given)
            begun, used = time.perf_counter(), time.process_time()
            made.fit(learned.images, learned.labels)
            wall, processor = time.perf_counter() - begun, time.process_time() - used
            scores = {name: made.member_scores(images) for name, (images, _) in judges.items()}
        row = judged(title, scores, judges)
        for name, (_, labels) in judges.items():
            vote = log_softmax(scores[name].mean(axis=0), axis=1)
            row[f"{name}_log_loss"] = round(-float(vote[range(len(vote)), labels].mean()), 5)
        row |= {
            "products": products(plan),
            "epochs": plan.epochs,
            "members": plan.members,
            "seconds": round(wall),
            "processor_seconds": round(processor),
        }
        rows[title] = row
        print(json.dumps(row), flush=True)
        found = [rows[name] for name in PLANS if name in rows]
        RESULTS.write_text(json.dumps({"recipe": SHORT, "rows": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
