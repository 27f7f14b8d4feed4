"""Photographed pages: what lies around a digit goes, and a clean drawing stays as it is."""

import io

import numpy as np
import pytest
from PIL import Image

from bench.drawing.photos import KINDS, photograph
from core.data import paper, pictures, sets


@pytest.fixture(scope="module")
def digits():
    return sets.load().test.images[[0, 1, 2, 3, 4, 7, 8, 18, 61, 84]]  # one of each class


def saved(grey, format="PNG", **options):
    file = io.BytesIO()
    Image.fromarray(grey).save(file, format, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_photographed_digit_becomes_what_the_digit_alone_becomes(digits, kind):
    for number, digit in enumerate(digits):
        alone = photograph(digit, "plain", np.random.default_rng(number))
        around = photograph(digit, kind, np.random.default_rng(number))
        wanted = pictures.digit_in(saved(alone), "alone").astype(float)
        found = pictures.digit_in(saved(around, "JPEG", quality=85), "around").astype(float)
        likeness = np.corrcoef(wanted.ravel(), found.ravel())[0, 1]
        assert likeness > 0.9, (kind, number, likeness)


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
