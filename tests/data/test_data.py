"""The bundled digits are MNIST's, and anything else is refused by name."""

import numpy as np
import pytest

from core.data import mnist, sets
from core.data.labelled import DataError, LabelledImages
from core.storage import paths


@pytest.fixture(autouse=True)
def forget():
    yield
    sets.bare.cache_clear()


def test_the_bundle_is_mnist():
    digits = sets.load()
    assert (len(digits.train), len(digits.test)) == (60_000, 10_000)
    assert digits.train.images.dtype == np.uint8
    labels = np.concatenate([digits.train.labels, digits.test.labels])
    assert np.issubdtype(labels.dtype, np.integer)
    # class counts and pixel sum of the original files
    counts = [6903, 7877, 6990, 7141, 6824, 6313, 6876, 7293, 6825, 6958]
    assert np.bincount(labels).tolist() == counts
    assert int(digits.train.images.sum()) + int(digits.test.images.sum()) == 1_832_221_745
    assert digits.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert digits.classes == tuple("0123456789")


def test_nobody_can_change_the_digits():
    with pytest.raises(ValueError, match="read-only"):
        sets.load().train.images[0, 0, 0] = 1


def test_a_missing_bundle_is_named_with_the_command_that_gets_it(tmp_path):
    with pytest.raises(DataError, match=r"mnist_784\.npz is missing.*python -m core fetch"):
        sets.load(root=tmp_path)


@pytest.mark.parametrize("part", [0, 0.3, 0.99])
def test_a_cut_off_bundle_is_named_with_the_command_that_gets_it(tmp_path, part):
    content = (paths.ARTIFACTS / mnist.BUNDLE).read_bytes()
    (tmp_path / mnist.BUNDLE).write_bytes(content[: int(part * len(content))])
    with pytest.raises(DataError, match=r"mnist_784\.npz.*python -m core fetch"):
        sets.load(root=tmp_path)


def test_one_wrong_label_is_noticed(tmp_path):
    digits = sets.load()
    labels = digits.test.labels.astype(np.uint8)
    labels[[0, 1]] = labels[[1, 0]]
    np.savez(
        tmp_path / mnist.BUNDLE,
        train_images=digits.train.images,
        train_labels=digits.train.labels.astype(np.uint8),
        test_images=digits.test.images,
        test_labels=labels,
    )
    with pytest.raises(DataError, match=r"does not hold the digits of MNIST"):
        sets.load(root=tmp_path)


def test_an_unknown_data_set_is_told():
    with pytest.raises(DataError, match="choose one of mnist"):
        sets.load("letters")


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        (np.zeros((2, 64), np.uint8), np.zeros(2, int), "h, w"),
        (np.zeros((2, 28, 28)), np.zeros(2, int), "uint8"),
        (np.zeros((2, 28, 28), np.uint8), np.zeros(3, int), "as many labels"),
        (np.zeros((2, 28, 28), np.uint8), np.array(["5", "0"]), "integers"),
    ],
)
def test_digits_of_another_form_are_refused(images, labels, sentence):
    with pytest.raises(DataError, match=sentence):
        LabelledImages(images, labels)
