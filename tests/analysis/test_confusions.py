import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.linear_model import PoissonRegressor

from core.analysis import confusions
from core.evaluation.metrics import confusion_matrix
from core.training import artifacts

CLASSES = tuple("0123456789")


def matrix(seed=0, k=5):
    rng = np.random.default_rng(seed)
    counts = rng.poisson(rng.uniform(1, 30, (k, 1)) * rng.uniform(0.2, 3, k))
    np.fill_diagonal(counts, 500)
    return counts


@pytest.mark.parametrize("seed", range(3))
def test_the_expected_errors_equal_a_poisson_regression_without_the_diagonal(seed):
    counts = matrix(seed)
    i, j = np.nonzero(~np.eye(5, dtype=bool))
    design = np.hstack([np.eye(5)[i], np.eye(5)[j]])
    fit = PoissonRegressor(alpha=0, max_iter=10_000, tol=1e-10).fit(design, counts[i, j])
    expected = confusions.expected_by_chance(counts)[i, j]
    np.testing.assert_allclose(expected, fit.predict(design), rtol=1e-3)


def test_expected_errors_keep_the_margins_of_the_observed_ones():
    counts = matrix(7)
    errors, expected = confusions.off_diagonal(counts), confusions.expected_by_chance(counts)
    np.testing.assert_allclose(expected.sum(axis=0), errors.sum(axis=0), atol=1e-6)
    np.testing.assert_allclose(expected.sum(axis=1), errors.sum(axis=1), atol=1e-6)
    assert (np.diag(expected) == 0).all()


def test_the_one_confusion_put_in_on_purpose_leads():
    counts = np.full((10, 10), 6)
    np.fill_diagonal(counts, 900)
    counts[4, 9] = 60
    counts[1, 0] = 9
    first = confusions.systematic(counts, "excess").iloc[0]
    assert (first["true"], first["predicted"], first["count"]) == (4, 9, 60)
    assert first["low"] > 1
    assert "4 is read as 9 in 60 images (" in confusions.sentence(first, CLASSES)
    pair = confusions.systematic(counts, "count", directed=False).iloc[0]
    assert (pair["true"], pair["predicted"], pair["count"]) == (4, 9, 66)
    assert "taken for each other" in confusions.sentence(pair, CLASSES, directed=False)


def test_confusions_are_ranked_by_count_with_their_rate():
    table = confusions.systematic(np.array([[8, 2, 0], [5, 5, 0], [0, 2, 8]]), "count")
    assert table["true"].tolist() == [1, 0, 2]
    assert table["predicted"].tolist() == [0, 1, 1]
    assert table["count"].tolist() == [5, 2, 2]
    assert table["rate"].tolist() == [0.5, 0.2, 0.2]


def test_a_count_within_chance_is_said_to_be_so():
    counts = np.full((4, 4), 5)
    text = confusions.sentence(confusions.systematic(counts).iloc[0], CLASSES)
    assert text.endswith(
        "no more than chance could give; on average chance and class sizes give 5.0 images."
    )


def test_every_sentence_gives_the_expected_count_in_images():
    pair = {"true": 0, "predicted": 5, "count": 2, "rate": 0.069, "expected": 0.23, "p": 1.0}
    pair |= {"excess": 2 / 0.23, "low": 1.05, "high": 31.4}
    names = ("zero", "one", "two", "three", "four", "five")
    often = (
        "8.7 times the 0.23 images that chance and class sizes give (between 1.1 and 31.4 times)"
    )
    beyond = "but among so many pairs chance alone gives such a one"
    for further, verdict in [
        ({}, f"{often}, {beyond}"),
        ({"p": 0.01}, often),
        (
            {"low": 0.9},
            "no more than chance could give; on average chance and class sizes give 0.23 images",
        ),
        (
            {"p": 0.01, "expected": 12.34, "excess": 2 / 12.34},
            "fewer than the 12.3 images that chance and class sizes give",
        ),
    ]:
        said = confusions.sentence(pd.Series(pair | further), names)
        assert said.startswith("zero is read as five in 2 images (6.9")
        assert said.partition(": ")[2] == f"{verdict}."


