"""Choosing a threshold: what each strategy promises, on tiny arrays and on the real scores."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.metrics import precision_recall_curve

from core import StudioError
from core.evaluation.gaps import RATIOS, gap
from core.evaluation.metrics import Counts, count, curve, wilson
from core.evaluation.scores import Scores
from core.rules import thresholds
from core.rules.binary import OneVsRest, decide
from core.rules.flips import flips
from core.rules.thresholds import ThresholdChoice, parse
from core.training import artifacts

TRUTH = np.array([0, 0, 1, 0, 1, 1], bool)
SCORE = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], np.float32)
CURVE = curve(TRUTH, SCORE)


@pytest.fixture(scope="module", params=["sgd", "forest"])
def real(request, trained):
    return {split: artifacts.open_scores(request.param, split) for split in ("oof", "test")}


@pytest.mark.parametrize(
    ("aim", "threshold"),
    [
        (ThresholdChoice("precision", (0.75,)), 0.3),
        (ThresholdChoice("precision", (0.8,)), 0.5),
        (ThresholdChoice("recall", (0.6,)), 0.5),
        (ThresholdChoice("recall", (1,)), 0.3),
        (ThresholdChoice("specificity", (0.66,)), 0.3),
        (ThresholdChoice("specificity", (1,)), 0.5),
        (ThresholdChoice("fbeta", (1,)), 0.3),
        (ThresholdChoice("fbeta", (0.1,)), 0.5),
        (ThresholdChoice("cost", (10, 1, 0)), 0.3),
        (ThresholdChoice("cost", (1, 10, 0)), 0.5),
        (ThresholdChoice("cost", (1, 1, 0.99)), 0.3),
        (ThresholdChoice("top", (0.5,)), 0.4),
        (ThresholdChoice("top", (0.34,)), 0.5),
    ],
)
def test_each_strategy_on_six_images(aim, threshold):
    assert aim.threshold(CURVE) == pytest.approx(threshold)


def test_when_nothing_should_be_positive_the_threshold_lies_just_above_the_highest_score():
    for aim in (ThresholdChoice("top", (0,)), ThresholdChoice("cost", (0, 1, 0))):
        chosen = aim.threshold(CURVE)
        assert np.isfinite(chosen)
        assert CURVE.at(chosen) == Counts(0, 0, 3, 3)


def test_images_that_share_a_score_stay_on_one_side_of_the_top():
    tied = curve(np.array([1, 0, 1, 0], bool), np.array([0.9, 0.5, 0.5, 0.1]))
    chosen = ThresholdChoice("top", (0.5,)).threshold(tied)
    assert tied.at(chosen) == Counts(1, 0, 1, 2)


def test_a_target_that_no_threshold_reaches_is_said():
    always_wrong_on_top = curve(np.array([0, 1], bool), np.array([0.9, 0.1]))
    with pytest.raises(StudioError, match=r"90 %.*ask for less"):
        ThresholdChoice("precision", (0.9,)).threshold(always_wrong_on_top)


@pytest.mark.parametrize("digit", [5, 8])
@pytest.mark.parametrize("target", [0.5, 0.9, 0.99])
def test_a_precision_target_is_the_books_rule(real, digit, target):
    rule = OneVsRest(digit, 0)
    truth, score = rule.truth(real["oof"]), rule.score(real["oof"])
    precisions, _, cuts = precision_recall_curve(truth, score)
    book = cuts[(precisions >= target).argmax()]
    assert ThresholdChoice("precision", (target,)).threshold(curve(truth, score)) == book


def test_poisoned_test_labels_change_no_choice(real):
    rule = OneVsRest(5, 0)
    aims = [thresholds.default_choice(name) for name in thresholds.STRATEGIES]

    def choices(judging: Scores) -> list[float]:
        chosen = curve(rule.truth(real["oof"]), rule.score(real["oof"]))
        gap(chosen.at(0), curve(rule.truth(judging), rule.score(judging)).at(0))
        return [aim.threshold(chosen) for aim in aims]

    poisoned = Scores(9 - real["test"].labels, real["test"].values, real["test"].kind, "test")
    assert choices(real["test"]) == choices(poisoned)


def test_aims_come_back_from_an_address():
    for name in thresholds.STRATEGIES:
        aim = thresholds.default_choice(name)
        assert parse(aim.text()) == aim


@pytest.mark.parametrize(
    "text",
    ["", "luck", "precision", "precision_nan", "precision_inf", "precision_2", "cost_1_1", "top_x"],
)
def test_an_address_without_an_aim_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        parse(text)


def test_a_strategy_has_two_sentences():
    for strategy in thresholds.STRATEGIES.values():
        assert strategy.about.count(". ") >= 1
        assert strategy.about.endswith(".")


def test_rows_hold_the_counts_that_a_plain_comparison_gives(real):
    rule = OneVsRest(3, 0)
    truth, score = rule.truth(real["test"]), rule.score(real["test"])
    rows = thresholds.rows(curve(truth, score), float(score.min()), float(score.max()))
    assert 300 <= len(rows) <= 800
    for threshold, tp, fp in rows[:: len(rows) // 40]:
        wanted = count(truth, decide(score, threshold))
        assert (tp, fp) == (wanted.tp, wanted.fp)
    assert (rows[0, 1], rows[0, 2]) == (truth.sum(), (~truth).sum())
    assert np.all(np.diff(rows[:, 0]) > 0)


def test_the_film_holds_exactly_the_change_of_the_counts(real):
    scores, rng = real["test"], np.random.default_rng(7)
    for digit in (5, 8):
        rule = OneVsRest(digit, 0)
        score = rule.score(scores)
        cuts = rng.choice(score, 12)  # real scores: ties are on the threshold
        for before, after in zip(cuts[:-1].tolist(), cuts[1:].tolist(), strict=True):
            film = flips(rule.at(after), scores, before)
            old, new = (count(rule.truth(scores), score >= t) for t in (before, after))
            assert len(film.positives) == abs(new.tp - old.tp)
            assert len(film.negatives) == abs(new.fp - old.fp)
            low, high = sorted((before, after))
            between = np.flatnonzero((score >= low) & (score < high))
            assert sorted([*film.right, *film.wrong]) == between.tolist()
            assert np.all(np.diff(score[film.right]) <= 0)
            assert film.down == (after < before)


def test_downwards_positives_are_gained_and_upwards_they_are_lost():
    values = np.stack([1 - SCORE, SCORE], axis=1)
    scores = Scores(TRUTH.astype(int), values, "probability", "test")
    down = flips(OneVsRest(1, 0.25), scores, 0.45)
    assert (down.right.tolist(), down.wrong.tolist()) == ([2], [3])
    up = flips(OneVsRest(1, 0.45), scores, 0.25)
    assert (up.right.tolist(), up.wrong.tolist()) == ([3], [2])


def test_the_gap_is_judged_minus_chosen_within_its_interval():
    table = gap(Counts(90, 10, 10, 890), Counts(45, 15, 5, 435))
    assert table.loc["precision", "gap"] == pytest.approx(0.75 - 0.9)
    assert table.loc["f1", "chosen"] == pytest.approx(0.9)
    assert tuple(table.index) == RATIOS
    assert ((table["low"] <= table["gap"]) & (table["gap"] <= table["high"])).all()
    low, high = wilson(90, 100)
    judged_low, judged_high = wilson(45, 60)
    assert table.loc["precision", "low"] == pytest.approx(
        -0.15 - np.hypot(0.75 - judged_low, high - 0.9)
    )
    assert table.loc["precision", "high"] == pytest.approx(
        -0.15 + np.hypot(judged_high - 0.75, 0.9 - low)
    )


def test_the_interval_of_the_gap_covers_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(400):
        a, b = rng.binomial(80, 0.7), rng.binomial(120, 0.8)
        row = gap(Counts(a, 80 - a, 1, 1), Counts(b, 120 - b, 1, 1)).loc["precision"]
        inside += row["low"] <= 0.1 <= row["high"]
    assert 0.92 <= inside / 400 <= 0.98


@pytest.mark.parametrize("share", [0.57, 0.29, 0.58, 57 / 100, 0.07, 0.14, 0.55])
def test_the_top_share_of_a_hundred_images_is_that_many(share):
    hundred = curve(np.arange(100) < 50, np.arange(100.0))
    chosen = hundred.at(ThresholdChoice("top", (share,)).threshold(hundred))
    assert chosen.tp + chosen.fp == round(100 * share)


@settings(max_examples=300)
@given(
    st.lists(st.tuples(st.booleans(), st.integers(0, 30)), min_size=2, max_size=80),
    st.integers(1, 100),
)
def test_every_target_is_met_as_fractions_say(images, hundredths):
    truth, score = (np.array(part) for part in zip(*images, strict=True))
    assume(0 < truth.sum() < len(truth))
    whole, target = curve(truth, score.astype(float)), Fraction(hundredths, 100)
    positives, negatives = int(truth.sum()), int((~truth).sum())
    steps = list(zip(whole.tp.tolist(), whole.fp.tolist(), strict=True))

    def chosen(name):
        found = whole.at(ThresholdChoice(name, (hundredths / 100,)).threshold(whole))
        return found.tp, found.fp

    assert chosen("recall") == next(s for s in steps if Fraction(s[0], positives) >= target)
    kept = [s for s in steps if Fraction(negatives - s[1], negatives) >= target]
    assert chosen("specificity") == kept[-1]
    assert chosen("top") == [s for s in steps if Fraction(sum(s), len(truth)) <= target][-1]
    precise = [s for s in steps[1:] if Fraction(s[0], sum(s)) >= target]
    if precise:
        assert chosen("precision") == precise[-1]
    else:
        with pytest.raises(StudioError, match="ask for less"):
            chosen("precision")
    best = [Fraction(2 * tp, 2 * tp + fp + positives - tp) for tp, fp in steps]
    found = whole.at(ThresholdChoice("fbeta", (1,)).threshold(whole))
    assert (found.tp, found.fp) == steps[best.index(max(best))]
    costs = [5 * (positives - tp) + fp for tp, fp in steps]
    found = whole.at(ThresholdChoice("cost", (5, 1, 0)).threshold(whole))
    assert (found.tp, found.fp) == steps[costs.index(min(costs))]
