"""A receipt's code, run in a process of its own, prints the number on the screen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from core.analysis.receipts import receipt
from core.evaluation import calibration, metrics
from core.evaluation.coverage import decision_matrix
from core.rules import notation
from core.rules.binary import Argmax, OneVsRest
from core.rules.multiclass import Offsets, Reject
from core.storage import paths
from core.training import artifacts

pytestmark = pytest.mark.walk


def printed(code: str, folder: Path) -> str:
    root = Path(__file__).resolve().parents[2]
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "DIGIT_STUDIO_ARTIFACTS": str(paths.ARTIFACTS.resolve()),
    }
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize(
    "rule", [Argmax(), Offsets((), Reject(0.4, "margin"), "temperature")], ids=str
)
def test_a_matrix_is_printed_again(trained: list[str], tmp_path: Path, rule) -> None:
    paper = receipt("matrix", artifacts.open_manifest("sgd"), "test", rule)
    scores = artifacts.open_scores("sgd", "test")
    if rule.scale != "own":
        scores = calibration.fit(artifacts.open_scores("sgd", "oof"), rule.scale).apply(scores)
    wanted = decision_matrix(scores.labels, rule.predicted(scores), scores.n_classes)
    assert str(wanted) in printed(paper.code, tmp_path)
    assert paper.facts["rule"] == str(rule)


def test_counts_are_printed_again(trained: list[str], tmp_path: Path) -> None:
    rule = OneVsRest(5, 0.7)
    paper = receipt("counts", artifacts.open_manifest("forest"), "oof", rule)
    scores = artifacts.open_scores("forest", "oof")
    wanted = metrics.count(scores.labels == 5, scores.values[:, 5] >= np.float32(0.7))
    assert printed(paper.code, tmp_path).strip() == str(wanted)
    assert notation.parse(rule.text()) == rule
