import itertools

import numpy as np
import pytest

from core.analysis import reasons
from core.analysis.disputed import DISPUTED
from core.evaluation.scores import Scores


def case(seed=0, n=400, split="test"):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, n)
    values = rng.normal(size=(n, 4)).astype(np.float32)
    values[np.arange(n), labels] += 1.5
    scores = Scores(labels, values, "decision", split)
    answers = np.stack([scores.predicted(), rng.integers(0, 4, n), np.full(n, 3), labels])
    images = rng.integers(0, 256, (n, 28, 28), np.uint8)
    return reasons.SplitView(scores, scores.predicted(), images, answers)


def oracle(case):
    """The same five filters, image by image in plain numpy."""
    n, labels = len(case.scores), case.scores.labels
    ordered = np.sort(case.scores.values, axis=1)
    margin = ordered[:, -1] - ordered[:, -2]
    wrong = case.predicted != labels
    middle = np.median(margin[~wrong])
    ink = case.images.mean(axis=(1, 2))
    voters = np.delete(case.answers, 2, axis=0)  # the third always says 3
    return {
        "confident": np.array([wrong[i] and margin[i] >= middle for i in range(n)]),
        "tie": margin <= np.quantile(margin, 0.02),
        "disagree": np.array([len(set(voters[:, i])) > 1 for i in range(n)]),
        "disputed": np.isin(np.arange(n), list(DISPUTED)) & (case.scores.split == "test"),
        "ink": np.array(
            [
                ink[i] < np.quantile(ink[labels == labels[i]], 0.01)
                or ink[i] > np.quantile(ink[labels == labels[i]], 0.99)
                for i in range(n)
            ]
        ),
    }


@pytest.mark.parametrize("seed", range(3))
def test_filters_match_plain_numpy_and_compose_by_intersection(seed):
    known = case(seed, n=1000)
    masks = oracle(known)
    assert set(masks) == set(reasons.REASONS)
    for size in range(6):
        for names in itertools.combinations(masks, size):
            expected = np.ones(1000, bool)
            for name in names:
                expected &= masks[name]
            assert (reasons.kept(known, names) == expected).all(), names


def test_disputed_labels_are_of_the_test_set_only():
    assert reasons.kept(case(n=1000), ["disputed"]).nonzero()[0].tolist() == [947]
    assert not reasons.kept(case(n=1000, split="oof"), ["disputed"]).any()


@pytest.mark.parametrize("by", list(reasons.ORDERS))
def test_every_order_keeps_the_images_and_sorts_them(by):
    known = case()
    chosen = np.array([9, 3, 300, 120, 7])
    found = reasons.ordered(known, chosen, by)
    assert sorted(found) == sorted(chosen)
    keys = reasons.ORDERS[by][1](known)[found]
    assert (np.diff(keys) >= 0).all()


def test_another_one_has_the_same_label_and_answer_and_none_comes_twice():
    known, passed = case(), []
    index = int(np.flatnonzero(known.wrong)[0])
    same = (known.scores.labels == known.scores.labels[index]) & (
        known.predicted == known.predicted[index]
    )
    while (found := reasons.another_like(known, index, passed)) is not None:
        assert same[found]
        passed.append(found)
    assert len(passed) == len(set(passed)) == same.sum() - 1
