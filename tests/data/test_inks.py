"""Ink to 28×28: what MNIST's makers did, wherever and however large one draws."""

import numpy as np
import pytest
from PIL import Image, ImageDraw
from scipy.ndimage import center_of_mass

from core import StudioError
from core.data import inks, sets, thin_ink


def drawn(size=280, at=(140, 140), extent=180, brush=18):
    """A four: three straight strokes, `extent` high, its middle at `at`."""
    image = Image.new("L", (size, size), 0)
    pen = ImageDraw.Draw(image)
    strokes = [[(0.2, -0.5), (-0.35, 0.15), (0.4, 0.15)], [(0.2, -0.5), (0.2, 0.5)]]
    for stroke in strokes:
        xy = [(at[0] + x * extent, at[1] + y * extent) for x, y in stroke]
        pen.line(xy, fill=255, width=brush, joint="curve")
        for x, y in xy:
            r = brush / 2
            pen.ellipse((x - r, y - r, x + r, y + r), fill=255)
    return np.asarray(image)


@pytest.fixture(scope="module")
def digits():
    return sets.load().train.images


def test_blank_canvas_gives_none():
    assert inks.to_mnist(np.zeros((280, 280), np.uint8)) is None
    assert inks.frames(np.zeros((1, 1), np.uint8)) is None


def test_longest_side_is_20_and_mass_is_in_the_middle():
    image = inks.to_mnist(drawn())
    assert image.shape == (28, 28)
    assert image.dtype == np.uint8
    rows, columns = np.flatnonzero(image.any(1)), np.flatnonzero(image.any(0))
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
    y, x = center_of_mass(image)
    assert abs(y - 14) <= 0.5
    assert abs(x - 14) <= 0.5


def test_a_full_square_becomes_a_20_by_20_square_around_the_middle():
    ink = np.zeros((100, 300), np.uint8)
    ink[30:70, 200:240] = 255
    expected = np.zeros((28, 28), np.uint8)
    expected[5:25, 5:25] = 255  # mass at 14.5 would be 5..25: MNIST's middle is pixel 14
    made = inks.to_mnist(ink)
    rows = np.flatnonzero(made.any(1))
    assert len(rows) == 20
    assert abs(rows.mean() - 14) <= 0.5
    assert (made[made > 0] == 255).all()
    assert np.roll(expected, (rows[0] - 5, rows[0] - 5), (0, 1)).tolist() == made.tolist()


@pytest.mark.parametrize("at", [(100, 100), (180, 130), (101, 177)])
def test_the_place_does_not_matter(at):
    assert np.array_equal(inks.to_mnist(drawn(at=at)), inks.to_mnist(drawn()))


@pytest.mark.parametrize("scale", [0.5, 1.5, 2.0, 4.0])
def test_the_size_hardly_matters(scale):
    ours = inks.to_mnist(drawn()).astype(float)
    other = drawn(
        size=round(280 * scale),
        at=(140 * scale, 140 * scale),
        extent=180 * scale,
        brush=round(18 * scale),
    )
    assert np.abs(inks.to_mnist(other) - ours).mean() < 6  # grey levels of 255


