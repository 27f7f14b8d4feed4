"""Prediction sets: what they hold by hand, and on the real scores."""

import numpy as np
import pytest
from scipy import stats

from core.evaluation import conformal
from core.evaluation.scores import Scores
from core.training import artifacts


@pytest.fixture(scope="module", params=["sgd", "forest"])
def real(request, trained):
    return {split: artifacts.open_scores(request.param, split) for split in ("oof", "test")}


def test_sets_cover_what_they_promise_on_the_real_scores(real):
    for rate in (0.1, 0.05, 0.01):
        fitted = conformal.fit(real["oof"], rate)
        here = conformal.coverage(fitted.sets(real["oof"]), real["oof"].labels)
        judged = conformal.coverage(fitted.sets(real["test"]), real["test"].labels)
        assert here.share >= 1 - rate
        assert judged.interval[1] >= 1 - rate
        assert sum(judged.sizes) == 10_000
        assert judged.mean_size == pytest.approx(np.dot(range(11), judged.sizes) / 10_000)


def test_sets_by_hand():
    values = np.array([[5, 1, 0], [2, 3, 0], [0, 4, 3], [1, 0, 9]], np.float32)
    scores = Scores(np.array([0, 0, 1, 2]), values, "decision", "oof")
    # The true classes trail the best other one by -4, 1, -1, -8.
    assert conformal.fit(scores, 0.5).quantile.tolist() == [-1] * 3  # ceil(5 × 0.5) = 3rd smallest
    assert conformal.fit(scores, 0.2).quantile.tolist() == [1] * 3
    assert conformal.fit(scores, 0.1).quantile.tolist() == [np.inf] * 3
    sets = conformal.fit(scores, 0.2).sets(scores)
    assert sets.tolist() == [
        [True, False, False],
        [True, True, False],
        [False, True, True],
        [False, False, True],
    ]
    few = conformal.fit(scores, 0.5).sets(scores)  # the second leads by 1 only: still its top class
    assert few.tolist() == [
        [True, False, False],
        [False, True, False],
        [False, True, False],
        [False, False, True],
    ]
    by_class = conformal.fit(scores, 0.5, by_class=True).quantile.tolist()
    assert by_class == [1, -1, -8]  # of two images the 2nd, of one image the 1st smallest


@pytest.mark.parametrize("rate", [0.1, 0.05, 0.01])
def test_no_set_is_empty_and_each_class_is_held_as_often(real, rate):
    whole = conformal.fit(real["oof"], rate, by_class=True).sets(real["test"])
    assert whole.any(axis=1).all()
    assert whole[np.arange(10_000), real["test"].predicted()].all()
    for c in range(10):
        of_class = real["test"].labels == c
        held = int(whole[of_class, c].sum())
        assert stats.binomtest(held, int(of_class.sum()), 1 - rate).pvalue > 1e-4 or (
            held / of_class.sum() > 1 - rate
        )
