import io

import numpy as np
import pytest
from PIL import Image

from core.analysis import sprites


def opened(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("L")).astype(int)


def test_a_sprite_holds_every_digit_at_its_place():
    images = np.random.default_rng(0).integers(0, 256, (7, 28, 28), np.uint8)
    sheet = opened(sprites.sprite(images, columns=3))
    assert sheet.shape == (3 * 28, 3 * 28)
    for i, image in enumerate(images):
        y, x = i // 3 * 28, i % 3 * 28
        assert np.abs(sheet[y : y + 28, x : x + 28] - image).max() <= 8  # half of 1/15 of 255
    assert (sheet[56:, 28:] == 0).all()  # places 7 and 8 are empty


def test_a_contact_sheet_keeps_every_shade_and_leaves_gaps():
    images = np.random.default_rng(1).integers(0, 256, (3, 28, 28), np.uint8)
    sheet = opened(sprites.contact_sheet(images, columns=2, gap=4))
    assert sheet.shape == (4 + 2 * 32, 4 + 2 * 32)
    assert (sheet[4:32, 4:32] == images[0]).all()
    assert (sheet[4:32, 36:64] == images[1]).all()
    assert (sheet[36:64, 4:32] == images[2]).all()


def test_no_digits_make_a_sheet_without_digits():
    assert opened(sprites.contact_sheet(np.zeros((0, 28, 28), np.uint8))).max() <= 64


def test_images_in_colour_and_of_any_size_keep_their_place_and_colours():
    images = np.random.default_rng(2).integers(0, 256, (5, 20, 24, 3), np.uint8)
    sprite = np.asarray(Image.open(io.BytesIO(sprites.sprite(images, columns=3))))
    sheet = np.asarray(Image.open(io.BytesIO(sprites.contact_sheet(images, columns=3))))
    assert sprite.shape == (2 * 20, 3 * 24, 3)
    assert (sprite[20:40, 24:48] == images[4]).all()
    assert (sheet[28:48, 32:56] == images[4]).all()


@pytest.mark.parametrize("shape", [(256, 200), (97, 96, 3), (256, 1), (100, 256, 3)])
def test_thumbnails_are_means_of_squares(shape):
    images = np.random.default_rng(0).integers(0, 256, (3, *shape), np.uint8)
    small = sprites.thumbnails(images, 96)
    assert max(small.shape[1:3]) <= 96
    square = -(-max(shape[:2]) // 96)
    first = images[1, : min(square, shape[0]), : min(square, shape[1])]
    expected = first.reshape(-1, *shape[2:]).mean(axis=0)
    np.testing.assert_allclose(small[1, 0, 0], expected, atol=0.51)


def test_small_images_stay_as_they_are():
    images = np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)
    assert sprites.thumbnails(images) is images


def test_a_sheet_has_a_row_for_each_class_and_enlarges_tiny_images():
    images = np.zeros((5, 8, 8), np.uint8)
    images[:, 2, 3] = [10, 20, 30, 40, 50]
    labels = np.array([1, 0, 1, 0, 1])
    sheet = np.asarray(Image.open(io.BytesIO(sprites.by_class(images, labels, each=3))))
    side = 56 + 4
    assert sheet.shape == (4 + 2 * side, 4 + 3 * side)
    firsts = [[20, 40, 0], [10, 30, 50]]
    for row, column in np.ndindex(2, 3):
        y, x = 4 + row * side + 2 * 7 + 3, 4 + column * side + 3 * 7 + 3
        assert sheet[y, x] == firsts[row][column]


def test_a_preview_shows_each_image_in_four_shades():
    images = np.random.default_rng(0).integers(0, 256, (7, 10, 12), np.uint8)
    found = sprites.preview(images, 12, columns=3)
    assert (found.columns, found.size) == (3, (12, 10))
    sheet = np.asarray(Image.open(io.BytesIO(found.png)).convert("L"))
    for i, image in enumerate(images):
        top, left = 10 * (i // 3), 12 * (i % 3)
        shown = sheet[top : top + 10, left : left + 12].astype(int)
        assert set(np.unique(shown)) <= {0, 85, 170, 255}
        assert np.abs(shown - image).max() <= 43
