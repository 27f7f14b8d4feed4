import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from core.analysis.attribution import attribute, contributions, is_linear, occlusion
from core.data import sets
from core.models import registry
from core.models.features import Pixels
from shapes import shapes


@pytest.fixture(scope="module")
def digits():
    return sets.load().train.take(slice(0, 600))


@pytest.fixture(scope="module")
def sgd(digits):
    return registry.get("sgd").make().fit(digits.images, digits.labels)


def scaled(digits):
    pipeline = make_pipeline(Pixels(), StandardScaler(), LogisticRegression(max_iter=20))
    return pipeline.fit(digits.images, digits.labels)


@pytest.mark.filterwarnings("ignore:.*converge")
def test_contributions_of_a_linear_model_sum_to_its_score_minus_the_intercept(digits, sgd):
    for model in (sgd, scaled(digits)):
        for image in digits.images[:5]:
            scores = model.decision_function(image[None])[0]
            for label in range(10):
                found = contributions(model, image, label)
                intercept = model[-1].intercept_[label]
                assert found.values.sum() == pytest.approx(scores[label] - intercept, abs=1e-3)
                assert found.score == pytest.approx(scores[label], abs=1e-3)
            pair = contributions(model, image, 4, against=9)
            assert pair.score == pytest.approx(scores[4] - scores[9], abs=1e-3)


def test_pixels_without_ink_contribute_nothing(digits, sgd):
    image = digits.images[0]
    assert (attribute(sgd, image, 5).values[image == 0] == 0).all()


class Corner:
    """Scores class 1 by the mean ink of the upper left quarter."""

    def decision_function(self, images):
        ink = images[:, :14, :14].mean(axis=(1, 2))
        return np.column_stack([-ink, ink])


def test_occlusion_points_at_the_only_pixels_a_model_looks_at():
    found = occlusion(Corner(), np.full((28, 28), 255, np.uint8), 1)
    assert found.values[:12, :12].min() > 0
    assert (found.values[18:, :] == 0).all()
    assert (found.values[:, 18:] == 0).all()
    assert found.score == 255


def test_occlusion_of_a_blank_image_shows_nothing():
    assert (occlusion(Corner(), np.zeros((28, 28), np.uint8), 1).values == 0).all()


def test_each_model_gets_the_method_that_holds_for_it(digits, sgd):
    forest = make_pipeline(Pixels(), RandomForestClassifier(5)).fit(digits.images, digits.labels)
    assert is_linear(sgd)
    assert not is_linear(forest)
    assert attribute(sgd, digits.images[0], 5).method == "contributions"
    assert attribute(forest, digits.images[0], 5).method == "occlusion"
    assert "Exact" in attribute(sgd, digits.images[0], 5).about


@pytest.mark.parametrize("colour", [False, True])
def test_attribution_has_the_height_and_width_of_any_image(colour):
    data = shapes(80, 10).train
    images = np.stack([data.images] * 3, axis=3) if colour else data.images
    linear = registry.get("logistic").make().fit(images, data.labels)
    forest = make_pipeline(Pixels(), RandomForestClassifier(5, random_state=0))
    forest.fit(images, data.labels)
    exact = attribute(linear, images[0], 2)
    weights = linear[-1].coef_[2].reshape(images.shape[1:]) * images[0] / 255
    assert exact.method == "contributions"
    assert exact.values == pytest.approx(weights.sum(axis=2) if colour else weights, abs=1e-6)
    measured = attribute(forest, images[0], 2)
    assert measured.method == "occlusion"
    assert measured.values.shape == (20, 24)
    assert np.isfinite(measured.values).all()
