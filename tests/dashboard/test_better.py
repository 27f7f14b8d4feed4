"""Which of two models is better: on Overview the best two, on Compare the chosen ones."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from app_pages import clean, page_at
from core.evaluation.judgement import judge
from core.training import artifacts


def opened(page: str, **address: str) -> AppTest:
    return clean(page_at(page, **{"dataset": "shapes", **address}).run())


def rights(split: str = "test") -> dict[str, np.ndarray]:
    """Return which images each model reads correctly."""
    found = {}
    for name in ("sgd", "forest", "dummy"):
        scores = artifacts.open_scores(name, split, "shapes")
        found[name] = scores.predicted() == scores.labels
    return found


@pytest.mark.parametrize(
    ("page", "split", "address"),
    [
        ("overview", "test", {}),
        ("overview", "oof", {"split": "oof"}),
        ("compare", "test", {"rows": "dummy", "columns": "sgd"}),
        ("compare", "test", {}),
    ],
)
def test_the_counts_and_the_sentence_are_those_of_both_models(
    two_sets: Path, page: str, split: str, address: dict[str, str]
) -> None:
    right = rights(split)
    ranked = sorted(right, key=lambda name: right[name].mean())
    first, second = (address["rows"], address["columns"]) if "rows" in address else ranked[-2:]
    a, b = right[first], right[second]
    app = opened(page, **address)
    [pills] = [group for group in app.button_group if group.key == "who"]
    counts = [int(option.rpartition(": ")[2].replace(",", "")) for option in pills.options]
    assert counts == [(a & ~b).sum(), (~a & b).sum(), (~a & ~b).sum(), (a & b).sum()]
    truth = np.ones(len(a), int)
    wanted = judge(truth, a.astype(int), b.astype(int)).sentence
    assert [m.value for m in app.markdown if wanted in m.value]

    pills.set_value("second").run()
    sent = [json.loads(element.proto.json) for element in clean(app).get("bidi_component")]
    [gallery] = [found for found in sent if found.get("label", "").startswith("Only ")]
    assert gallery["ids"] == np.flatnonzero(~a & b).tolist()
    assert all(" ✗ | " in mark and mark.endswith(" ✓") for mark in gallery["marks"])


def test_a_compared_tile_marks_each_model_and_names_the_truth(two_sets: Path) -> None:
    sgd = artifacts.open_scores("sgd", "test", "shapes")
    forest = artifacts.open_scores("forest", "test", "shapes").predicted()
    answers = sgd.predicted()
    index = int(np.flatnonzero(answers != forest)[0])
    i, j, true = int(answers[index]), int(forest[index]), int(sgd.labels[index])
    app = opened("compare", rows="sgd", columns="forest", cells=f"{i}-{j}", model="dummy")
    sent = [json.loads(element.proto.json) for element in app.get("bidi_component")]
    [gallery] = [found for found in sent if "ids" in found]
    names = sgd.classes
    mark = gallery["marks"][gallery["ids"].index(index)]
    told = [f"{names[c]} {'✓' if c == true else '✗'}" for c in (i, j)]
    assert mark == f"true {names[true]}: {' | '.join(told)}"
    assert gallery["right"] is None