@pytest.mark.parametrize("size", [280, 560])
@pytest.mark.parametrize("brush", [1, 2, 3])
def test_a_thin_pen_makes_the_image_of_the_pads_own_pen(brush, size):
    made = inks.frames(drawn(size, (size / 2, size / 2), size * 5 / 7, brush))
    thin = made.image.astype(int)
    assert made.widened
    assert thin.max() == 255
    wide = drawn(size, (size / 2, size / 2), size * 5 / 7, size * 9 // 140)
    assert np.abs(thin - inks.to_mnist(wide)).mean() < 6  # grey levels; 25 and more if not widened


def test_soft_thin_lines_are_widened_without_gaps():
    ink = Image.new("L", (1120, 1120), 0)
    ImageDraw.Draw(ink).line([(200, 100), (930, 1000)], fill=255, width=3)
    image = inks.to_mnist(np.asarray(ink.resize((280, 280), Image.Resampling.BOX)))
    assert (image.max(axis=1)[4:24] > 200).all()


@pytest.mark.parametrize("brush", [8, 10, 18, 40])
@pytest.mark.parametrize("extent", [60, 120, 200, 265])
def test_ink_of_an_ordinary_pen_is_left_alone(brush, extent):
    made = inks.frames(drawn(extent=extent, brush=brush))
    top, left, bottom, right = made.box
    ink = made.ink[top:bottom, left:right]
    assert thin_ink.thickened(ink) is ink
    assert not made.widened


def test_no_digit_of_mnist_is_thin(digits):
    for image in digits[::10]:
        assert thin_ink.thickened(image) is image


@pytest.mark.parametrize(
    ("shape", "width", "found"), [((200, 20), 20, 1.27), ((200, 1), 1, 1.27), ((1, 300), 1, 1.27)]
)
def test_a_bars_width_is_found_but_for_its_direction(shape, width, found):
    bar = np.full(shape, 255, np.uint8)
    assert thin_ink.line_width(bar) == pytest.approx(found * width, rel=0.12)


def test_a_diagonals_width_is_found_but_for_its_direction():
    ink = Image.new("L", (400, 400), 0)
    ImageDraw.Draw(ink).line([(20, 20), (380, 380)], fill=255, width=12)
    assert thin_ink.line_width(np.asarray(ink)) == pytest.approx(0.9 * 12, rel=0.12)


def test_a_canvas_need_not_be_square():
    wide = np.zeros((280, 900), np.uint8)
    wide[:, 500:780] = drawn()
    assert np.array_equal(inks.to_mnist(wide), inks.to_mnist(drawn()))


def test_mnist_digits_come_back_as_they_are(digits):
    sample = digits[:2000]
    same = [np.array_equal(inks.to_mnist(image), image) for image in sample]
    assert np.mean(same) > 0.999  # 13 of the 60,000 are 19 pixels long


def test_one_pixel_is_still_placed_in_the_middle():
    ink = np.zeros((50, 50), np.uint8)
    ink[3, 44] = 255
    image = inks.to_mnist(ink)
    y, x = center_of_mass(image)
    assert abs(y - 14) <= 0.5
    assert abs(x - 14) <= 0.5


def test_lopsided_ink_stays_inside_the_image():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 100:102] = 255  # a long thin tail
    ink[230:240, 60:142] = 255  # under a heavy foot
    image = inks.to_mnist(ink)
    rows = np.flatnonzero(image.any(1))
    assert len(rows) == 20


def test_frames_tell_the_steps():
    made = inks.frames(drawn(at=(100, 120)))
    top, left, bottom, right = made.box
    assert made.ink[top:bottom, left:right].any(1).all()
    assert made.ink.astype(int).sum() == made.ink[top:bottom, left:right].astype(int).sum()
    assert made.small.shape == (20, 20)
    assert made.small.astype(int).sum() == made.image.astype(int).sum()
    # The centre of mass of the 20×20 step, in a 28×28 frame, is what the last step moves to 14.
    y, x = center_of_mass(np.pad(made.small, 4))
    assert made.centre == pytest.approx((y, x))


def test_raw_shrink_keeps_place_and_size():
    ink = np.zeros((280, 280), np.uint8)
    ink[0:10, 270:280] = 255
    expected = np.zeros((28, 28), np.uint8)
    expected[0, 27] = 255
    assert inks.raw_shrink(ink).tolist() == expected.tolist()


@pytest.mark.parametrize(
    "ink",
    [
        None,
        "ink",
        np.zeros((0, 0), np.uint8),
        np.zeros((28, 28), float),
        np.zeros(784, np.uint8),
        np.zeros((28, 28, 4), np.uint8),
    ],
)
def test_what_is_no_ink_is_refused_in_a_sentence(ink):
    with pytest.raises(StudioError, match="grey levels"):
        inks.to_mnist(ink)
