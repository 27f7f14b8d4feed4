import pickle

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.utils.estimator_checks import parametrize_with_checks
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from core import StudioError
from core.data import sets
from core.models.cnn import descent
from core.models.cnn.ensemble import CnnEnsemble
from core.storage import checkpoints, progress

TINY = {"n_estimators": 2, "epochs": 2, "widths": (4, 6, 8, 8), "batch": 32}


@pytest.fixture(scope="module")
def digits():
    return sets.load().train.take(slice(0, 300))


@pytest.fixture(scope="module")
def fitted(digits):
    return CnnEnsemble(**TINY).fit(digits.images, digits.labels)


def assert_same(one, other):
    """Both learned the same to the last bit, the running statistics too."""
    ours, theirs = one.arrays(), other.arrays()
    assert ours.keys() == theirs.keys()
    for name, array in ours.items():
        np.testing.assert_array_equal(array, theirs[name], err_msg=name)


class OnRows(CnnEnsemble):
    """The ensemble for scikit-learn's checks, which have rows: each feature shades four lines."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.two_d_array, tags.input_tags.three_d_array = True, False
        tags.classifier_tags.poor_score = True
        return tags

    def fit(self, X, y):  # the names that the checks look for
        rows, labels = validate_data(self, X, y)
        check_classification_targets(labels)
        self.low_, self.high_ = rows.min(axis=0), rows.max(axis=0)
        return super().fit(self.images(rows), labels)

    def images(self, rows):
        shade = (rows - self.low_) / np.maximum(self.high_ - self.low_, 1e-9)
        lines = np.resize(np.arange(rows.shape[1]), 7).repeat(4)
        images = shade.clip(0, 1)[:, lines, None].repeat(28, axis=2)
        return (images * 255).astype(np.uint8)

    def predict_proba(self, rows):
        check_is_fitted(self)
        return super().predict_proba(self.images(validate_data(self, rows, reset=False)))


@parametrize_with_checks([OnRows(1, 1, (2, 2, 2, 2), batch=32)])
def test_scikit_learns_checks(estimator, check):
    check(estimator)


def test_parameters_survive_clone_and_nothing_is_learned_before_fit(digits):
    estimator = clone(CnnEnsemble(**TINY))
    assert estimator.get_params() == CnnEnsemble(**TINY).get_params()
    with pytest.raises(NotFittedError):
        estimator.predict(digits.images)


def test_probabilities_sum_to_one_and_a_higher_temperature_flattens_them(fitted, digits):
    probability = fitted.predict_proba(digits.images)
    assert probability.shape == (300, 10)
    np.testing.assert_allclose(probability.sum(axis=1), 1, atol=1e-5)
    flat = clone(fitted).set_params(temperature=5.0).restore(fitted.arrays())
    assert (flat.predict_proba(digits.images).max(1) < probability.max(1)).all()
    np.testing.assert_array_equal(flat.predict(digits.images), fitted.predict(digits.images))


def test_one_image_is_read_as_it_is_among_many(fitted, digits):
    np.testing.assert_allclose(
        fitted.predict_proba(digits.images[7:8])[0],
        fitted.predict_proba(digits.images)[7],
        atol=1e-5,
    )


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(fitted, digits):
    again = clone(fitted).fit(digits.images, digits.labels)
    assert_same(again, fitted)
    other = clone(fitted).set_params(random_state=1).fit(digits.images, digits.labels)
    assert (other.arrays()["conv1.weight"] != fitted.arrays()["conv1.weight"]).any()


def test_arrays_and_pickle_give_the_same_reader_back(fitted, digits):
    wanted = fitted.predict_proba(digits.images)
    restored = clone(fitted).restore(fitted.arrays())
    np.testing.assert_array_equal(restored.predict_proba(digits.images), wanted)
    pickled = pickle.loads(pickle.dumps(fitted))
    np.testing.assert_array_equal(pickled.predict_proba(digits.images), wanted)


def test_any_labels_are_learned(digits):
    names = np.array(["odd", "even"])[(digits.labels % 2 == 0).astype(int)]
    estimator = CnnEnsemble(1, 1, (4, 4, 4, 4)).fit(digits.images, names)
    assert set(estimator.predict(digits.images)) <= {"odd", "even"}


def test_what_is_no_digit_image_is_refused_in_one_sentence(digits):
    with pytest.raises(StudioError, match="28, 28"):
        CnnEnsemble(**TINY).fit(digits.images.reshape(300, 784), digits.labels)
    with pytest.raises(StudioError, match="as many labels"):
        CnnEnsemble(**TINY).fit(digits.images, digits.labels[:-1])


def test_progress_rises_to_one(digits):
    parts = []
    with progress.listening(parts.append):
        CnnEnsemble(**TINY).fit(digits.images, digits.labels)
    assert parts == sorted(parts)
    assert parts[-1] == 1


class Killed(BaseException):
    pass


def test_a_fit_that_was_killed_goes_on_to_the_same_weights(fitted, digits, tmp_path, monkeypatch):
    saved = []

    def save_then_die(path, arrays):
        checkpoints_save(path, arrays)
        saved.append(int(arrays["epoch"]))
        raise Killed

    checkpoints_save = checkpoints.save
    with checkpoints.kept_in(tmp_path):
        with monkeypatch.context() as patch:
            patch.setattr(checkpoints, "save", save_then_die)
            with pytest.raises(Killed):
                clone(fitted).fit(digits.images, digits.labels)
        assert saved[0] == 1
        begun = []
        step = descent.Adam.step
        monkeypatch.setattr(
            descent.Adam, "step", lambda *args: (begun.append(args[1]), step(*args))
        )
        resumed = clone(fitted).fit(digits.images, digits.labels)
    assert len(begun) < 2 * 2 * (300 // 32)  # steps of the finished epochs are not done again
    assert_same(resumed, fitted)


def test_a_damaged_checkpoint_is_not_used(fitted, digits, tmp_path):
    with checkpoints.kept_in(tmp_path):
        clone(fitted).fit(digits.images, digits.labels)
        for path in tmp_path.glob("*.npz"):
            path.write_bytes(path.read_bytes()[:1000])
        again = clone(fitted).fit(digits.images, digits.labels)
    assert_same(again, fitted)
