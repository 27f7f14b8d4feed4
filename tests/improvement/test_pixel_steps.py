"""Each pixel step equals its plain computation, on any images, alone or among others."""

from __future__ import annotations

import numpy as np
import oracles
import pytest
from scipy.ndimage import center_of_mass
from sklearn.base import clone

from core import StudioError
from core.improvement.steps import STEPS
from core.improvement.transformer import PixelStep
from few_digits import few_digits

#: Every pixel step with numbers that differ from its defaults, and at the ends of their ranges.
VALUES = {
    "deskew": [()],
    "sharpen": [(1.0, 1.0), (0.1, 0.3), (10.0, 5.0)],
    "blur": [(1.0,), (0.3,), (5.0,)],
    "contrast": [(1.0,), (0.0,), (25.0,)],
    "equalise": [()],
    "denoise": [()],
    "thicken": [(1.0,), (0.1,), (2.7,), (5.0,)],
    "thin": [(1.0,), (0.5,), (2.0,), (5.0,)],
    "crop": [(0.0,), (100.0,), (254.0,)],
}
EVERY = [(name, values) for name, lists in VALUES.items() for values in lists]
SHAPES = [(28, 28), (9, 14), (14, 9), (28, 28, 3), (11, 6, 3), (1, 5), (5, 1), (1, 1), (1, 1, 3)]


