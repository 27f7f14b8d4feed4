"""Fit the rule of refusals: `python -m core.drawing.fit_refusals` (ten minutes on two cores).

A network with two hidden layers separates ten digits and the kinds of non-digit. It sees the
first 50,000 training digits as they are and distorted, digits written by strokes and printed, and
generated non-digits; the threshold is chosen on the last 10,000 training digits. The test set and
the judging suite of bench.refusals have no part in it.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from rich.progress import track
from sklearn.neural_network import MLPClassifier

from core.data import inks, sets
from core.drawing import nondigits, refusals

HELD = 10_000
#: The share of the held-out training digits that the threshold refuses.
FALSE_REFUSALS = 0.0045
SAMPLES = {"digit": 56_000, "letter": 36_000, "shape": 18_000, "scribble": 20_000,
           "two digits": 16_000, "filled": 5_000}  # fmt: skip
CHUNK = 2000
EPOCHS = 20


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
            label, sheet = (
                10 + refusals.KINDS.index(name),
                nondigits.KINDS[name](rng, train.images[known]),
            )
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


def main() -> None:
    """Generate, fit, choose the threshold and store the rule."""
    train = sets.load().train
    images, outputs = generated(seed=1)
    images = np.concatenate([images, train.images[:-HELD]])
    outputs = np.concatenate([outputs, train.labels[:-HELD]])
    values = np.concatenate([refusals.features(part) for part in np.array_split(images, 100)])
    network = MLPClassifier((256, 96), batch_size=256, alpha=1e-5, random_state=1)
    rng = np.random.default_rng(1)
    classes = np.arange(10 + len(refusals.KINDS))
    for epoch in track(range(EPOCHS), "Fitting"):
        # Cosine decay from 1e-3; each epoch sees the images in another order.
        network.set_params(learning_rate_init=5e-4 * (1 + np.cos(np.pi * epoch / EPOCHS)))
        if epoch:
            network._optimizer.learning_rate_init = network.learning_rate_init
        order = rng.permutation(len(values))
        network.partial_fit(values[order], outputs[order], classes=classes)
    arrays = {f"weights{i}": w.astype(np.float16) for i, w in enumerate(network.coefs_)}
    arrays |= {f"bias{i}": b.astype(np.float32) for i, b in enumerate(network.intercepts_)}
    store(arrays, threshold=0.5)
    digit = refusals.probabilities(train.images[-HELD:])[:, :10].sum(axis=1)
    store(arrays, threshold=float(np.quantile(digit, FALSE_REFUSALS)))


def store(arrays: dict[str, np.ndarray], threshold: float) -> None:
    """Write the rule and let it be read again."""
    np.savez_compressed(refusals.RULE, threshold=np.float32(threshold), **arrays)  # type: ignore
    refusals.rule.cache_clear()


if __name__ == "__main__":
    main()
