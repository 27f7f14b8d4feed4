"""Intervals, spread and tests over groups: against plain loops and by simulation."""

import numpy as np
import pytest

from core.evaluation import gaps, groups
from core.evaluation.groups import difference, grouped
from core.evaluation.metrics import Counts, wilson


def drawn(rng, writers=60, size=20, p=0.9, spread=2.0):
    """Return right (n,) and groups (n,) of writers whose own accuracy is drawn around p."""
    own = rng.beta(p * spread, (1 - p) * spread, writers)
    groups = np.repeat(np.arange(writers), size)
    return rng.random(writers * size) < own[groups], groups


def test_groups_are_counted_as_a_loop_counts_them():
    right = np.array([1, 0, 1, 1, 1], bool)
    found = grouped(right, np.array([7, 3, 7, 3, 9]), np.array([1, 0, 1, 0, 1]))
    assert found.names.tolist() == [3, 7, 9]
    assert found.n.tolist() == [2, 2, 1]
    assert found.hits.tolist() == [1, 2, 1]
    assert found.series.tolist() == [0, 1, 1]
    assert found.accuracy == 0.8
    assert found.of(1).accuracies.tolist() == [1.0, 1.0]


def test_the_interval_is_that_of_a_loop_over_resampled_writers():
    right, groups = drawn(np.random.default_rng(0))
    found = grouped(right, groups)
    rng, values = np.random.default_rng(5), []
    for _ in range(3000):
        chosen = rng.integers(0, 60, 60)
        images = np.concatenate([np.flatnonzero(groups == writer) for writer in chosen])
        values.append(right[images].mean())
    low, high = np.quantile(values, [0.025, 0.975])
    got = found.interval()
    assert (got.low, got.high) == pytest.approx((low, high), abs=0.006)
    assert found.interval() == found.interval()  # the seed is fixed


def test_the_interval_covers_the_truth_where_wilson_does_not():
    rng, by_writers, by_images, runs = np.random.default_rng(1), 0, 0, 200
    for _ in range(runs):
        found = grouped(*drawn(rng, p=0.8))
        got, plain = found.interval(draws=400), found.wilson()
        by_writers += got.low <= 0.8 <= got.high
        by_images += plain.low <= 0.8 <= plain.high
    assert by_writers / runs > 0.89
    assert by_images / runs < 0.7


def test_wilson_is_the_one_of_all_images():
    found = grouped(np.arange(100) < 90, np.arange(100) % 7)
    assert (found.wilson().low, found.wilson().high) == wilson(90, 100)


def test_the_design_effect_is_about_1_without_clusters_and_the_size_with_copies():
    rng = np.random.default_rng(2)
    independent = [
        grouped(rng.random(1200) < 0.8, np.repeat(np.arange(60), 20)).design_effect()
        for _ in range(100)
    ]
    assert np.mean(independent) == pytest.approx(1, abs=0.08)
    copies = np.repeat(rng.random(60) < 0.8, 20)
    assert grouped(copies, np.repeat(np.arange(60), 20)).design_effect() == pytest.approx(
        20 * 60 / 59
    )
    assert np.isnan(grouped(np.ones(4, bool), np.arange(4)).design_effect())


def test_the_permutation_test_is_that_of_all_divisions():
    from itertools import combinations

    errors, n = np.array([0, 1, 5, 4, 0, 3]), np.array([10, 10, 10, 8, 9, 10])
    right = np.concatenate(
        [np.arange(size) >= wrong for wrong, size in zip(errors, n, strict=True)]
    )
    groups = np.repeat(np.arange(6), n)
    series = np.repeat([0, 0, 1, 1, 0, 1], n)

    def gap(chosen):
        inside = np.isin(np.arange(6), chosen)
        return errors[inside].sum() / n[inside].sum() - errors[~inside].sum() / n[~inside].sum()

    observed = abs(gap([2, 3, 5]))
    exact = np.mean([abs(gap(list(c))) >= observed - 1e-12 for c in combinations(range(6), 3)])
    found = difference(grouped(right, groups, series), 0, 1)
    assert found.difference == pytest.approx(gap([2, 3, 5]))
    assert found.p == pytest.approx(exact, abs=0.015)
    assert (found.errors, found.n) == ((1, 12), (29, 28))


def test_permuting_writers_keeps_its_level_where_images_would_not():
    rng, found, runs = np.random.default_rng(3), 0, 200
    for _ in range(runs):
        right, groups = drawn(rng, 40)
        result = difference(grouped(right, groups, groups % 2), 0, 1, draws=300)
        found += result.p < 0.05
    assert found / runs < 0.1


def test_a_large_difference_is_conclusive_and_none_is_chance():
    groups = np.repeat(np.arange(40), 20)
    series = groups % 2
    right = np.ones(800, bool)
    right[::20] = False
    none = difference(grouped(right, groups, series), 0, 1)
    assert none.p == 1
    assert none.verdict == "no more than chance would do"
    right[(series == 1) & (np.random.default_rng(0).random(800) < 0.3)] = False
    found = difference(grouped(right, groups, series), 0, 1)
    assert found.verdict == "conclusive"
    assert found.low < found.difference < found.high
    assert found.low > 0


def test_the_gap_with_resampled_groups_is_wider_and_covers_as_often_as_it_says():
    """Groups differ: intervals that take images for independent are too narrow."""
    rng = np.random.default_rng(0)

    def split(groups, size=20):
        names = np.repeat(np.arange(groups), size)
        truth = rng.random(len(names)) < 0.5
        easy = rng.beta(4, 1, groups)[names]  # how often each group is decided correctly
        return truth, np.where(rng.random(len(names)) < easy, truth, ~truth), names

    inside = {"by groups": 0, "by images": 0}
    for _ in range(100):
        tables = [groups.counted(*split(60)), groups.counted(*split(60))]
        by_groups = gaps.gap_by_groups(*tables).loc["accuracy"]
        by_images = gaps.gap(*(Counts(*t.sum(axis=0).tolist()) for t in tables)).loc["accuracy"]
        assert by_groups["gap"] == by_images["gap"]
        inside["by groups"] += by_groups["low"] <= 0 <= by_groups["high"]
        inside["by images"] += by_images["low"] <= 0 <= by_images["high"]
    assert inside["by groups"] >= 88
    assert inside["by images"] <= 85


def test_counts_by_group_are_those_of_each_group():
    truth = np.array([1, 1, 0, 0, 1], bool)
    decided = np.array([1, 0, 1, 0, 1], bool)
    assert groups.counted(truth, decided, np.array([7, 7, 7, 3, 3])).tolist() == [
        [1, 0, 0, 1],
        [1, 1, 1, 0],
    ]