def images(shape, n=12, seed=0):
    """Return noise, a few bright strokes, and images of one brightness or with one pixel."""
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 256, (n, *shape), dtype=np.uint8)
    noise[: n // 2] *= rng.random((n // 2, *shape)) < 0.2
    noise[0], noise[1], noise[2] = 0, 255, 90
    noise[3] = 0
    noise[3].flat[rng.integers(noise[3].size)] = 200
    return noise


def off(found, wanted):
    """Return by how much rounded values (uint8) are further off than rounding explains."""
    assert found.dtype == np.uint8
    return np.abs(found - np.clip(wanted, 0, 255)).max() - 0.5


def test_the_list_of_this_test_is_that_of_the_registry():
    assert list(VALUES) == [name for name, step in STEPS.items() if step.kind == "pixels"]
    for name, values in EVERY:
        assert STEPS[name].checked(values) == values


@pytest.mark.parametrize(("name", "values"), EVERY)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_equals_its_plain_computation(name, values, shape):
    stack = images(shape)
    before = stack.copy()
    found = PixelStep(name, values).transform(stack)
    wanted = np.stack([getattr(oracles, name)(image, *values) for image in stack])
    assert found.shape == stack.shape
    assert off(found, wanted) < 2e-3
    np.testing.assert_array_equal(stack, before)


@pytest.mark.parametrize(("name", "values"), EVERY)
def test_equals_its_plain_computation_on_digits(name, values):
    digits = few_digits(30, 1).train.images
    wanted = np.stack([getattr(oracles, name)(image, *values) for image in digits])
    assert off(PixelStep(name, values).transform(digits), wanted) < 2e-3


@pytest.mark.parametrize(("name", "values"), EVERY)
@pytest.mark.parametrize("shape", [(28, 28), (7, 12, 3)], ids=str)
def test_an_image_alone_is_changed_as_among_others(name, values, shape):
    """Whatever else is scored with an image, nothing leaks into it."""
    stack = images(shape, 700)
    step = PixelStep(name, values)
    together = step.fit(stack[:5]).transform(stack)
    alone = np.concatenate([step.transform(stack[i : i + 1]) for i in range(0, 700, 23)])
    np.testing.assert_array_equal(together[::23], alone)
    backwards = step.transform(stack[::-1])[::-1]
    np.testing.assert_array_equal(together, backwards)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("shape", [(0, 28, 28), (0, 9, 4, 3), (3, 0, 4), (2, 5, 0, 3)], ids=str)
def test_nothing_stays_nothing(name, shape):
    found = PixelStep(name, VALUES[name][0]).transform(np.zeros(shape, np.uint8))
    assert (found.shape, found.dtype) == (shape, np.uint8)


@pytest.mark.parametrize("name", VALUES)
def test_an_image_of_one_brightness_keeps_it_unless_it_is_moved(name):
    stack = np.zeros((3, 10, 12), np.uint8)
    stack[1], stack[2] = 90, 255
    found = PixelStep(name, VALUES[name][0]).transform(stack)
    np.testing.assert_array_equal(found[0], stack[0])
    if name not in ("crop", "deskew"):
        np.testing.assert_array_equal(found, stack)


@pytest.mark.parametrize(
    "wrong", [np.zeros((2, 784), np.uint8), np.zeros((2, 28, 28)), np.zeros((2, 5, 5, 4), np.uint8)]
)
def test_what_is_not_a_stack_of_images_is_refused(wrong):
    step = PixelStep("blur", (1.0,))
    for call in (step.fit, step.transform):
        with pytest.raises(StudioError, match=r"\(n, h, w\) uint8"):
            call(wrong)


def test_a_step_is_cloned_with_its_numbers():
    step = clone(PixelStep("sharpen", (2.0, 1.5)))
    assert (step.name, step.values) == ("sharpen", (2.0, 1.5))


def test_a_models_key_covers_the_code_of_every_pixel_step():
    covered = {module.__name__ for module in PixelStep.modules}
    assert covered == {STEPS[name].apply.__module__ for name in VALUES}


def test_a_leaning_stroke_stands_upright_and_stays_where_it_is():
    image = np.zeros((28, 28), np.uint8)
    for y in range(4, 24):
        image[y, 8 + (y - 4) // 2 : 11 + (y - 4) // 2] = 255
    slope, middle = oracles.slant(image)
    assert slope > 0.4
    upright = PixelStep("deskew").transform(image[None])[0]
    slope, moved = oracles.slant(upright)
    assert abs(slope) < 0.02
    np.testing.assert_allclose(moved, middle, atol=0.1)


def test_ink_that_lies_flat_is_not_torn():
    image = np.zeros((28, 28), np.uint8)
    image[13, 4:24] = 200
    image[14, 20:24] = 200
    moved = PixelStep("deskew").transform(image[None])[0].astype(int)
    assert np.abs(moved.sum(axis=1) - image.sum(axis=1)).max() <= 2
    image[14] = 0
    np.testing.assert_array_equal(PixelStep("deskew").transform(image[None])[0], image)


def test_digits_of_mnist_are_where_crop_puts_them():
    """Its makers did the same with the originals; rounding moves a few by a pixel."""
    digits = few_digits(500, 1).train.images
    same = (PixelStep("crop", (0.0,)).transform(digits) == digits).all(axis=(1, 2))
    assert same.mean() > 0.9


@pytest.mark.parametrize("turns", range(4))
def test_ink_that_is_heavy_at_one_end_is_not_pushed_out_of_the_image(turns):
    image = np.zeros((28, 28), np.uint8)
    image[2:4, 6:26] = 255
    image[4:22, 9] = 9
    image = np.rot90(image, turns)
    found = PixelStep("crop", (0.0,)).transform(image[None])[0]
    assert off(found, oracles.crop(image, 0)) < 2e-3
    assert found.sum() == image.sum()


@pytest.mark.parametrize("shape", [(28, 28), (42, 56)])
def test_a_small_digit_in_a_corner_comes_to_the_middle_as_large_as_others(shape):
    digit = few_digits(1, 1).train.images[0]
    ink = np.zeros(shape, np.uint8)
    ink[:14, :14] = digit[::2, ::2]
    found = PixelStep("crop", (0.0,)).transform(ink[None])[0]
    middle = center_of_mass(found)
    assert np.abs(np.array(middle) - np.array(shape) // 2).max() < 1.5
    sides = [np.ptp(np.flatnonzero(found.any(axis=axis))) + 1 for axis in (1, 0)]
    assert max(sides[0] / shape[0], sides[1] / shape[1]) == pytest.approx(20 / 28, abs=0.04)


def test_thicken_adds_ink_and_thin_takes_it_away():
    digits = few_digits(50, 1).train.images
    sums = [
        PixelStep(name, (width,)).transform(digits).sum()
        for name, width in (("thin", 1.0), ("thin", 0.3), ("thicken", 0.3), ("thicken", 1.0))
    ]
    assert sums[0] < sums[1] < digits.sum() < sums[2] < sums[3]


def test_equalised_brightness_is_even():
    """A photograph's dull greys spread over the whole range."""
    rng = np.random.default_rng(0)
    dull = np.clip(rng.normal(100, 8, (1, 64, 64)), 0, 255).astype(np.uint8)
    found = PixelStep("equalise").transform(dull)
    assert (found.min(), found.max()) == (0, 255)
    quarters = np.histogram(found, [0, 64, 128, 192, 256])[0] / found.size
    np.testing.assert_allclose(quarters, 0.25, atol=0.05)
