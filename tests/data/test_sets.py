"""Data sets stored beside MNIST: as they were, or refused in a sentence."""

import numpy as np
import pytest

from core.data import sets
from core.data.labelled import DataError, Dataset, LabelledImages
from shapes import CLASSES, shapes


def same(first, second):
    return all(
        np.array_equal(getattr(getattr(first, part), field), getattr(getattr(second, part), field))
        for part in ("train", "test")
        for field in ("images", "labels", "groups", "series")
    )


def test_a_stored_data_set_comes_back_as_it_was(tmp_path):
    made = shapes(40, 20, grouped=True)
    sets.store(made, tmp_path)
    loaded = sets.load("shapes", tmp_path)
    assert same(made, loaded)
    assert loaded.classes == CLASSES
    assert loaded.series == made.series
    assert (loaded.shape, loaded.n_classes) == ((20, 24), 4)
    assert loaded.sha256 == made.sha256
    assert sets.load("shapes", tmp_path) is loaded
    assert sets.names(tmp_path) == ["mnist", "shapes"]


def test_storing_again_replaces_what_is_loaded(tmp_path):
    sets.store(shapes(40, 20), tmp_path)
    first = sets.load("shapes", tmp_path)
    sets.store(shapes(40, 20, seed=1), tmp_path)
    assert sets.load("shapes", tmp_path).sha256 != first.sha256


def test_an_unknown_name_lists_those_there_are(tmp_path):
    sets.store(shapes(40, 20), tmp_path)
    with pytest.raises(DataError, match=r"no data set named 'sneakers'; choose .*mnist, shapes"):
        sets.load("sneakers", tmp_path)


def test_a_damaged_data_set_is_refused_by_name(tmp_path):
    folder = sets.store(shapes(40, 20), tmp_path)
    content = bytearray((folder / "test_images.npy").read_bytes())
    content[-1] ^= 1
    (folder / "test_images.npy").write_bytes(content)
    with pytest.raises(DataError, match=r"'shapes' has a damaged test_images.npy"):
        sets.load("shapes", tmp_path)


@pytest.mark.parametrize("name", ["mnist", "../up", "Shapes", ""])
def test_what_cannot_be_a_name_is_refused(tmp_path, name):
    made = shapes(40, 20)
    with pytest.raises(
        Exception, match=r"choose another name|invalid name" if name else "Give it a name"
    ):
        sets.store(Dataset(name, made.train, made.test, made.classes), tmp_path)
    assert sets.names(tmp_path) == ["mnist"]


def test_class_names_and_size_are_part_of_the_hash():
    made = shapes(40, 20)
    renamed = Dataset("shapes", made.train, made.test, ("a", "b", "c", "d"))
    assert renamed.sha256 != made.sha256


def test_colour_is_taken_and_other_forms_are_not():
    labels = np.zeros(2, np.int64)
    assert len(LabelledImages(np.zeros((2, 5, 6, 3), np.uint8), labels)) == 2
    with pytest.raises(DataError, match=r"\(n, h, w\)"):
        LabelledImages(np.zeros((2, 30), np.uint8), labels)
    with pytest.raises(DataError, match="as many groups"):
        LabelledImages(np.zeros((2, 5, 6), np.uint8), labels, np.zeros(3, np.int64))


def test_labels_outside_the_classes_are_refused():
    made = shapes(40, 20)
    with pytest.raises(DataError, match="there are 3 classes"):
        Dataset("shapes", made.train, made.test, ("a", "b", "c"))
