"""Gradient descent of one network: Adam, one cycle of the step size, averaged weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.models.cnn.augment import Distorter
from core.models.cnn.network import Network
from core.storage import checkpoints

WARM_UP = 0.15  # of all steps: the step size rises, then falls like a cosine
FIRST_DECAY, SECOND_DECAY = np.float32(0.9), np.float32(0.99)
# Descent's last stretch is averaged: each step moves the average by 1 / HORIZON.
HORIZON = 500


@dataclass(frozen=True)
class Schedule:
    """How long and how fast: epochs, digits a step, largest step size, weight decay, smoothing."""

    epochs: int
    batch: int
    step_size: float
    weight_decay: float
    smoothing: float


def descend(
    network: Network,
    distorter: Distorter,
    schedule: Schedule,
    seed: tuple[int, ...],
    tell: Callable[[float], None],
    checkpoint: Path | None = None,
) -> None:
    """Train a network on freshly distorted epochs; leave the averaged weights in it.

    Random numbers depend on the seed and the epoch only, so a fit that goes on from its
    checkpoint gives the very figures of one that was never interrupted.

    Parameters
    ----------
    tell : called with the part done, 0 to 1, after every few steps; what it raises
        ends the fit, and the last checkpoint stays.
    checkpoint : written after each epoch and read at the start, if given.
    """
    network.start(np.random.default_rng(seed))
    n_classes = len(distorter.classes)
    targets = np.eye(n_classes, dtype=np.float32) * np.float32(1 - schedule.smoothing)
    targets += np.float32(schedule.smoothing / n_classes)
    state = {
        "epoch": np.zeros((), np.int64),
        "weights": network.weights,
        "moments": network.moments,
        "first": np.zeros_like(network.weights),
        "second": np.zeros_like(network.weights),
        "average": network.weights.copy(),
        "average_moments": network.moments.copy(),
    }
    if checkpoint is not None and (kept := checkpoints.load(checkpoint, state)):
        for name, array in kept.items():
            state[name][...] = array
    steps = max(len(distorter.images) // schedule.batch, 1)
    for epoch in range(int(state["epoch"]), schedule.epochs):
        images, labels = distorter.epoch(np.random.default_rng((*seed, epoch)))
        for number in range(steps):
            rows = slice(number * schedule.batch, (number + 1) * schedule.batch)
            network.descend(images[rows], targets[labels[rows]])
            done = epoch * steps + number + 1
            _adam(network, state, schedule, done, steps * schedule.epochs)
            if done % 20 == 0:
                tell(done / (steps * schedule.epochs))
        state["epoch"] += 1
        if checkpoint is not None:
            checkpoints.save(checkpoint, state)
    network.weights[...], network.moments[...] = state["average"], state["average_moments"]


def _adam(
    network: Network, state: dict[str, np.ndarray], schedule: Schedule, t: int, total: int
) -> None:
    """Take one step (Kingma & Ba 2015, with the decoupled decay of Loshchilov & Hutter 2019)."""
    part = t / total
    if part < WARM_UP:
        rate = schedule.step_size * (0.1 + 0.9 * part / WARM_UP)
    else:
        rate = schedule.step_size / 2 * (1 + np.cos(np.pi * (part - WARM_UP) / (1 - WARM_UP)))
    gradient, first, second = network.gradient, state["first"], state["second"]
    first += (1 - FIRST_DECAY) * (gradient - first)
    second += (1 - SECOND_DECAY) * (gradient * gradient - second)
    move = np.sqrt(second / np.float32(1 - SECOND_DECAY**t))
    move += np.float32(1e-8)
    np.divide(first / np.float32(1 - FIRST_DECAY**t), move, out=move)
    move += np.float32(schedule.weight_decay) * network.decays * network.weights
    move *= np.float32(rate)
    network.weights -= move
    share = np.float32(max(1 / HORIZON, 9 / (10 + t)))
    state["average"] += share * (network.weights - state["average"])
    state["average_moments"] += share * (network.moments - state["average_moments"])
