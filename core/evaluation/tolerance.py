"""When scores count as the same: the one place that says how far they may differ.

A matrix library adds up in another order on another processor, with another number of threads and
for another number of rows, and every order rounds the last bits of float32 otherwise. So the scores
that a model gives now are never bit for bit those it gave when it was stored, perhaps elsewhere.
`python -m bench.kernels` measures by how much they differ.
"""

from __future__ import annotations

import numpy as np

from core.evaluation.scores import Kind

#: The largest difference of two scores that count as the same, as a share of their scale. The
#: champion's float32 networks, the least exact of our models, stay ten times below it.
SHARE = 2e-5


def allowed(stored: np.ndarray, kind: Kind) -> float:
    """Return the largest difference that counts as the same, in units of the scores (n, k).

    Probabilities have the scale 1; decision scores have that of the largest of them, from which
    the others are the difference.
    """
    if kind == "probability":
        return SHARE
    return SHARE * max(1.0, float(np.abs(stored).max(initial=0)))


def largest_difference(stored: np.ndarray, computed: np.ndarray, kind: Kind) -> float:
    """Return the largest difference of scores (n, k) as a share of what is allowed."""
    if not stored.size:
        return 0.0
    return float(np.abs(computed - stored).max()) / allowed(stored, kind)


def same(stored: np.ndarray, computed: np.ndarray, kind: Kind) -> bool:
    """Return whether scores (n, k) computed now are those that were stored.

    So an answer differs only where its two best scores are tied as far as can be known.
    """
    if stored.shape != computed.shape or not np.isfinite(computed).all():
        return False
    return largest_difference(stored, computed, kind) <= 1