def test_the_interval_is_the_poisson_one():
    low, high = confusions.poisson_interval(np.array([0, 7]))
    assert low[0] == 0
    assert stats.poisson.sf(6, low[1]) == pytest.approx(0.025)  # P(X >= 7)
    assert stats.poisson.cdf(7, high[1]) == pytest.approx(0.025)
    assert stats.poisson.cdf(0, high[0]) == pytest.approx(0.025)


def test_ranks_of_real_confusions_are_the_oracles(trained):
    scores = artifacts.open_scores("sgd", "test")
    counts = confusion_matrix(scores.labels, scores.predicted(), 10)
    wrong = scores.labels != scores.predicted()
    pairs = pd.Series(zip(scores.labels[wrong], scores.predicted()[wrong], strict=True))
    top = confusions.systematic(counts, "count").iloc[0]
    assert pairs.value_counts().iloc[0] == top["count"]
    rates = confusions.systematic(counts, "rate")
    assert rates["rate"].is_monotonic_decreasing
    assert rates["count"].sum() == wrong.sum()


def test_what_another_model_changes_is_counted_image_by_image():
    labels = np.array([9, 9, 9, 9, 9, 3] + [1] * 12)
    before = np.array([4, 4, 4, 9, 4, 3] + [7] * 12)
    after = np.array([9, 9, 4, 4, 5, 3] + [1] * 12)
    table = confusions.fixed_by(labels, before, after).set_index(["true", "predicted"])
    columns = ["before", "after", "fixed", "broken"]
    assert table.loc[(9, 4), columns].tolist() == [4, 2, 2, 1]
    assert table.loc[(1, 7), columns].tolist() == [12, 0, 12, 0]
    alone = [stats.binomtest(3, 4).pvalue, stats.binomtest(0, 12).pvalue, 1.0]  # 9 as 5 is new
    assert table.loc[(1, 7), "p"] == pytest.approx(3 * alone[1])
    assert table.loc[(9, 4), "p"] == min(1, 2 * alone[0])


def test_two_equal_models_fix_nothing():
    labels, same = np.array([1, 2, 1]), np.array([1, 1, 2])
    table = confusions.fixed_by(labels, same, same)
    assert (table["fixed"] == 0).all()
    assert (table["p"] == 1).all()


def test_where_answers_do_not_depend_on_the_class_a_pair_is_seldom_called_systematic():
    """In 300 matrices made by chance, intervals that are not corrected find one in every third."""
    rng = np.random.default_rng(0)
    rows, columns = rng.uniform(1, 6, 10), rng.uniform(1, 6, 10)
    mean = np.outer(rows, columns) * (1 - np.eye(10))
    corrected = alone = 0
    for _ in range(300):
        table = confusions.systematic(rng.poisson(mean) + 900 * np.eye(10, dtype=int))
        corrected += bool((table["p"] < confusions.LEVEL).any())
        alone += bool((table["low"] > 1).any())
    assert corrected <= 0.05 * 300
    assert alone > 0.3 * 300


def test_a_true_systematic_confusion_is_still_found():
    rng = np.random.default_rng(1)
    found = rng.poisson(5 * (1 - np.eye(10))) + 900 * np.eye(10, dtype=int)
    found[4, 9] += 40
    table = confusions.systematic(found)
    first = table.iloc[0]
    assert (first["true"], first["predicted"]) == (4, 9)
    assert first["p"] < 1e-4
    assert "images that chance and class sizes give" in confusions.sentence(
        first, [str(i) for i in range(10)]
    )
    often = table[(table["low"] > 1) & (table["p"] >= confusions.LEVEL)]
    for _, pair in often.iterrows():
        words = confusions.sentence(pair, [str(i) for i in range(10)])
        assert "chance alone gives such a one" in words


def test_mean_and_typical_images():
    images = np.zeros((4, 28, 28), np.uint8)
    images[:, 0, 0] = [0, 10, 90, 100]
    mean, other, difference = confusions.mean_images(images, np.array([2, 3]), np.array([0, 1]))
    assert (mean[0, 0], other[0, 0], difference[0, 0]) == (95, 5, 90)
    assert confusions.typical(images, np.array([0, 1, 3]), 2).tolist() == [1, 0]  # mean is 36.7
    assert confusions.mean_images(images, np.array([], int), np.array([0]))[0].max() == 0
