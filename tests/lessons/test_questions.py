"""Every question's key against a brute-force answer, over many seeds."""

import inspect
import re
from itertools import combinations

import numpy as np
import pytest
from sklearn import metrics as oracle

from core import StudioError
from core.evaluation import metrics
from core.lessons import questions

SEEDS = range(40)


def numbers(text: str) -> list[int]:
    return [int(part.replace(",", "")) for part in re.findall(r"\d[\d,]*", text)]


def check_form(question):
    assert 2 <= len(question.options) <= 4
    assert len(set(question.options)) == len(question.options)
    assert question.options[question.key] == question.answer
    assert question.because


@pytest.fixture
def scores():
    rng = np.random.default_rng(3)
    truth = rng.random(2000) < 0.1
    return truth, np.where(truth, 1.0, -1.0) + rng.normal(size=2000)


def test_every_template_has_a_test():
    templates = [
        name
        for name, function in vars(questions).items()
        if getattr(function, "__module__", "") == "core.lessons.questions"
        and inspect.isfunction(function)
        and not name.startswith("_")
    ]
    assert len(templates) == 11
    assert [name for name in templates if f"test_{name}" not in globals()] == []


def test_the_same_seed_asks_the_same():
    ask = [questions.how_many_duels(np.random.default_rng(7)) for _ in range(2)]
    assert ask[0] == ask[1]


def test_the_right_option_is_not_always_in_the_same_place():
    keys = {questions.how_many_duels(np.random.default_rng(seed)).key for seed in SEEDS}
    assert keys == {0, 1, 2, 3}


def test_never():
    labels = np.array([5, 1, 2, 3, 4, 6, 7, 8, 9, 0, 1, 5, 2, 3])
    question = questions.never(np.random.default_rng(0), labels, 5)
    right = sum(1 for label in labels if label != 5) / len(labels)
    assert question.answer == f"{100 * right:.1f}\u00a0%"
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_higher_threshold(scores, seed):
    truth, score = scores
    curve = metrics.curve(truth, score)
    question = questions.higher_threshold(np.random.default_rng(seed), curve, 5)
    check_form(question)
    shown = re.search(r"Raise it to ([-\d.,e]+),", question.text).group(1)
    cut = next(value for value in score if f"{value:,.6g}" == shown)
    false_positives = sum(1 for t, s in zip(truth, score, strict=True) if not t and s >= cut)
    assert numbers(question.answer) == [false_positives]


def test_no_rule_of_thumb_guesses_how_many_false_positives_are_left(scores):
    """An option above the number before used to give the answer away in 300 of 300."""
    curve = metrics.curve(*scores)
    places, nearest_half = [0] * 4, 0
    for seed in range(300):
        question = questions.higher_threshold(np.random.default_rng(seed), curve, 5)
        options = [numbers(option)[0] for option in question.options]
        [before] = [n for n in numbers(question.text.split(" false positives")[0])][-1:]
        assert max(options) <= before
        right = numbers(question.answer)[0]
        places[sorted(options).index(right)] += 1
        nearest_half += right == min(options, key=lambda n: abs(n - before / 2))
    assert max(places) < 0.4 * 300  # a quarter each, by chance up to a third
    assert min(places) > 0.12 * 300
    assert nearest_half < 0.45 * 300


