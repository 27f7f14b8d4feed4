"""The formulas on a page are evaluated from the counts on the page."""

import re

import pytest

from core.evaluation.metrics import Counts
from core.language import using
from core.lessons import formulas


@pytest.mark.parametrize(
    "counts", [Counts(3530, 687, 1891, 53892), Counts(1, 0, 0, 1), Counts(2, 3, 5, 7)]
)
def test_filled_in_numbers_give_the_value_that_is_shown(counts):
    found = formulas.of_counts(counts)
    assert [formula.name for formula in found] == [
        "accuracy",
        "precision",
        "recall",
        "F1",
        "false positive rate",
    ]
    metrics = (counts.accuracy, counts.precision, counts.recall, counts.f1, 1 - counts.specificity)
    letters = {"TP": counts.tp, "FP": counts.fp, "FN": counts.fn, "TN": counts.tn}
    for formula, metric in zip(found, metrics, strict=True):
        assert eval(formula.filled) == formula.value == pytest.approx(metric)
        symbols = formula.symbols.replace("2 TP", "2 * TP")
        assert eval(symbols, {}, letters) == formula.value
        assert f"= {formula.value:.4f}" in formula.latex
        shown = re.sub(r"[{},]", "", formula.latex)
        for number in re.findall(r"\d+", formula.filled):
            assert number in shown


def test_thousands_stand_as_the_language_writes_them():
    with using("de"):
        assert (
            r"\tfrac{17.466}{17.466 + 12}" in formulas.of_counts(Counts(17466, 12, 0, 0))[1].latex
        )
    assert r"\tfrac{17{,}466}" in formulas.of_counts(Counts(17466, 12, 0, 0))[1].latex


def test_a_ratio_without_a_denominator_is_left_out():
    names = [formula.name for formula in formulas.of_counts(Counts(0, 0, 0, 4))]
    assert names == ["accuracy", "false positive rate"]
