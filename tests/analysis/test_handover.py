"""The detector one takes away decides exactly as the studio does."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import joblib
import numpy as np
import pytest
from sklearn.model_selection import FixedThresholdClassifier

from core.analysis import handover
from core.data import sets
from core.evaluation import calibration
from core.evaluation.metrics import curve
from core.evaluation.scores import Scores, score_images
from core.rules import thresholds
from core.rules.binary import Group, OneVsRest
from core.storage import paths
from core.training import artifacts

REPOSITORY = Path(__file__).resolve().parents[2]
N = 400


@pytest.fixture(scope="module", params=["sgd", "forest"])
def studio(request, trained):
    """Give a model, its out-of-fold scores and its own scores of some test images."""
    model, images = artifacts.open_model(request.param), sets.load().test.images[:N]
    values, kind = score_images(model, images)
    scores = Scores(sets.load().test.labels[:N].copy(), values, kind, "test")
    return model, artifacts.open_scores(request.param, "oof"), images, scores


def test_the_classifier_decides_like_the_rule_with_a_tie_at_the_threshold(studio):
    model, _, images, scores = studio
    for asked in (OneVsRest(5, 0.0), Group((1, 7), 0.0)):
        tie = float(np.sort(asked.score(scores))[-30])
        rule = asked.at(tie)
        classifier = handover.thresholded(model, rule)
        assert isinstance(classifier, FixedThresholdClassifier)
        answers = classifier.predict(images)
        assert np.array_equal(answers, rule.decided(scores))
        assert answers.sum() >= 30


def test_the_packed_classifier_is_the_same_one(trained):
    rule, images = OneVsRest(5, 0.2), sets.load().test.images[:N]
    classifier = handover.thresholded(artifacts.open_model("sgd"), rule)
    packed = joblib.load(io.BytesIO(handover.packed(classifier)))
    assert np.array_equal(packed.predict(images), classifier.predict(images))


def test_a_calibrated_classifier_decides_like_the_rule(studio):
    model, oof, images, scores = studio
    calibrated = calibration.fit(oof, "temperature")
    rule = OneVsRest(5, 0.3, "temperature")
    classifier = handover.thresholded(model, rule, calibrated)
    assert np.array_equal(classifier.predict(images), rule.decided(calibrated.apply(scores)))


def found(scale):
    scores = artifacts.open_scores("sgd", "test")
    if scale != "own":
        scores = calibration.fit(artifacts.open_scores("sgd", "oof"), scale).apply(scores)
    return int(OneVsRest(5, 0.4, scale).decided(scores).sum())


def test_the_code_runs_by_itself_and_finds_as_many_as_the_page_says(trained, tmp_path):
    script = tmp_path / "detector.py"
    script.write_text(handover.code("sgd", OneVsRest(5, 0.4)), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(REPOSITORY), "DIGIT_STUDIO_ARTIFACTS": str(paths.ARTIFACTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{found('own')} of 10000" in done.stdout


def test_the_code_of_a_calibrated_detector_finds_as_many(trained, capsys):
    exec(handover.code("sgd", OneVsRest(5, 0.4, "temperature")), {})
    assert f"{found('temperature')} of 10000" in capsys.readouterr().out


def test_the_table_holds_every_threshold_with_its_counts(studio):
    scores = studio[3]
    rule = OneVsRest(5, 0.0)
    built = curve(rule.truth(scores), rule.score(scores))
    table = thresholds.table(built)
    assert len(table) == len(np.unique(rule.score(scores))) + 1
    row = table.iloc[7]
    now = built.at(row["threshold"])
    assert (row["tp"], row["fp"], row["fn"], row["tn"]) == (now.tp, now.fp, now.fn, now.tn)
    assert row["f1"] == pytest.approx(now.f1)
    assert row["precision"] == pytest.approx(now.precision)
