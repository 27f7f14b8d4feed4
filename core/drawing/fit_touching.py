"""Fit what tells touching digits from one digit: `python -m core.drawing.fit_touching` (minutes).

A network with one hidden layer sees what `core.drawing.refusals` sees. It learns from the first
50,000 training digits, from digits drawn by hand and distorted, and from two or three of these
pushed together; the threshold is chosen on the last 10,000 training digits.
"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor

import numpy as np
from rich.progress import track
from sklearn.neural_network import MLPClassifier

from core.data import inks, sets
from core.drawing import nondigits, refusals, touching

HELD = 10_000
#: Drawn digits, and touching ones, of each CHUNK at a time.
DRAWN, CHUNK = 16_000, 1000
#: Pixels of paper between touching digits that are about 80 pixels high.
APART = (-18.0, 1.0)
#: The share of the held-out training digits that the threshold takes for several.
FALSE = 0.0005
EPOCHS = 12


def chunk(task: tuple[bool, int]) -> np.ndarray:
    """Return CHUNK images of touching digits, or of single ones, from a seed."""
    several, seed = task
    rng = np.random.default_rng(seed)
    train = sets.load().train
    images, labels = train.images[:-HELD], train.labels[:-HELD]
    found: list[np.ndarray] = []
    while len(found) < CHUNK:
        if several:
            sheet = np.asarray(nondigits.pair(rng, images, APART))
        else:
            sheet = nondigits.distorted(nondigits.digit(rng, images, labels)[1], rng)
        image = inks.to_mnist(sheet)
        if image is not None:
            found.append(image)
    return np.stack(found)


def main() -> None:
    """Generate, fit, choose the threshold and store the arrays."""
    train = sets.load().train
    tasks = [(several, i) for several in (True, False) for i in range(DRAWN // CHUNK)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        made = list(track(pool.map(chunk, tasks), "Drawing", total=len(tasks)))
    images = np.concatenate([*made, train.images[:-HELD]])
    outputs = np.arange(len(images)) < DRAWN
    values = np.concatenate([refusals.features(part) for part in np.array_split(images, 100)])
    network = MLPClassifier((96,), batch_size=256, alpha=1e-5, random_state=1)
    rng = np.random.default_rng(1)
    for epoch in track(range(EPOCHS), "Fitting"):
        network.set_params(learning_rate_init=5e-4 * (1 + np.cos(np.pi * epoch / EPOCHS)))
        if epoch:
            network._optimizer.learning_rate_init = network.learning_rate_init
        order = rng.permutation(len(values))
        network.partial_fit(values[order], outputs[order], classes=[False, True])
    arrays = {f"weights{i}": w.astype(np.float16) for i, w in enumerate(network.coefs_)}
    arrays |= {f"bias{i}": b.astype(np.float32) for i, b in enumerate(network.intercepts_)}
    store(arrays, threshold=0)
    held = touching.margins(train.images[-HELD:])
    store(arrays, threshold=float(np.quantile(held, 1 - FALSE)))


def store(arrays: dict[str, np.ndarray], threshold: float) -> None:
    """Write the rule and let it be read again."""
    np.savez_compressed(touching.RULE, threshold=np.float32(threshold), **arrays)  # type: ignore
    touching.rule.cache_clear()


if __name__ == "__main__":
    main()
