"""The decision rules: ties, groups, names, and their way through an address."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.evaluation.metrics import confusion_matrix, count
from core.evaluation.scores import Scores
from core.rules.binary import Argmax, Group, OneVsRest, StudioError
from core.rules.multiclass import LeastCost, Offsets, Reject
from core.rules.notation import parse


def scores(rows, labels, kind="decision"):
    return Scores(np.asarray(labels), np.asarray(rows, np.float32), kind, "oof")


THREE = scores([[3, 1, 0], [0, 2, 1], [1, 2, 4], [2, 2, 0]], [0, 1, 2, 1])


def test_a_tie_at_the_threshold_is_positive():
    assert OneVsRest(1, 2).decided(THREE).tolist() == [False, True, True, True]
    tenths = scores([[0.7, 0.3]], [0], "probability")
    assert OneVsRest(0, 0.7).decided(tenths).all()
    assert Offsets(reject=Reject(2.0)).predicted(THREE).tolist() == [0, 3, 2, 3]


def test_a_threshold_rule_answers_with_the_best_other_class_when_it_says_no():
    assert OneVsRest(1, 2).predicted(THREE).tolist() == [0, 1, 1, 1]
    assert OneVsRest(1, 9).predicted(THREE).tolist() == [0, 2, 2, 0]
    assert OneVsRest(1, -9).predicted(THREE).tolist() == [1, 1, 1, 1]


@pytest.mark.parametrize("rule", [OneVsRest(3, 0.2), Group((1, 7), 0.1), Group((3, 8), 0.4, (5,))])
@pytest.mark.parametrize("kind", ["decision", "probability"])
def test_the_full_matrix_agrees_with_the_yes_or_no_counts(rule, kind):
    rng = np.random.default_rng(5)
    values = rng.dirichlet(np.ones(10), 500)
    given_scores = scores(values, rng.integers(0, 10, 500), kind)
    matrix = confusion_matrix(given_scores.labels, rule.predicted(given_scores), 10)
    asked = rule.asked(given_scores)
    counts = count(rule.truth(given_scores)[asked], rule.decided(given_scores)[asked])
    here = [rule.positive] if isinstance(rule, OneVsRest) else list(rule.positive)
    there = [i for i in range(10) if i not in here]
    if getattr(rule, "against", ()):
        there = list(rule.against)
    answered = matrix[:, here].sum(axis=1)
    assert counts.tp == answered[here].sum()
    assert counts.fp == answered[there].sum()
    assert counts.fn + counts.tn == matrix[here + there].sum() - counts.tp - counts.fp


def test_a_groups_score_is_a_share_or_a_lead():
    assert Group((0, 1), 0).score(THREE).tolist() == [3, 1, -2, 2]
    assert Group((0,), 0, (2,)).score(THREE).tolist() == [3, -1, -3, 2]
    shares = scores([[0.2, 0.2, 0.6], [0.5, 0.5, 0.0], [0, 0, 0]], [0, 1, 2], "probability")
    assert np.allclose(Group((0, 1), 0).score(shares), [0.4, 1, 0.5])
    assert np.allclose(Group((0,), 0, (2,)).score(shares), [0.25, 1, 0.5])


def test_a_group_asks_only_about_its_two_sides():
    assert Group((0,), 0, (2,)).asked(THREE).tolist() == [True, False, True, False]
    assert Group((0,), 0).asked(THREE).all()


@pytest.mark.parametrize(
    ("positive", "against"), [((), ()), ((1, 2), (2, 3)), (tuple(range(10)), ())]
)
def test_groups_that_make_no_question_are_refused_with_a_sentence(positive, against):
    ten = scores(np.zeros((1, 10)), [0])
    with pytest.raises(StudioError, match=r"class.*\.$"):
        Group(positive, 0, against).score(ten)


def test_offsets_move_answers_and_least_cost_avoids_the_dear_mistake():
    assert Offsets((0, 2, 0)).predicted(THREE).tolist() == [0, 1, 1, 1]
    shares = scores([[0.6, 0.4], [0.9, 0.1]], [0, 1], "probability")
    assert LeastCost().predicted(shares).tolist() == [0, 0]
    assert LeastCost(((1, 0, 5.0),)).predicted(shares).tolist() == [1, 0]
    assert LeastCost(reject=Reject(0.7, "top")).predicted(shares).tolist() == [2, 0]
    with pytest.raises(StudioError, match="calibrate"):
        LeastCost().predicted(THREE)


def test_rules_say_their_names():
    assert str(Argmax()) == "argmax"
    assert str(OneVsRest(5, 3370.02)) == "5 against the rest at 3,370"
    assert str(Group((1, 7), 0.5)) == "1 or 7 against the rest at 0.5"
    assert str(Offsets((1,) * 10, Reject(0.5))) == "offsets + reject"
    assert str(Offsets(reject=Reject(0.5))) == "argmax + reject"
    assert str(LeastCost()) == "least cost (calibrated by temperature)"


numbers = st.floats(allow_nan=False, allow_infinity=False, width=32)
scales = st.sampled_from(["own", "temperature", "isotonic"])
rejects = st.none() | st.builds(Reject, numbers, st.sampled_from(["margin", "top"]))
digits = st.integers(0, 9)


@given(
    st.one_of(
        st.just(Argmax()),
        st.builds(OneVsRest, digits, numbers, scales),
        st.builds(Group, st.just((1, 7)), numbers, st.sampled_from([(), (3,), (3, 5)]), scales),
        st.builds(Offsets, st.tuples(*[numbers] * 10).filter(any), rejects, scales),
        st.builds(Offsets, st.just(()), rejects, scales),
        st.builds(
            LeastCost,
            st.lists(st.tuples(digits, digits, numbers.map(abs)), max_size=4).map(tuple),
            rejects,
            scales,
        ),
    )
)
def test_every_rule_comes_back_from_an_address(rule):
    back = parse(rule.text())
    assert back.text() == rule.text()
    assert type(back) is type(rule)
    if hasattr(rule, "threshold"):
        assert np.float32(back.threshold) == np.float32(rule.threshold)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "argmax*",
        "vs*5*own*nan",
        "vs*5*own*inf",
        "vs*5*own*1e309",
        "vs*5*own*1e39",
        "vs*5*own*much",
        "vs*5*own",
        "vs*12*own*0",
        "vs*5.5x*own*0",
        "vs*1-2-3*own*0",
        "vs*1.2-2*own*0",
        "vs*5*celsius*0",
        "offsets*1_2*own",
        "offsets**own*luck_3",
        "offsets**own*margin_nan",
        "costs*1.7.-3*own",
        "costs*1.7*own",
        "costs*1.17.3*own",
        "<script>",
        "٣",
        "vs*5*own*0*0",
        "x" * 5000,
    ],
)
def test_an_address_that_holds_no_rule_is_refused_with_a_sentence(text):
    with pytest.raises(StudioError, match=r"\.$"):
        parse(text)
