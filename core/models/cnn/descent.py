"""Gradient descent of one network: Adam, one cycle of the learning rate, averaged weights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.models.cnn.augment import Distorter
from core.models.cnn.layers import Parameter
from core.models.cnn.network import Network
from core.storage import checkpoints

WARM_UP = 0.15  # of all steps: the learning rate rises, then falls like a cosine
FIRST_DECAY, SECOND_DECAY = np.float32(0.9), np.float32(0.99)
# Descent's last stretch is averaged: each step moves the average by 1 / HORIZON.
HORIZON = 500


@dataclass(frozen=True)
class Schedule:
    """How long and how fast.

    Attributes
    ----------
    epochs : passes over the digits
    batch : digits per step
    learning_rate : the largest one, which the cycle reaches
    weight_decay : part of a weight that a step takes from it, times the learning rate
    label_smoothing : share of each label given to all classes
    """

    epochs: int
    batch: int
    learning_rate: float
    weight_decay: float
    label_smoothing: float

    def rate_at(self, part: float) -> float:
        """Return the learning rate when this part of all steps, 0 to 1, is done."""
        if part < WARM_UP:
            return self.learning_rate * (0.1 + 0.9 * part / WARM_UP)
        return self.learning_rate / 2 * (1 + np.cos(np.pi * (part - WARM_UP) / (1 - WARM_UP)))


class Adam:
    """Adam (Kingma & Ba 2015) with the decoupled decay of Loshchilov & Hutter (2019)."""

    def __init__(self, parameters: dict[str, Parameter], weight_decay: float) -> None:
        self.parameters, self.weight_decay = parameters, np.float32(weight_decay)
        self.first = {name: np.zeros_like(p.value) for name, p in parameters.items()}
        self.second = {name: np.zeros_like(p.value) for name, p in parameters.items()}

    def step(self, t: int, learning_rate: float) -> None:
        """Move all parameters against their gradients; `t` counts the steps from 1."""
        for name, parameter in self.parameters.items():
            gradient, first, second = parameter.gradient, self.first[name], self.second[name]
            first += (1 - FIRST_DECAY) * (gradient - first)
            second += (1 - SECOND_DECAY) * (gradient * gradient - second)
            move = np.sqrt(second / np.float32(1 - SECOND_DECAY**t))
            move += np.float32(1e-8)
            np.divide(first / np.float32(1 - FIRST_DECAY**t), move, out=move)
            if parameter.decays:
                move += self.weight_decay * parameter.value
            move *= np.float32(learning_rate)
            parameter.value -= move


def descend(
    network: Network,
    distorter: Distorter,
    schedule: Schedule,
    seed: tuple[int, ...],
    tell: Callable[[float], None],
    checkpoint: Path | None = None,
) -> None:
    """Train a new network on freshly distorted epochs; leave the averaged weights in it.

    Random numbers depend on the seed and the epoch only, so a fit that goes on from its
    checkpoint gives the very figures of one that was never interrupted.

    Parameters
    ----------
    tell : called with the part done, 0 to 1, after every few steps; what it raises
        ends the fit, and the last checkpoint stays.
    checkpoint : written after each epoch and read at the start, if given.
    """
    network.init_weights(np.random.default_rng(seed))
    n_classes = len(distorter.classes)
    targets = np.eye(n_classes, dtype=np.float32) * np.float32(1 - schedule.label_smoothing)
    targets += np.float32(schedule.label_smoothing / n_classes)
    learned = network.state()
    average = {name: array.copy() for name, array in learned.items()}
    adam = Adam(network.parameters(), schedule.weight_decay)
    state: dict[str, np.ndarray] = {"epoch": np.zeros((), np.int64)}
    for kind, arrays in (
        ("learned", learned),
        ("average", average),
        ("first", adam.first),
        ("second", adam.second),
    ):
        state |= {f"{kind} {name}": array for name, array in arrays.items()}
    if checkpoint is not None and (kept := checkpoints.load(checkpoint, state)):
        for name, array in kept.items():
            state[name][...] = array
    steps = max(len(distorter.images) // schedule.batch, 1)
    for epoch in range(int(state["epoch"]), schedule.epochs):
        images, labels = distorter.epoch(np.random.default_rng((*seed, epoch)))
        for number in range(steps):
            rows = slice(number * schedule.batch, (number + 1) * schedule.batch)
            network.loss_and_gradient(images[rows], targets[labels[rows]])
            done = epoch * steps + number + 1
            adam.step(done, schedule.rate_at(done / (steps * schedule.epochs)))
            share = np.float32(max(1 / HORIZON, 9 / (10 + done)))
            for name, array in learned.items():
                average[name] += share * (array - average[name])
            if done % 20 == 0:
                tell(done / (steps * schedule.epochs))
        state["epoch"] += 1
        if checkpoint is not None:
            checkpoints.save(checkpoint, state)
    for name, array in learned.items():
        array[...] = average[name]
