"""What is measured of images, on strokes whose slant and width are known."""

import numpy as np
import pytest
from scipy import ndimage

from core.analysis import traits


def stroke(width=3, lean=0.0, side=28, high=18):
    """Return an image (1, side, side) of an upright stroke that leans by `lean` columns a row."""
    rows, columns = np.mgrid[:side, :side]
    middle = (side - 1) / 2
    x = columns - middle + lean * (rows - middle)
    inside = (np.abs(x) <= width / 2) & (np.abs(rows - middle) <= high / 2)
    return (255 * inside).astype(np.uint8)[None]


@pytest.mark.parametrize("degrees", [-30, -10, 0, 15, 40])
def test_slant_is_the_angle_to_the_upright(degrees):
    image = stroke(2, np.tan(np.radians(degrees)))
    assert traits.slant(image)[0] == pytest.approx(degrees, abs=3)


@pytest.mark.parametrize("width", [2, 4, 6])
def test_a_strokes_width_is_about_its_width(width):
    assert traits.stroke_width(stroke(width + 0.5))[0] == pytest.approx(width, rel=0.3)
    assert traits.stroke_width(stroke(width + 2))[0] > traits.stroke_width(stroke(width))[0]


def test_off_centre_is_the_distance_that_it_was_moved():
    moved = np.roll(stroke(), (3, 4), axis=(1, 2))
    assert traits.off_centre(stroke())[0] == pytest.approx(0, abs=1e-9)
    assert traits.off_centre(moved)[0] == pytest.approx(5)


def test_a_blurred_image_is_less_sharp_and_a_fainter_one_is_not():
    sharp = stroke()
    blurred = ndimage.gaussian_filter(sharp, (0, 2, 2))
    assert traits.sharpness(blurred)[0] < 0.7 * traits.sharpness(sharp)[0]
    assert traits.sharpness(sharp // 4)[0] == pytest.approx(traits.sharpness(sharp)[0], rel=0.05)


def test_each_image_is_measured_alone_in_grey_and_in_colour(monkeypatch):
    many = np.concatenate([stroke(2), stroke(5, 0.3), np.roll(stroke(4), 3, axis=1)])
    monkeypatch.setattr(traits, "CHUNK", 2)
    for measure in (traits.slant, traits.stroke_width, traits.off_centre, traits.sharpness):
        together = measure(many)
        alone = [measure(image[None])[0] for image in many]
        np.testing.assert_allclose(together, alone)
        np.testing.assert_allclose(measure(np.repeat(many[..., None], 3, axis=3)), together)


def test_images_without_ink_have_no_traits():
    black = np.zeros((2, 9, 7), np.uint8)
    for measure in (traits.slant, traits.stroke_width, traits.off_centre, traits.sharpness):
        assert measure(black).tolist() == [0, 0]
        assert measure(black[:0]).shape == (0,)
