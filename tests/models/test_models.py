"""Every model takes images, and one entry in the registry is all that a model needs."""

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from core import StudioError
from core.evaluation.scores import score_images
from core.models import registry
from core.models.features import Pixels
from core.training import artifacts, fitting

SIMPLE = [model.name for model in registry.MODELS.values() if model.name != "champion"]


def test_pixels_are_the_image_in_rows_between_0_and_1():
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, 1, 2] = 255
    row = Pixels().fit_transform(image)
    assert row.shape == (1, 784)
    assert row.dtype == np.float32
    assert np.flatnonzero(row).tolist() == [30]
    assert row[0, 30] == 1.0


@pytest.mark.parametrize(
    "images", [np.zeros((2, 784), np.uint8), np.zeros((2, 28, 28)), np.zeros((28, 28), np.uint8)]
)
def test_what_is_no_stack_of_images_is_refused_with_a_sentence(images):
    with pytest.raises(StudioError, match=r"\(n, h, w\) uint8"):
        Pixels().fit(images)


@pytest.mark.parametrize("name", SIMPLE)
def test_every_model_takes_images_and_gives_the_kind_of_scores_it_promises(name, small):
    model = registry.get(name)
    pipeline = model.make().fit(small.train.images[:200], small.train.labels[:200])
    values, kind = score_images(pipeline, small.test.images[:20])
    assert kind == model.kind
    assert values.shape == (20, 10)
    assert values.dtype == np.float32
    assert np.isfinite(values).all()
    np.testing.assert_array_equal(values.argmax(axis=1), pipeline.predict(small.test.images[:20]))
    if kind == "probability":
        np.testing.assert_allclose(values.sum(axis=1), 1, atol=1e-5)


@pytest.mark.parametrize("name", SIMPLE)
def test_every_model_is_described_in_one_plain_sentence(name):
    model = registry.get(name)
    assert model.name == name
    assert model.title
    assert model.about.endswith(".")
    assert len(model.about) < 200


def test_an_unknown_model_is_told_with_the_names_there_are():
    with pytest.raises(StudioError, match=r"'seven'; choose one of sgd, forest"):
        registry.get("seven")


def test_one_entry_is_all_that_a_new_model_needs(small, tmp_path, monkeypatch):
    entry = registry.Model(
        "bayes",
        "Naive Bayes",
        "Each pixel votes on its own.",
        lambda: registry.on_pixels(GaussianNB()),
        "probability",
    )
    monkeypatch.setitem(registry.MODELS, "bayes", entry)
    fitting.train("bayes", root=tmp_path)
    assert artifacts.trained(root=tmp_path) == ["bayes"]
    scores = artifacts.open_scores("bayes", "test", root=tmp_path)
    model = artifacts.open_model("bayes", root=tmp_path)
    np.testing.assert_array_equal(model.predict(small.test.images), scores.predicted())
