"""Photographed pages: what lies around a digit goes, and a clean drawing stays as it is."""

import io

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from bench.drawing.photos import KINDS, photograph
from bench.drawing.photos import paper as bench_paper
from core.data import paper, pictures, sets


@pytest.fixture(scope="module")
def digits():
    return sets.load().test.images[[0, 1, 2, 3, 4, 7, 8, 18, 61, 84]]  # one of each class


def saved(grey, format="PNG", **options):
    file = io.BytesIO()
    Image.fromarray(grey).save(file, format, **options)
    return file.getvalue()


def grey(digit, kind, number):
    return photograph(digit, kind, np.random.default_rng(number))


@pytest.fixture(scope="module")
def alone(digits):
    """What each digit on plain paper becomes."""
    pages = [grey(digit, "plain", number) for number, digit in enumerate(digits)]
    return [pictures.digit_in(saved(page), "alone").astype(float) for page in pages]


@pytest.mark.parametrize(("at", "kind"), list(enumerate(KINDS)), ids=str)
def test_a_photographed_digit_becomes_what_the_digit_alone_becomes(digits, alone, at, kind):
    for number in range(at % 2, len(digits), 2):  # the even or the odd ones, in turn
        around = saved(grey(digits[number], kind, number), "JPEG", quality=85)
        found = pictures.digit_in(around, "around").astype(float)
        likeness = np.corrcoef(alone[number].ravel(), found.ravel())[0, 1]
        assert likeness > (0.8 if kind == "faint" else 0.9), (kind, number, likeness)


@pytest.mark.slow
@pytest.mark.parametrize(("at", "kind"), list(enumerate(KINDS)), ids=str)
def test_the_other_digits_become_that_too(digits, alone, at, kind):
    test_a_photographed_digit_becomes_what_the_digit_alone_becomes(digits, alone, at + 1, kind)


@pytest.mark.parametrize("side", [28, 100, 280, 560])
def test_a_clean_drawing_stays_byte_for_byte(digits, side):
    for digit in digits:
        large = np.asarray(Image.fromarray(digit).resize((side, side), Image.Resampling.NEAREST))
        np.testing.assert_array_equal(paper.trimmed(255 - large), 255 - large)
        assert paper.evened(255.0 - large) is None
        np.testing.assert_array_equal(paper.strokes(large), large)


def test_two_digits_stay_two():
    page = np.zeros((280, 560), np.uint8)
    page[60:200, 100:130] = page[60:200, 400:430] = 255
    np.testing.assert_array_equal(paper.strokes(page), page)


def test_a_stroke_that_crosses_a_printed_line_stays_whole():
    page = np.zeros((280, 280), np.uint8)
    page[::40] = 60
    page[50:230, 130:150] = 255
    found = paper.strokes(page)
    assert (found[50:230, 130:150] == 255).all()
    assert not found[:, :120].any()
    assert not found[:, 160:].any()


@pytest.mark.parametrize("grey", [0, 128, 255])
def test_an_empty_page_has_no_ink(grey):
    assert pictures.ink_in(saved(np.full((300, 300), grey, np.uint8)), "empty") is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("hard shadow", "faint")])
def test_a_page_without_a_digit_is_never_read(kind):
    rng = np.random.default_rng(9)
    page = KINDS[kind](bench_paper(rng), rng) + rng.normal(0, 2, (560, 560))
    grey = np.clip(ndimage.gaussian_filter(page, 0.8), 0, 255).astype(np.uint8)
    ink = pictures.ink_in(saved(grey, "JPEG", quality=85), "empty")
    # What lies there alone may be a one, or a dot; both are large enough to be seen.
    alone = kind in ("a pen lies there", "punched", "in a box")
    assert alone or ink is None


def test_a_gradient_is_no_ink():
    grey = np.tile(np.linspace(0, 255, 560), (400, 1)).astype(np.uint8)
    assert pictures.ink_in(saved(grey), "gradient") is None


def test_a_one_beside_smaller_marks_stays():
    page = np.zeros((400, 400), np.uint8)
    page[50:350, 190:210] = 255  # a one
    page[330:350, 230:260] = page[60:80, 150:175] = 255  # its own foot and flag, apart
    np.testing.assert_array_equal(paper.strokes(page), page)
