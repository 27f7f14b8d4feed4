"""Shares compared as counts, exactly, however many images there are."""

from fractions import Fraction

import numpy as np
import pytest

from core.evaluation import shares
from core.evaluation.metrics import curve


@pytest.mark.parametrize("kind", [np.int32, np.int64])
@pytest.mark.parametrize("share", [0.0041, 0.123456789, 0.999999999, 1.0, 0.0])
def test_counts_of_millions_are_compared_exactly(kind, share):
    rng = np.random.default_rng(0)
    whole = rng.integers(1, 2_000_000, 200).astype(kind)
    part = (whole * rng.random(200)).astype(kind)
    part[:50] = (whole[:50] * share).astype(kind)  # near the border
    meant = Fraction(share).limit_denominator(10**9)
    expected = [Fraction(int(p), int(w)) >= meant for p, w in zip(part, whole, strict=True)]
    assert shares.at_least(part, whole, share).tolist() == expected
    expected = [Fraction(int(p), int(w)) <= meant for p, w in zip(part, whole, strict=True)]
    assert shares.at_most(part, whole, share).tolist() == expected


def test_a_curves_counts_take_half_the_room_and_are_right():
    rng = np.random.default_rng(1)
    truth, score = rng.random(3_000) < 0.3, rng.random(3_000).astype(np.float32)
    found = curve(truth, score)
    assert found.tp.dtype == found.fp.dtype == np.int32
    for at in (0, 1, 1_500, 3_000):
        decided = score >= found.thresholds[at]
        assert found.tp[at] == np.sum(decided & truth)
        assert found.fp[at] == np.sum(decided & ~truth)
