"""Folds: balanced, and no writer on both sides; a sentence where that cannot be."""

import numpy as np
import pytest
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from core import StudioError
from core.data import sets
from core.data.labelled import LabelledImages
from core.training import artifacts, fitting, keys
from core.training.folds import folds
from shapes import CLASSES, shapes


def images(labels, groups=None):
    labels = np.asarray(labels)
    groups = None if groups is None else np.asarray(groups)
    return LabelledImages(np.zeros((len(labels), 2, 2), np.uint8), labels, groups)


def test_no_writer_is_on_both_sides_and_every_image_is_scored_once():
    train = shapes(grouped=True).train
    found = folds(train, CLASSES)
    assert len(found) == 3
    for inside, outside in found:
        assert not set(train.groups[inside]) & set(train.groups[outside])
        assert set(train.labels[inside]) == set(range(4))
        assert len(outside) > len(train) / 6
    np.testing.assert_array_equal(np.sort(np.concatenate([o for _, o in found])), np.arange(400))


@pytest.mark.parametrize("grouped", [False, True])
def test_the_folds_are_scikit_learns(grouped):
    train = shapes(grouped=grouped).train
    kind = StratifiedGroupKFold if grouped else StratifiedKFold
    expected = kind(3).split(train.images, train.labels, train.groups)
    for (inside, outside), (fit, score) in zip(folds(train, CLASSES), expected, strict=True):
        np.testing.assert_array_equal(inside, fit)
        np.testing.assert_array_equal(outside, score)


@pytest.mark.parametrize(
    ("labels", "groups", "words"),
    [
        ([0, 0, 0, 1, 1], None, "'ring' has only 2 images"),
        ([0, 0, 0], None, "'ring' has no images"),
        ([0, 0, 0, 0, 1, 1, 1], [0, 1, 2, 3, 4, 4, 4], "'ring' has only 1 writers"),
        ([0, 1, 0, 1, 0, 1], [0, 0, 1, 1, 1, 1], "images of 3 writers"),
    ],
)
def test_what_cannot_be_divided_is_one_sentence(labels, groups, words):
    with pytest.raises(StudioError, match=words) as error:
        folds(images(labels, groups), ("disc", "ring"))
    assert "\n" not in str(error.value)


def test_a_class_by_two_writers_is_known_wherever_a_fold_fits():
    labels = [0] * 30 + [1] * 2
    groups = [*np.arange(30) % 3, 0, 1]
    for inside, _ in folds(images(labels, groups), ("disc", "ring")):
        assert {0, 1} == set(np.asarray(labels)[inside])


def test_a_model_says_how_its_folds_were_made_and_is_stale_without_them(monkeypatch, tmp_path):
    made = {True: shapes(grouped=True), False: shapes()}
    grouped = True
    monkeypatch.setattr(sets, "load", lambda name="mnist", root=None: made[grouped])
    told = []
    fitting.train("dummy", "shapes", tmp_path, listener=told.append)
    assert any("by writer" in progress.stage for progress in told)
    manifest = artifacts.open_manifest("dummy", "shapes", tmp_path)
    assert manifest["folds_by"] == "writers"
    with_writers = keys.key("dummy", "shapes")
    grouped = False
    assert keys.key("dummy", "shapes") != with_writers
    assert artifacts.status("dummy", "shapes", tmp_path).state == "stale"
    fitting.train("dummy", "shapes", tmp_path)
    manifest = artifacts.open_manifest("dummy", "shapes", tmp_path)
    assert manifest["folds_by"] == "images"
