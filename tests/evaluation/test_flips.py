"""What changed between two models' answers: counts that must add up exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, confusion_matrix

from core.evaluation.flips import changes

triples = st.lists(st.tuples(*[st.integers(0, 3)] * 3), max_size=60)


def of(rows):
    """Return labels, answers before and answers after of rows."""
    array = np.array(rows, int).reshape(-1, 3)
    return array[:, 0], array[:, 1], array[:, 2]


@given(triples)
def test_fixed_less_broken_is_n_times_the_difference_of_accuracy(rows):
    labels, before, after = of(rows)
    found = changes(labels, before, after, 4)
    gained = (
        (accuracy_score(labels, after) - accuracy_score(labels, before)) * len(rows) if rows else 0
    )
    net = len(found.fixed) - len(found.broken)
    assert net == round(gained)
    assert abs(net - gained) < 1e-9
    assert found.net.sum() == net
    per_class = found.per_class(found.fixed) - found.per_class(found.broken)
    assert (found.net.sum(axis=1) == per_class).all()


@given(triples)
def test_every_cell_is_what_left_it_less_what_entered_it(rows):
    labels, before, after = of(rows)
    found = changes(labels, before, after, 4)
    expected = np.zeros((4, 4), int)
    if rows:
        matrices = [confusion_matrix(labels, each, labels=range(4)) for each in (before, after)]
        expected = matrices[0] - matrices[1]
        np.fill_diagonal(expected, 0)
    assert (found.net == expected).all()
    for i in range(4):
        for j in range(4):
            if i != j:
                assert len(found.left(i, j)) - len(found.entered(i, j)) == expected[i, j]
    assert len(found.left(None, None)) == len(found.fixed) + len(found.moved)
    assert len(found.entered(None, None)) == len(found.broken) + len(found.moved)


def test_the_images_are_the_ones_that_change_sides():
    labels, before, after = (
        np.array([0, 1, 2, 2, 1]),
        np.array([0, 2, 2, 0, 0]),
        np.array([1, 1, 2, 1, 0]),
    )
    found = changes(labels, before, after, 3)
    assert found.fixed.tolist() == [1]
    assert found.broken.tolist() == [0]
    assert found.moved.tolist() == [3]
    assert found.negative_flip_rate == 0.2
    table = found.by_group(np.array([0, 0, 1, 1, 1]), ("clerks", "students"))
    assert table["images"].tolist() == [2, 3]
    assert table["net"].tolist() == [0, 0]
    assert table["broken"].tolist() == [1, 0]


def test_the_same_answers_change_nothing():
    labels = np.arange(20) % 4
    found = changes(labels, labels[::-1], labels[::-1], 4)
    assert not len(found.fixed)
    assert not len(found.broken)
    assert not len(found.moved)
    assert not found.net.any()
