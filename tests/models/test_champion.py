import json
from pathlib import Path

import numpy as np
import pytest

from core.data import mnist, sets
from core.evaluation.scores import score_images
from core.training import artifacts, shipped

REPOSITORY = Path(__file__).resolve().parents[2]
PLACE = shipped.place("champion", REPOSITORY / "artifacts")


@pytest.fixture(scope="module")
def manifest():
    folder = PLACE / (PLACE / "CURRENT").read_text()
    return json.loads((folder / "manifest.json").read_text())


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """An artifacts folder that holds the data and the shipped champion, nothing trained."""
    root = tmp_path_factory.mktemp("artifacts")
    (root / mnist.BUNDLE).symlink_to(REPOSITORY / "artifacts" / mnist.BUNDLE)
    (root / "champion").symlink_to(PLACE)
    return root


def test_the_shipped_champion_reads_the_test_set_as_its_manifest_says(sent, manifest):
    digits = sets.load().test
    values, kind = score_images(artifacts.open_model("champion", root=sent), digits.images)
    assert kind == manifest["kind"] == "probability"
    accuracy = (values.argmax(axis=1) == digits.labels).mean()
    assert accuracy == pytest.approx(manifest["metrics"]["accuracy"], abs=1e-6)
    stored = artifacts.open_scores("champion", "test", root=sent)
    np.testing.assert_allclose(values, stored.values, atol=1e-4)


def test_its_out_of_fold_scores_are_those_of_the_manifest(sent, manifest):
    scores = artifacts.open_scores("champion", "oof", root=sent)
    accuracy = (scores.predicted() == scores.labels).mean()
    assert accuracy == pytest.approx(manifest["out_of_fold_metrics"]["accuracy"], abs=1e-6)


def test_its_probabilities_are_calibrated(sent):
    scores = artifacts.open_scores("champion", "oof", root=sent)
    confidence = scores.values.max(axis=1).mean()
    assert abs(confidence - (scores.predicted() == scores.labels).mean()) < 0.005


def test_its_files_are_few_megabytes_of_arrays():
    files = [path for path in PLACE.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 25e6
    assert {path.suffix for path in files} <= {".npy", ".npz", ".json", ""}


def test_the_page_tells_the_shipped_champions_accuracy(manifest):
    page = (REPOSITORY / "docs" / "champion.md").read_text(encoding="utf-8")
    assert f"**{manifest['metrics']['accuracy'] * 100:.2f} %**" in page
