"""Tables of one's own digits, on arrays one can check in one's head."""

import numpy as np
import pytest

from core.drawing import handwriting_tables as tables
from core.evaluation.metrics import wilson
from core.language import using

LABELS = np.array([3, 3, 3, 5])
ANSWERS = {"poor": np.array([1, 1, 3, 1]), "good": np.array([3, 3, 3, 3])}


def test_models_stand_in_the_order_of_their_accuracy_with_intervals():
    table = tables.accuracies(LABELS, ANSWERS, {"poor": (9000, 10_000), "good": (5000, 10_000)})
    assert list(table.index) == ["good", "poor"]
    assert table["right"].tolist() == [3, 1]
    assert table["accuracy"].tolist() == [0.75, 0.25]
    assert (table.loc["good", "low"], table.loc["good", "high"]) == wilson(3, 4)
    assert table["against"].tolist() == ["inside", "above"]


def test_a_test_accuracy_below_the_interval_is_said_to_be():
    right = {"good": np.full(50, 3)}
    table = tables.accuracies(np.full(50, 3), right, {"good": (9000, 10_000)})
    assert table.loc["good", "against"] == "below"
    assert "50 of your 50 digits correctly: 100.0\u00a0%" in tables.sentence(
        "Good", table.loc["good"]
    )
    assert "more often than on the test set (90.00\u00a0%)" in tables.sentence(
        "Good", table.loc["good"]
    )
    with using("de"):
        said = tables.sentence("Good", table.loc["good"])
    assert said.startswith("Good liest 50 von deinen 50 Ziffern richtig: 100,0\u00a0%")


def test_a_difference_is_clear_only_if_both_accuracies_are_known_well_enough():
    """45 of 50 against 20 of 20: the test set's 100 % lies outside 79 to 96 %, yet says little."""
    answers = {"one": np.array([3] * 45 + [1] * 5)}
    few = tables.accuracies(np.full(50, 3), answers, {"one": (20, 20)})
    assert few.loc["one", "high"] < 1
    assert few.loc["one", "against"] == "inside"
    many = tables.accuracies(np.full(50, 3), answers, {"one": (10_000, 10_000)})
    assert many.loc["one", "against"] == "above"


def test_only_digits_that_are_there_have_a_row():
    own = np.zeros((10, 10), int)
    own[3, 3], own[3, 1], own[5, 3] = 1, 2, 1
    tested = np.diag([10] * 10)
    tested[3, 8] = 30
    table = tables.by_digit(own, tested)
    assert list(table.index) == ["3", "5"]
    assert table["n"].tolist() == [3, 1]
    assert table["accuracy"].tolist() == pytest.approx([1 / 3, 0])
    assert table["test"].tolist() == [0.25, 1.0]
