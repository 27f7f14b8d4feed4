import numpy as np
import pytest
from scipy.ndimage import distance_transform_edt, label

from core.data import sets
from core.models.cnn.augment import Distorter, Shares, coarse, drawn, warped
from core.models.cnn.strokes import GRID, REACH, STEPS, distance_maps, points_on, strokes, thin
from core.models.cnn.styles import STYLES, _bar_hook_and_foot, _slash, restyled, written


@pytest.fixture(scope="module")
def digits():
    return sets.load().train.take(slice(0, 200))


def test_a_thick_bar_is_thinned_to_a_line():
    mask = np.zeros((1, 9, 12), bool)
    mask[0, 3:6, 2:10] = True
    line = thin(mask)[0]
    assert line.sum(axis=0).max() == 1
    assert line[4, 4:8].all()
    assert not (line & ~mask[0]).any()


def test_thinning_keeps_every_digits_parts_together(digits):
    masks = digits.images > 127
    for mask, line in zip(masks, thin(masks), strict=True):
        assert label(line, np.ones((3, 3)))[1] == label(mask, np.ones((3, 3)))[1]


def test_more_masks_than_fit_a_word_are_thinned_alike(digits):
    lines = strokes(digits.images)
    np.testing.assert_array_equal(strokes(digits.images[150:151])[0], lines[150])


def test_distances_are_scipys(digits):
    lines = strokes(digits.images[:5])
    for line, found in zip(lines, distance_maps(lines), strict=True):
        wanted = np.minimum(distance_transform_edt(~line), REACH)
        np.testing.assert_allclose(found / STEPS, wanted, atol=0.6 / STEPS)


def test_drawn_digits_fill_the_box_and_sit_on_their_centre_of_mass(digits):
    lines = strokes(digits.images)
    images = drawn(distance_maps(lines), points_on(lines), np.random.default_rng(0))
    ink = images > 0.1
    tall = ink.any(axis=2).sum(axis=1)
    wide = ink.any(axis=1).sum(axis=1)
    assert 18 <= np.median(np.maximum(tall, wide)) <= 22
    mass = images / images.sum(axis=(1, 2), keepdims=True)
    y = (mass.sum(axis=2) * np.arange(28)).sum(axis=1)
    x = (mass.sum(axis=1) * np.arange(28)).sum(axis=1)
    assert abs(np.median(y) - 14) < 0.5
    assert abs(np.median(x) - 14) < 0.5


def test_pens_are_thin_and_thick(digits):
    lines = strokes(digits.images)
    images = drawn(distance_maps(lines), points_on(lines), np.random.default_rng(0))
    ink = images.sum(axis=(1, 2))
    assert np.quantile(ink, 0.9) > 3 * np.quantile(ink, 0.1)
    assert images.min() >= 0
    assert images.max() <= 1


def test_warped_digits_keep_their_ink_and_differ_each_time(digits):
    rng = np.random.default_rng(0)
    first, second = warped(digits.images, rng), warped(digits.images, rng)
    assert (first != second).any(axis=(1, 2)).all()
    ratio = first.sum(axis=(1, 2)) / (digits.images / 255).sum(axis=(1, 2))
    assert 0.95 < np.median(ratio) < 1.05


def test_slashes_flags_and_bars_are_added_to_zeros_ones_and_sevens_only(digits):
    lines = strokes(digits.images)
    styled = restyled(lines, digits.labels, np.random.default_rng(0))
    changed = (styled != lines).any(axis=(1, 2))
    touched = np.isin(digits.labels, (0, 1, 7))
    assert not changed[~touched].any()
    assert changed[digits.labels == 0].all()
    assert changed[touched].mean() > 0.8


def test_zeros_are_crossed_both_ways_and_by_a_bar():
    train = sets.load().train
    lines = strokes(train.images[train.labels == 0][:500])
    [(ends, share)] = _slash(2 * points_on(lines), np.random.default_rng(0))
    across, down = (ends[:, 1] - ends[:, 0]).T
    angle = np.degrees(np.arctan2(-down, across)) % 180
    assert share == 1
    for low, high in ((30, 80), (100, 150)):
        assert 80 < ((angle > low) & (angle < high)).sum() < 300
    assert 80 < ((angle < 16) | (angle > 164)).sum() < 200


def test_a_sevens_foot_is_short_and_lies_at_its_end(digits):
    points = 2 * points_on(strokes(digits.images[digits.labels == 7]))
    feet, share = _bar_hook_and_foot(points, np.random.default_rng(0))[2]
    assert 0 < share < 0.5  # most sevens have none
    height = points[:, -1, 1] - points[:, 0, 1]
    np.testing.assert_allclose(feet.mean(axis=1)[:, 1], points[:, -1, 1], atol=3)
    assert ((feet[:, 1, 0] - feet[:, 0, 0]) <= 0.4 * height).all()


def test_a_coarse_scan_keeps_the_ink_and_loses_what_is_fine(digits):
    rng = np.random.default_rng(0)
    images = digits.images.astype(np.float32) / 255
    scanned = coarse(images, rng)
    ink = scanned.sum(axis=(1, 2)) / images.sum(axis=(1, 2))
    assert (abs(ink - 1) < 0.03).all()
    assert scanned.min() >= 0
    assert scanned.max() <= 1
    fine = (np.indices((28, 28)).sum(axis=0) % 2).astype(np.float32)[None]
    assert coarse(fine, rng).std() < 0.2 * fine.std()
    np.testing.assert_allclose(coarse(np.ones((9, 28, 28), np.float32), rng), 1, atol=1e-6)


def test_only_the_asked_share_of_an_epoch_comes_from_a_coarse_scan(digits):
    def edges(share):
        shares = Shares(drawn=0, restyled=0, written=0, coarse=share)
        distorter = Distorter(
            digits.images, digits.labels, np.arange(10), shares, np.random.default_rng(0)
        )
        images, _ = distorter.epoch(np.random.default_rng(1))
        return np.abs(np.diff(images, axis=2)).sum()

    none, some, all_ = edges(0.0), edges(0.3), edges(1.0)
    assert all_ < some < none


def test_every_digit_is_written_in_several_styles():
    lines, labels = written(200, np.random.default_rng(0))
    assert sorted(STYLES) == list(range(10))
    assert all(len(styles) > 1 for styles in STYLES.values())
    np.testing.assert_array_equal(np.bincount(labels), 20)
    assert lines.shape == (200, GRID, GRID)
    assert lines.any(axis=(1, 2)).all()


def test_an_epoch_has_every_digit_once_with_its_label(digits):
    epoch = Distorter(
        digits.images,
        digits.labels,
        np.arange(10),
        Shares(drawn=0.5, restyled=0, written=0),
        np.random.default_rng(0),
    )
    images, labels = epoch.epoch(np.random.default_rng(1))
    assert images.shape == (200, 28, 28)
    np.testing.assert_array_equal(np.bincount(labels), np.bincount(digits.labels))


def test_the_same_random_numbers_make_the_same_epoch(digits):
    def made():
        distorter = Distorter(
            digits.images, digits.labels, np.arange(10), Shares(), np.random.default_rng(0)
        )
        return distorter.epoch(np.random.default_rng(1))

    (first, labels), (second, again) = made(), made()
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(labels, again)
