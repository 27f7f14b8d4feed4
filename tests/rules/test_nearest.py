"""The images sent for a drag: the nearest of every kind, however many there are."""

from __future__ import annotations

import time

import numpy as np
import pytest

from core.evaluation.scores import Scores
from core.rules.binary import Group, OneVsRest, decide
from core.rules.nearest import FEW, ranked, reaches, shared, window

MOST = 2000


def scored(n: int, classes: int = 3) -> Scores:
    rng = np.random.default_rng(0)
    labels = rng.choice(classes, n, p=[0.01, 0.2, 0.79])
    values = rng.normal(size=(n, classes)).astype(np.float32)
    values[np.arange(n), labels] += 1.5
    return Scores(labels, values, "decision", "test")


@pytest.fixture(scope="module")
def million() -> Scores:
    return scored(1_000_000)


@pytest.mark.parametrize("threshold", [-2.0, 0.5, 3.0])
def test_of_a_million_the_nearest_of_each_kind_are_sent(million: Scores, threshold: float) -> None:
    rule = OneVsRest(0, threshold)
    sides = ranked(rule, million)
    begun = time.perf_counter()
    sent = window(sides, threshold, MOST)
    assert time.perf_counter() - begun < 0.05
    assert len(sent) == MOST
    truth, called = rule.truth(million), rule.decided(million)
    distance = np.abs(rule.score(million) - np.float32(threshold))
    for side, (begin, end), kind in zip(
        sides, (sent.positives, sent.negatives), (truth, ~truth), strict=True
    ):
        chosen = side.indices[begin:end]
        assert np.all(np.diff(side.scores[begin:end]) >= 0)
        assert kind[chosen].all()
        for yes in (True, False):
            mine = chosen[called[chosen] == yes]
            others = np.setdiff1d(np.flatnonzero(kind & (called == yes)), mine)
            if len(mine) and len(others):
                assert distance[mine].max() <= distance[others].min()
            assert len(mine) >= min(MOST // 4, len(mine) + len(others))


def test_few_images_are_all_sent_and_nothing_more() -> None:
    scores = scored(300)
    sides = ranked(OneVsRest(2, 0.0), scores)
    sent = window(sides, 0.0, MOST)
    assert len(sent) == len(scores)
    assert reaches(sides, sent, -1e9)
    assert reaches(sides, sent, 1e9)


def test_images_that_the_question_is_not_about_are_not_sent() -> None:
    scores = scored(500)
    sides = ranked(Group((0,), 0.0, (1,)), scores)
    assert set(scores.labels[sides[0].indices]) == {0}
    assert set(scores.labels[sides[1].indices]) == {1}


def test_a_window_is_kept_until_one_side_of_it_runs_short(million: Scores) -> None:
    rule = OneVsRest(1, 0.0)
    sides = ranked(rule, million)
    sent = window(sides, 0.0, MOST)
    begin, end = sent.negatives
    assert reaches(sides, sent, 0.0)
    near = float(sides[1].scores[end - 2 * FEW])
    assert reaches(sides, sent, near)
    far = float(sides[1].scores[end - FEW // 2])
    assert not reaches(sides, sent, far)
    assert not reaches(sides, sent, float(sides[1].scores[begin]))


def test_a_score_that_equals_the_threshold_lies_above_it() -> None:
    values = np.array([[0.7, 0.3], [0.6, 0.4], [0.7, 0.3]], np.float32)
    scores = Scores(np.array([0, 0, 1]), values, "probability", "test")
    positives, negatives = ranked(OneVsRest(0, 0.7), scores)
    assert positives.below(0.7) == np.count_nonzero(~decide(positives.scores, 0.7)) == 1
    assert negatives.below(0.7) == 0


def test_shares_fill_the_room_and_exceed_no_wish() -> None:
    assert shared([5, 10, 0, 3], 100) == [5, 10, 0, 3]
    assert shared([1, 1000, 1000, 1000], 100) == [1, 33, 33, 33]
    assert sum(shared([10**6, 7, 10**6, 10**6], 2000)) == 2000
