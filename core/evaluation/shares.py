"""Shares compared as counts: 29 of 7,073 are at most 0.41 %, however a float would round them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

#: Shares that people type have far fewer decimals, and products with counts stay below 2^63.
LARGEST_DENOMINATOR = 10**9


def exact(share: float) -> Fraction:
    """Return the share that was meant: 0.41 / 100 is 41 of 10,000, not the float next to it."""
    return Fraction(share).limit_denominator(LARGEST_DENOMINATOR)


def at_least(part: np.ndarray, whole: np.ndarray | int, share: float) -> np.ndarray:
    """Return where part of whole (counts, (m,)) is at least a share, 0 to 1; true of 0 of 0."""
    wanted = exact(share)
    return (
        np.asarray(part, np.int64) * wanted.denominator
        >= np.asarray(whole, np.int64) * wanted.numerator
    )


def at_most(part: np.ndarray, whole: np.ndarray | int, share: float) -> np.ndarray:
    """Return where part of whole (counts, (m,)) is at most a share, 0 to 1; true of 0 of 0."""
    wanted = exact(share)
    return (
        np.asarray(part, np.int64) * wanted.denominator
        <= np.asarray(whole, np.int64) * wanted.numerator
    )
