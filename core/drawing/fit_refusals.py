"""Fit the rule of refusals: `python -m core.drawing.fit_refusals` (45 minutes on two cores).

Four small networks of the champion's kind tell ten digits and the kinds of non-digit. They learn
from the first 50,000 training digits, warped, drawn again by pens and written in other styles, and
from generated non-digits; the thresholds are chosen on the last 10,000 training digits. The test
set and the judging suite of bench.refusals have no part in it.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from rich.progress import Progress, track

from core.data import inks, sets
from core.drawing import nondigits, refusals
from core.models.cnn.augment import BATCH, Distorter, Shares, warped
from core.models.cnn.descent import Schedule, descend
from core.models.cnn.ensemble import BLAS, CnnEnsemble
from core.models.cnn.network import Network

HELD = 10_000
#: The shares of the held-out training digits that are refused, and taken for digits that touch.
FALSE_REFUSALS, FALSE_TOUCHING = 0.003, 0.0005
#: Generated drawings by what they show, as `nondigits.DRAWN` names them.
SAMPLES = {"digit": 80_000, "letter": 40_000, "shape": 150_000, "scribble": 30_000,
           "two digits": 24_000, "touching": 24_000, "struck": 8_000, "filled": 8_000}  # fmt: skip
CHUNK = 2000
#: More pens and styles than the champion learns from: non-digits come from pens alone.
SHARES = Shares(drawn=0.3, restyled=0.2, written=0.15)
SCHEDULE = Schedule(epochs=8, batch=128, learning_rate=4e-3, weight_decay=0.01, label_smoothing=0)


def chunk(task: tuple[str, int]) -> tuple[np.ndarray, np.ndarray]:
    """Generate images and outputs for one (kind, seed)."""
    name, seed = task
    rng = np.random.default_rng(seed)
    train = sets.load().train
    known = slice(0, len(train) - HELD)
    images: list[np.ndarray] = []
    outputs: list[int] = []
    while len(images) < CHUNK:
        if name == "digit":
            label, sheet = nondigits.digit(rng, train.images[known], train.labels[known])
        else:
            label = 10 + refusals.KINDS.index(nondigits.MEANT.get(name, name))
            sheet = nondigits.DRAWN[name](rng, train.images[known])
        image = inks.to_mnist(nondigits.distorted(sheet, rng))
        if image is not None:
            images.append(image)
            outputs.append(label)
    return np.stack(images), np.array(outputs)


def generated(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Generate all distorted digits and non-digits, in as many processes as there are cores."""
    tasks = [(name, seed + i) for name, n in SAMPLES.items() for i in range(0, n, CHUNK)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        made = list(track(pool.map(chunk, tasks), "Drawing", total=len(tasks)))
    return np.concatenate([m[0] for m in made]), np.concatenate([m[1] for m in made])


@dataclass
class Mixture:
    """Epochs of real digits, as a `Distorter` distorts them, among warped generated drawings."""

    digits: Distorter
    pool: np.ndarray
    outputs: np.ndarray
    classes: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.classes = np.arange(10 + len(refusals.KINDS))

    @property
    def images(self) -> range:
        """Return something as long as an epoch."""
        return range(len(self.digits.images) + len(self.pool))

    def epoch(self, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return every image once, distorted, in random order: float32 in 0..1, and outputs."""
        real, labels = self.digits.epoch(rng)
        images = np.concatenate([real, self.pool_warped(rng)])
        order = rng.permutation(len(images))
        return images[order], np.concatenate([labels, self.outputs])[order]

    def pool_warped(self, rng: np.random.Generator) -> np.ndarray:
        """Return the generated drawings, half of them warped, float32 in 0..1."""
        result = np.empty(self.pool.shape, np.float32)
        for start in range(0, len(self.pool), BATCH):
            part = self.pool[start : start + BATCH]
            moved = rng.random(len(part)) < 0.5
            result[start : start + BATCH] = part / np.float32(255)
            result[start : start + BATCH][moved] = warped(part[moved], rng)
        return result


def main() -> None:
    """Generate, fit, choose the thresholds and store the rule."""
    train = sets.load().train
    pool, outputs = generated(seed=1)
    known = slice(0, len(train) - HELD)
    rng = np.random.default_rng(1)
    real = Distorter(train.images[known], train.labels[known], np.arange(10), SHARES, rng)
    mixture = Mixture(real, pool, outputs)
    networks = [Network(refusals.WIDTHS, len(mixture.classes)) for _ in range(refusals.MEMBERS)]
    with Progress() as bar, BLAS.limit(limits=1, user_api="blas"):
        bars = [bar.add_task(f"Network {i + 1}", total=1.0) for i in range(len(networks))]

        def learn(i: int) -> None:
            tell = lambda part: bar.update(bars[i], completed=part)  # noqa: E731
            descend(networks[i], mixture, SCHEDULE, (1, i), tell)  # type: ignore[arg-type]

        # An epoch of each network takes gigabytes: no more of them than cores.
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            list(threads.map(learn, range(len(networks))))
    ensemble = CnnEnsemble(n_estimators=len(networks), widths=refusals.WIDTHS)
    ensemble.classes_, ensemble.estimators_ = mixture.classes, networks
    learned = ensemble.arrays()
    del learned["classes"]  # as many as the rule has kinds
    arrays = {k: v.astype(np.float16 if v.ndim > 2 else np.float32) for k, v in learned.items()}
    store(arrays, threshold=0.5, touching=0.0)
    chances = refusals.probabilities(train.images[-HELD:])
    store(
        arrays,
        threshold=float(np.quantile(refusals.digit(chances), FALSE_REFUSALS)),
        touching=float(np.quantile(refusals.touching_odds(chances), 1 - FALSE_TOUCHING)),
    )


def store(arrays: dict[str, np.ndarray], threshold: float, touching: float) -> None:
    """Write the rule and let it be read again."""
    limits = {"threshold": np.float32(threshold), "touching": np.float32(touching)}
    np.savez_compressed(refusals.RULE, **limits, **arrays)  # type: ignore[arg-type]
    refusals.rule.cache_clear()
    refusals.reader.cache_clear()


if __name__ == "__main__":
    main()