@pytest.mark.parametrize(
    ("tp", "fp", "fn", "answer"),
    [
        (20, 3, 7, "precision"),
        (20, 7, 3, "recall"),
        (20, 4, 4, "they are equal"),
        (0, 1, 2, "they are equal"),
        (0, 2, 1, "they are equal"),
        (0, 0, 3, "precision"),  # which is 1 where nothing is called positive
    ],
)
def test_larger_ratio(tp, fp, fn, answer):
    now = metrics.Counts(tp=tp, fp=fp, fn=fn, tn=4)
    truth = np.repeat([1, 0, 1, 0], [tp, fp, fn, 4])
    answers = np.repeat([1, 1, 0, 0], [tp, fp, fn, 4])
    precision = oracle.precision_score(truth, answers, zero_division=1)
    recall = oracle.recall_score(truth, answers, zero_division=0)
    best = (
        "they are equal" if precision == recall else "recall" if recall > precision else "precision"
    )
    for seed in range(20):
        question = questions.larger_ratio(np.random.default_rng(seed), now, 5)
        assert question.answer == answer == best
        check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_how_many_duels(seed):
    question = questions.how_many_duels(np.random.default_rng(seed))
    classes = numbers(question.text)[-1]
    assert int(question.answer) == sum(1 for _ in combinations(range(classes), 2))
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_runner_up(seed):
    won = np.random.default_rng(seed + 100).permutation(10) + 0.1
    question = questions.runner_up(np.random.default_rng(seed), won)
    assert int(question.answer) == sorted(range(10), key=lambda digit: won[digit])[-2]
    assert str(int(np.argmax(won))) not in question.options
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_usual_error(seed):
    matrix = np.random.default_rng(seed).integers(0, 9, (10, 10))
    question = questions.usual_error(np.random.default_rng(seed), matrix)
    true = numbers(question.text)[0]
    row = {other: matrix[true, other] for other in range(10) if other != true}
    most = [other for other, count in row.items() if count == max(row.values())]
    assert most == [int(question.answer)]
    check_form(question)


def test_usual_error_needs_a_clear_one():
    with pytest.raises(StudioError, match="choose another"):
        questions.usual_error(np.random.default_rng(0), np.ones((10, 10), int))


@pytest.mark.parametrize("seed", SEEDS)
def test_after_shift(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, 50)
    before = np.where(rng.random(50) < 0.8, labels, 0)
    after = np.where(rng.random(50) < 0.5, before, rng.integers(0, 10, 50))
    question = questions.after_shift(np.random.default_rng(seed), labels, before, after)
    i = question.subject
    assert before[i] == labels[i]
    assert question.answer == str(after[i])
    assert str(labels[i]) in question.options
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_neighbours_vote(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, (6, 5))
    question = questions.neighbours_vote(
        np.random.default_rng(seed), labels, np.arange(6) * 10, large=7
    )
    voters = numbers(question.text.split(".")[0])
    assert voters == labels[question.subject // 10].tolist()
    large = "large" if len([v for v in voters if v in (7, 8, 9)]) >= 3 else "small"
    odd = "odd" if len([v for v in voters if v in (1, 3, 5, 7, 9)]) >= 3 else "even"
    assert question.answer == f"{large}, {odd}"
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_pixels_right(seed):
    levels, accuracy = np.array([0, 50, 100]), np.array([0.9, 0.8, 0.7])
    question = questions.pixels_right(np.random.default_rng(seed), levels, accuracy, 0.81)
    top = numbers(question.text)[1]
    level = 0 if top == 0 else top + 1
    assert (
        question.answer
        == f"{dict(zip(levels.tolist(), accuracy, strict=True))[level]:.1%}".replace("%", "\u00a0%")
    )
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_fewer_errors(seed):
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 10, 1000)
    before = np.where(rng.random(1000) < 0.9, labels, 10)
    after = np.where(rng.random(1000) < 0.93, labels, 10)
    question = questions.fewer_errors(np.random.default_rng(seed), labels, before, after)
    wrong = sum(1 for a, b in zip(labels, after, strict=True) if a != b)
    assert numbers(question.answer) == [wrong]
    fixed, broken = numbers(question.because)
    assert (before != labels).sum() - fixed + broken == wrong
    check_form(question)


@pytest.mark.parametrize("seed", SEEDS)
def test_best_setting(seed):
    mean = np.random.default_rng(seed).permutation(8) / 10
    k, by_distance = np.repeat([3, 4, 5, 6], 2), np.tile([False, True], 4)
    question = questions.best_setting(np.random.default_rng(seed), k, by_distance, mean)
    winner = max(range(8), key=lambda row: mean[row])
    assert f"k = {k[winner]}" in question.answer
    assert ("by distance" in question.answer) == bool(by_distance[winner])
    check_form(question)
