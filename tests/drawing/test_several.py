"""Several digits in one drawing: cut apart in order, or refused; one digit is never cut."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bench.drawing.numbers import APART, pasted
from core.data import inks, sets
from core.drawing import refusals, several


def judged(ink):
    return several.looked_at(inks.frames(ink))


def pictures(indices, rng=None, gap=APART):
    images = sets.load().test.images
    return pasted([images[i] for i in indices], rng or np.random.default_rng(0), gap)


def same_digit(image, index):
    """Whether a cut digit is a test digit, but for the rounding of its greys."""
    expected = sets.load().test.images[index].astype(int)
    return np.abs(image.astype(int) - expected).mean() < 4


@pytest.mark.parametrize("indices", [(2, 3), (0, 1, 2), (3, 2, 1, 0, 4, 5)])
def test_digits_side_by_side_are_cut_apart_from_left_to_right(indices):
    refused, found = judged(pictures(indices))
    assert refused.name in refusals.KINDS
    assert len(found) == len(indices)
    assert [same_digit(*pair) for pair in zip(found.images, indices, strict=True)] == [True] * len(
        indices
    )


def test_pasted_pairs_are_cut_into_what_was_pasted():
    rng = np.random.default_rng(1)
    cut = 0
    for _ in range(200):
        indices = rng.integers(10_000, size=2)
        _, found = judged(pictures(indices, rng))
        cut += found is not None and all(map(same_digit, found.images, indices))
    assert cut >= 192


def test_single_test_digits_are_hardly_ever_taken_for_several():
    images = sets.load().test.images[::5]
    told = [judged(image) for image in images]
    assert sum(found is not None for _, found in told) <= 2
    assert sum(why is not None and why.name == "two digits" for why, _ in told) <= 6


def test_a_digit_of_several_strokes_is_not_cut():
    five = Image.new("L", (280, 280), 0)
    pen = ImageDraw.Draw(five)
    pen.line([(110, 70), (105, 130)], fill=255, width=16)
    pen.arc((80, 120, 180, 230), 230, 130, fill=255, width=16)
    pen.line([(130, 60), (190, 60)], fill=255, width=16)  # the roof, apart from the rest
    assert len(several.connected(np.asarray(five))) > 1
    assert judged(np.asarray(five)) == (None, None)


def test_the_roof_of_a_five_goes_with_its_five_beside_another_digit():
    both = Image.new("L", (560, 280), 0)
    pen = ImageDraw.Draw(both)
    pen.line([(90, 60), (90, 230)], fill=255, width=16)  # a one
    pen.line([(300, 70), (295, 130)], fill=255, width=16)
    pen.arc((270, 120, 370, 230), 230, 130, fill=255, width=16)
    pen.line([(320, 60), (380, 60)], fill=255, width=16)
    _, found = judged(np.asarray(both))
    assert len(found) == 2


def test_more_than_six_digits_get_a_sentence():
    refused, found = judged(pictures((0, 1, 2, 3, 4, 5, 6)))
    assert found is None
    assert refused.sentence == several.TOO_MANY


def test_digits_that_overlap_are_refused():
    refused, found = judged(pictures((0, 3), gap=(-4, -4)))
    assert refused is not None
    assert found is None


def test_digits_above_one_another_are_not_side_by_side():
    images = sets.load().test.images
    stacked = np.vstack([images[0], images[3]])
    assert judged(stacked)[1] is None


def test_dust_beside_two_digits_is_left_out():
    ink = np.kron(pictures((2, 3)), np.ones((8, 8), np.uint8))
    ink[4:8, 4:8] = 255
    _, found = judged(ink)
    assert len(found) == 2


def test_blank_paper_is_blank():
    assert judged(np.zeros((28, 28), np.uint8))[0].name == "blank"


def placed(*digits, height=560, width=560):
    """Draw test digits (index, side, top, left) on one sheet."""
    sheet = np.zeros((height, width), np.uint8)
    for index, side, top, left in digits:
        digit = Image.fromarray(sets.load().test.images[index]).resize((side, side))
        sheet[top : top + side, left : left + side] = np.asarray(digit)
    return sheet


def test_a_smaller_digit_beside_a_larger_one_is_not_dropped():
    refused, found = judged(placed((4, 240, 150, 60), (5, 90, 200, 310)))  # a four, a one
    assert refused.name == "two digits"
    for image, index in zip(found.images, (4, 5), strict=True):
        assert np.corrcoef(image.ravel(), sets.load().test.images[index].ravel())[0, 1] > 0.9


def test_digits_above_one_another_are_refused():
    for index, far in ((2, 300), (3, 280), (5, 290), (18, 390)):
        refused, found = judged(placed((4, 160, 60, 100), (index, 160, far, 100)))
        assert refused is not None
        assert found is None


def test_wide_ink_of_many_parts_that_cannot_be_cut_looks_like_several_digits():
    digits = [
        (index, 61, 100, 10 + 40 * at) for at, index in enumerate((172, 90, 178, 159, 141, 46))
    ]
    sheet = np.maximum.reduce([placed(one, height=280, width=320) for one in digits])
    drawn = np.where(sheet > 60, 255, 0).astype(np.uint8)  # some of them touch
    assert refusals.refusal(inks.frames(drawn)).name == "shape"
    refused, found = judged(drawn)
    assert (refused.name, found) == ("two digits", None)
