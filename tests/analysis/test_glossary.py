"""The glossary: its numbers are scikit-learn's on the real scores, and its words are found."""

from __future__ import annotations

import re

import numpy as np
import pytest
from scipy import stats
from sklearn import metrics as oracle

from core.analysis.glossary.seen import Seen
from core.analysis.glossary.terms import TERMS
from core.data import mnist, sets
from core.rules.binary import OneVsRest
from core.training import artifacts

AT = 0.5
#: Terms that are not a number of a whole split.
WITHOUT = {"Evidence"}


@pytest.fixture(scope="module")
def seen(trained: list[str]) -> Seen:
    scores = artifacts.open_scores("forest", "test")
    return Seen(
        scores=scores,
        chosen_on=artifacts.open_scores("forest", "oof"),
        rule=OneVsRest(5, AT),
        scaled=scores,
        images=sets.load(mnist.NAME).test.images,
        model="Random forest",
        split="test set",
        chosen_name="Training set, out-of-fold",
        other="Linear",
        other_answers=artifacts.open_scores("sgd", "test").predicted(),
    )


def value(seen: Seen, name: str) -> float:
    """Return the first number of a term's example; a per cent as a share."""
    [term] = [term for term in TERMS if term.name == name]
    example = term.example(seen)
    assert example is not None
    text = example.value.replace("−", "-").replace(",", "")
    found = float(re.search(r"-?[0-9.]+", text)[0])
    return found / 100 if "%" in text else found


def expected(seen: Seen) -> dict[str, float]:
    labels, answers = seen.scores.labels, seen.scores.predicted()
    truth, score = labels == 5, seen.scores.values[:, 5]
    called = score >= np.float32(AT)
    tn, fp, fn, tp = oracle.confusion_matrix(truth, called).ravel()
    other = seen.other_answers
    only, only_other = (
        int(((answers == labels) & (other != labels)).sum()),
        int(((answers != labels) & (other == labels)).sum()),
    )
    ranked = np.sort(seen.scores.values, axis=1)
    pixels = seen.images[:2].reshape(2, -1) / 255
    return {
        "Accuracy": oracle.accuracy_score(labels, answers),
        "Precision": oracle.precision_score(truth, called),
        "Recall": oracle.recall_score(truth, called),
        "Specificity": oracle.recall_score(~truth, ~called),
        "False positive rate": fp / (fp + tn),
        "F1": oracle.f1_score(truth, called),
        "True positive (TP)": tp,
        "False positive (FP)": fp,
        "False negative (FN)": fn,
        "True negative (TN)": tn,
        "Macro average": oracle.recall_score(labels, answers, average="macro"),
        "Area under the ROC curve": oracle.roc_auc_score(truth, score),
        "Average precision": oracle.average_precision_score(truth, score),
        "Margin": np.median(ranked[:, -1] - ranked[:, -2]),
        "Misread": (answers != labels).sum(),
        "Fixed and broken": only,
        "Baseline": np.bincount(labels).max() / len(labels),
        "Wilson interval": stats.binomtest(
            int((answers == labels).sum()), len(labels)
        ).proportion_ci(method="wilson")[0],
        "Support": (labels == 0).sum(),
        "Cost": (answers != labels).mean(),
        "Distance": np.linalg.norm(pixels[0] - pixels[1]),
        "Ink": seen.images[0].mean(),
        "McNemar's p": max(0.001, stats.binomtest(only, only + only_other).pvalue),  # "p < 0.001"
    }


def test_the_examples_are_scikit_learns_and_scipys(seen: Seen) -> None:
    for name, wanted in expected(seen).items():
        found = value(seen, name)
        assert found == pytest.approx(wanted, rel=1e-3, abs=6e-5), name


def test_every_term_has_a_sentence_and_an_example_with_its_source(seen: Seen) -> None:
    names = [term.name for term in TERMS]
    assert len(set(names)) == len(names)
    for term in TERMS:
        assert term.about.endswith("."), term.name
        example = term.example(seen)
        assert (example is None) == (term.name in WITHOUT), term.name
        if example is not None:
            assert example.value
            assert example.where, term.name


def test_a_search_finds_other_words_and_nothing_else() -> None:
    found = [term.name for term in TERMS if term.matches(" ROC auc ")]
    assert found == ["Area under the ROC curve"]
    assert not [term for term in TERMS if term.matches("zzz")]
