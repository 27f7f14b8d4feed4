import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from core.data import inks, mnist, sets
from core.drawing.nondigits.hand import parsed, smooth
from core.drawing.nondigits.templates import DIGITS
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


def test_the_shipped_champion_reads_the_test_set_as_its_stored_scores_say(sent, manifest):
    digits = sets.load().test
    values, kind = score_images(artifacts.open_model("champion", root=sent), digits.images)
    assert kind == manifest["kind"] == "probability"
    accuracy = (values.argmax(axis=1) == digits.labels).mean()
    stored = artifacts.open_scores("champion", "test", root=sent)
    assert accuracy == (stored.predicted() == digits.labels).mean() >= 0.996
    np.testing.assert_allclose(values, stored.values, atol=1e-4)


def test_its_out_of_fold_scores_are_a_little_worse_than_those_of_the_test_set(sent):
    accuracies = [
        (scores.predicted() == scores.labels).mean()
        for scores in (
            artifacts.open_scores("champion", split, root=sent) for split in artifacts.SPLITS
        )
    ]
    assert 0.994 <= accuracies[0] <= accuracies[1]


def test_its_probabilities_are_calibrated(sent):
    scores = artifacts.open_scores("champion", "oof", root=sent)
    confidence = scores.values.max(axis=1).mean()
    assert abs(confidence - (scores.predicted() == scores.labels).mean()) < 0.005


def test_its_files_are_few_megabytes_of_arrays():
    files = [path for path in PLACE.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) < 25e6
    assert {path.suffix for path in files} <= {".npy", ".npz", ".json", ""}


def test_the_page_tells_the_shipped_champions_accuracy(sent):
    page = (REPOSITORY / "docs" / "champion.md").read_text(encoding="utf-8")
    scores = artifacts.open_scores("champion", "test", root=sent)
    assert f"**{(scores.predicted() == scores.labels).mean() * 100:.2f} %**" in page


@pytest.mark.parametrize("pixels", [1, 2, 3])
def test_it_reads_thin_pens_as_well_as_the_pads_own(sent, pixels):
    model = artifacts.open_model("champion", root=sent)
    digits = [(int(name[0]), parsed(text)) for name, text in DIGITS.items()]
    right = {}
    for width in (pixels, 18):
        images = [inks.to_mnist(drawn(strokes, width)) for _, strokes in digits]
        answers = model.predict(np.stack(images))
        right[width] = sum(answers == [label for label, _ in digits])
    assert right[pixels] >= right[18] - 1
    assert right[18] >= 0.9 * len(digits)


def drawn(strokes, width):
    """Strokes as parsed from a template, on a canvas of 280 pixels."""
    image = Image.new("L", (280, 280))
    for curved, points in strokes:
        xy = [tuple(40 + 200 * p) for p in (smooth(points) if curved else points)]
        ImageDraw.Draw(image).line(xy, fill=255, width=width, joint="curve")
    return np.asarray(image)


@pytest.mark.parametrize(
    ("digit", "line"),
    [
        (0, ((0.25, 0.9), (0.75, 0.1))),
        (0, ((0.25, 0.1), (0.75, 0.9))),
        (0, ((0.05, 0.5), (0.95, 0.5))),
        (7, ((0.2, 1.0), (0.6, 1.0))),
    ],
    ids=["0 with a slash", "0 with a slash the other way", "0 with a bar", "7 with a foot"],
)
@pytest.mark.parametrize("width", [6, 12, 20])
def test_it_reads_what_other_hands_add(sent, digit, line, width):
    model = artifacts.open_model("champion", root=sent)
    plain = [text for name, text in DIGITS.items() if int(name[0]) == digit and ", " not in text]
    for text in plain:
        image = inks.to_mnist(drawn([*parsed(text), (False, np.array(line))], width))
        assert model.predict(image[None]) == [digit], text
