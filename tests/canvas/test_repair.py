"""Test digits opened for repair: unedited, they have their stored scores."""

import base64

import numpy as np
import pytest

from canvas import app as canvas_app
from canvas import reading
from core.data import sets
from core.training import artifacts


@pytest.mark.parametrize("index", [None, "947", 10_000, -1, 9.0, True, [1]])
def test_only_test_digits_can_be_opened_for_repair(index):
    assert "0 to 9,999" in canvas_app.digit({"index": index})["error"]


def repaired_scores(indices):
    """Every model's scores of unedited test digits, through the server functions."""
    found = {}
    for index in indices:
        opened = canvas_app.digit({"index": int(index)})
        sent = {"image": opened["image"], "digit": opened["index"]}
        for reading_ in canvas_app.read(sent)["readings"]:
            found.setdefault(reading_["model"], []).append(reading_["scores"])
    return {name: np.array(scores, np.float32) for name, scores in found.items()}


def same_as_stored(indices):
    reading.refresh()
    found = repaired_scores(indices)
    assert set(found) == set(artifacts.trained())
    for name, scores in found.items():
        stored = artifacts.open_scores(name, "test")
        assert np.array_equal(scores, stored.values[indices]), name


def test_an_unedited_digit_under_repair_has_its_stored_scores(trained):
    same_as_stored(np.arange(0, 10_000, 250))


@pytest.mark.slow
def test_all_unedited_digits_have_their_stored_scores(trained):
    same_as_stored(np.arange(10_000))


def test_an_edited_digit_is_read_as_the_model_reads_its_28_by_28(readers):
    image = sets.load().test.images[947].copy()
    image[10:12, 8:20] = 255
    sent = base64.b64encode(image.tobytes()).decode()
    for reading_ in canvas_app.read({"image": sent})["readings"]:
        model = readers[reading_["model"]].model
        assert reading_["class"] == model.predict(image[None])[0]
