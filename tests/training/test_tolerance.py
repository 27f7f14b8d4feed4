"""Another processor rounds the last bits otherwise: that is accepted, a changed weight is not."""

import base64

import numpy as np
import pytest

from canvas import app as canvas_app
from canvas import reading
from core.data import sets
from core.evaluation import scores as scoring
from core.evaluation import tolerance
from core.evaluation.scores import score_images
from core.training import artifacts

MODELS = ("sgd", "forest", "dummy", "champion")


@pytest.fixture
def another_kernel(monkeypatch):
    """Let every computed score differ by a relative 1e-6, as on another processor."""

    def moved(model, images):
        values, kind = score_images(model, images)
        noise = np.random.default_rng(0).choice([-1e-6, 1e-6], values.shape)
        return (values * (1 + noise)).astype(np.float32), kind

    for module in (scoring, reading):
        monkeypatch.setattr(module, "score_images", moved)
    return moved


@pytest.mark.parametrize("name", MODELS)
def test_verify_accepts_what_another_kernel_computes(trained, another_kernel, name):
    artifacts.verify(name)


@pytest.mark.parametrize("name", MODELS)
def test_the_stored_scores_are_those_of_the_model(trained, another_kernel, name):
    stored = artifacts.open_scores(name, "test")
    values, kind = another_kernel(artifacts.open_model(name), sets.load().test.images[:300])
    assert kind == stored.kind
    assert tolerance.same(stored.values[:300], values, kind)


def test_repair_accepts_what_another_kernel_computes(trained, another_kernel):
    image = sets.load().test.images[947]
    reading.refresh()
    sent = {"image": base64.b64encode(image.tobytes()).decode(), "digit": 947}
    for found in canvas_app.read(sent)["readings"]:
        stored = artifacts.open_scores(found["model"], "test")
        here = np.array([found["scores"]], np.float32)
        assert tolerance.same(stored.values[947:948], here, stored.kind)
        assert found["class"] == stored.predicted()[947]


@pytest.mark.parametrize("name", ["sgd", "champion"])
def test_a_changed_weight_is_refused(trained, monkeypatch, name):
    model = artifacts.open_model(name)
    if name == "sgd":
        model[-1].coef_[3, 14 * 28 + 14] += 0.1
    else:
        arrays = model[-1].arrays()
        arrays["conv1.weight"][-1, 0, 0] += 0.1
        model[-1].restore(arrays)
    monkeypatch.setattr(artifacts, "open_model", lambda *_: model)
    with pytest.raises(artifacts.ArtifactError, match=rf"score.*core train {name}"):
        artifacts.verify(name)


def test_the_limit_is_a_share_of_the_scores_scale():
    zeros = np.zeros((2, 3), np.float32)
    assert tolerance.allowed(zeros, "probability") == tolerance.SHARE
    large = np.array([[-500.0, 2.0, 1.0]], np.float32)
    assert tolerance.allowed(large, "decision") == pytest.approx(500 * tolerance.SHARE)
    assert not tolerance.same(zeros, zeros + 1, "probability")
    assert not tolerance.same(zeros, zeros[:1], "probability")
    assert not tolerance.same(zeros, zeros + np.nan, "probability")
