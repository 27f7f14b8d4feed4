import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesClassifier, RandomForestClassifier

from core.data import sets
from core.models.fast_forest import StackedForest, serving
from core.models.registry import get, on_pixels


@pytest.mark.parametrize("depth", [None, 6])  # leaves of one class, and of several
@pytest.mark.parametrize("ensemble", [RandomForestClassifier, ExtraTreesClassifier])
def test_stacked_trees_give_the_forests_probabilities_on_all_test_digits(ensemble, depth):
    digits = sets.load()
    small = digits.train.take(slice(0, 1500))
    unfitted = on_pixels(ensemble(12, max_depth=depth, random_state=0))
    forest = unfitted.fit(small.images, small.labels)
    stacked = serving(forest)
    assert isinstance(stacked, StackedForest)
    images = digits.test.images
    parts = [stacked.predict_proba(images[i : i + 500]) for i in range(0, len(images), 500)]
    np.testing.assert_allclose(np.concatenate(parts), forest.predict_proba(images), atol=1e-6)
    np.testing.assert_array_equal(stacked.predict(images[:9]), forest.predict(images[:9]))


def test_other_models_are_served_as_they_are():
    pipeline = get("sgd").make()
    assert serving(pipeline) is pipeline
