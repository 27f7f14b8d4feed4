"""What is learned from: copies and shares, with their labels and writers, from a seed."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage

from core.data.labelled import LabelledImages
from core.improvement import copies
from core.improvement.recipe import Recipe
from shapes import shapes

COPIES = {"shifts=1": 5, "shifts=3": 5, "rotations=20": 2, "elastic=20,3": 2}


def few(n=60, colour=False, size=(12, 15), seed=0):
    """Return noise with labels 0 to 2, five writers and ids."""
    rng = np.random.default_rng(seed)
    pixels = rng.integers(0, 256, (n, *size, *([3] * colour)), dtype=np.uint8)
    labels = rng.integers(0, 3, n)
    writers = rng.integers(0, 5, n)
    return LabelledImages(pixels, labels, writers, writers % 2, np.arange(n))


def made(text, images, seed=0):
    """Return the training set of a recipe."""
    return Recipe.parse(text).training_set(images, seed)


@pytest.mark.parametrize(("text", "times"), COPIES.items())
@pytest.mark.parametrize("colour", [False, True])
def test_copies_follow_the_images_and_keep_what_belongs_to_them(text, times, colour):
    images = few(colour=colour)
    before = images.images.copy()
    found = made(text, images)
    assert len(found) == times * len(images)
    np.testing.assert_array_equal(found.images[: len(images)], before)
    for name in ("labels", "groups", "series", "ids"):
        np.testing.assert_array_equal(getattr(found, name), np.tile(getattr(images, name), times))
    np.testing.assert_array_equal(images.images, before)
    moved = found.images[len(images) :].reshape(times - 1, *before.shape)
    assert (moved != before).any(axis=tuple(range(2, before.ndim + 1))).all()


@pytest.mark.parametrize("text", ["shifts=1", "rotations=20", "elastic=20,3", "data=0.5"])
def test_what_is_not_known_stays_unknown_and_no_images_stay_none(text):
    images = few()
    unknown = LabelledImages(images.images, images.labels)
    found = made(text, unknown)
    assert (found.groups, found.series, found.ids) == (None, None, None)
    assert len(made(text, images.take(slice(0)))) == 0
    assert len(made(text, images.take(slice(1)))) >= 1


@pytest.mark.parametrize("text", ["rotations=20", "elastic=20,3", "data=0.5"])
def test_the_same_seed_gives_the_same_and_another_does_not(text):
    images = few()
    first, again, other = made(text, images), made(text, images), made(text, images, 1)
    np.testing.assert_array_equal(first.images, again.images)
    assert first.images.shape != other.images.shape or (first.images != other.images).any()


@pytest.mark.parametrize("colour", [False, True])
def test_shifts_are_those_of_scipy(colour):
    images = few(colour=colour)
    found = made("shifts=2", images).images
    for number, (dx, dy) in enumerate(((-2, 0), (2, 0), (0, 2), (0, -2)), start=1):
        wanted = ndimage.shift(
            images.images, (0, dy, dx, *[0] * colour), order=0, mode="constant", prefilter=False
        )
        np.testing.assert_array_equal(found[number * 60 : number * 60 + 60], wanted)


def test_a_shift_wider_than_the_image_leaves_paper():
    assert not made("shifts=10", few(size=(4, 6))).images[60:].any()


@pytest.mark.parametrize("size", [(28, 28), (9, 14), (1, 7), (1, 1)])
@pytest.mark.parametrize("colour", [False, True])
def test_turning_equals_scipys(size, colour):
    images = few(8, colour, size).images
    angles = np.array([0, 5, -5, 30, -90, 90, 180, 12.5])
    found = copies.turned(images, angles)
    for one, image, angle in zip(found, images, angles, strict=True):
        sin, cos = np.sin(np.radians(angle)), np.cos(np.radians(angle))
        matrix = np.array([[cos, sin], [-sin, cos]])
        middle = (np.array(size) - 1) / 2
        for channel in range(3) if colour else (...,):
            where = (..., channel) if colour else ...
            wanted = ndimage.affine_transform(
                image[where].astype(float),
                matrix,
                middle - matrix @ middle,
                order=1,
                mode="grid-constant",
            )
            assert np.abs(one[where] - wanted).max() < 0.51


def test_a_positive_angle_turns_counter_clockwise_as_scipys_does():
    image = np.zeros((29, 29), np.uint8)
    image[14, 14:] = 255  # a hand that points to the right
    turned = copies.turned(image[None], np.array([90.0]))[0]
    np.testing.assert_array_equal(turned, np.rot90(image))


@pytest.mark.parametrize("colour", [False, True])
def test_elastic_copies_equal_the_method_written_plainly(colour):
    images = few(6, colour, (16, 20))
    rng, again = np.random.default_rng(3), np.random.default_rng(3)
    found = copies.elastic(images, rng, 25.0, 2.5).images[6:]
    noise = again.uniform(-1, 1, (6, 2, 16, 20))
    y, x = np.mgrid[:16, :20]
    for one, image, (down, right) in zip(found, images.images, noise, strict=True):
        at = (
            y + 25 * ndimage.gaussian_filter(down, 2.5),
            x + 25 * ndimage.gaussian_filter(right, 2.5),
        )
        for channel in range(3) if colour else (...,):
            where = (..., channel) if colour else ...
            pixels = image[where].astype(float)
            wanted = ndimage.map_coordinates(pixels, at, order=1, mode="grid-constant")
            assert np.abs(one[where] - wanted).max() < 0.51


def test_turned_images_are_the_same_however_many_there_are():
    images = few(700, size=(28, 28)).images
    angles = np.random.default_rng(0).uniform(-30, 30, 700)
    whole = copies.turned(images, angles)
    alone = [copies.turned(images[i : i + 1], angles[i : i + 1])[0] for i in range(0, 700, 29)]
    np.testing.assert_array_equal(whole[::29], alone)


@pytest.mark.parametrize("share", [0.001, 0.1, 0.5, 0.77, 1])
def test_a_share_is_one_of_every_class(share):
    images = few(1000)
    found = made(f"data={share}", images)
    for label, n in enumerate(np.bincount(images.labels)):
        assert (found.labels == label).sum() == max(1, round(share * n))
    assert (np.diff(found.ids) > 0).all()
    for name in ("images", "labels", "groups", "series"):
        np.testing.assert_array_equal(getattr(found, name), getattr(images, name)[found.ids])


def test_a_learning_curve_grows_by_adding_images():
    images = few(1000)
    shares = [set(made(f"data={share}", images, 5).ids) for share in (0.1, 0.3, 0.6, 1)]
    assert shares[0] < shares[1] < shares[2] < shares[3]


def test_steps_follow_each_other_and_draw_their_own_numbers():
    images = few(300)
    half = made("data=0.5", images, 2)
    both = made("data=0.5 shifts=1 rotations=10", images, 2)
    assert len(both) == 10 * len(half)
    np.testing.assert_array_equal(both.ids[: len(half)], half.ids)
    alone = made("rotations=10", made("shifts=1", half, 2), 2)
    np.testing.assert_array_equal(both.images, alone.images)


@pytest.mark.parametrize("text", ["none", "deskew blur=1", "pca=5 scaling"])
def test_pixel_and_model_steps_leave_the_training_images_as_they_are(text):
    images = few()
    recipe = Recipe.parse("scaling pca=5") if "pca" in text else Recipe.parse(text)
    assert recipe.training_set(images, 0) is images


def test_copies_of_a_writer_stay_the_writers():
    """So that folds by writer, made before copying, keep a writer's copies on one side."""
    train = shapes(60, 20, grouped=True).train
    inside = np.flatnonzero(train.groups % 2 == 0)
    found = made("shifts=1 rotations=5", train.take(inside))
    assert set(found.groups) == set(train.groups[inside])
