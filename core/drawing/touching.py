"""Whether an image shows digits that touch, which nothing cuts apart."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from core.drawing import refusals

#: A network with one hidden layer, made by `python -m core.drawing.fit_touching`.
RULE = Path(__file__).with_name("touching.npz")


def touch(images: np.ndarray) -> np.ndarray:
    """Return whether each of (n, 28, 28) uint8 images shows touching digits, (n,) boolean."""
    found: np.ndarray = margins(images) > rule()["threshold"]
    return found


def margins(images: np.ndarray) -> np.ndarray:
    """Return the network's log odds (n,) float32 of touching digits against one digit."""
    fitted = rule()
    values = refusals.features(images)
    hidden = np.maximum(values @ fitted["weights0"] + fitted["bias0"], 0)
    odds: np.ndarray = (hidden @ fitted["weights1"] + fitted["bias1"])[:, 0]
    return odds


@cache
def rule() -> dict[str, np.ndarray]:
    """Return the fitted rule's arrays in float32."""
    with np.load(RULE, allow_pickle=False) as stored:
        return {name: stored[name].astype(np.float32) for name in stored}
