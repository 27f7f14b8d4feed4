"""Refusals: named, rare on real digits, frequent on what is not a digit."""

import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bench import refusals as judging
from bench.drawing import nondigits, pen, unseen
from bench.drawing.unseen import letters
from core import StudioError
from core.data import inks, sets
from core.drawing import refusals
from core.drawing.nondigits import printed


def of(ink):
    found = refusals.refusal(inks.frames(ink))
    return found.name if found else None


def disc(radius):
    image = Image.new("L", (280, 280), 0)
    box = (140 - radius, 140 - radius, 140 + radius, 140 + radius)
    ImageDraw.Draw(image).ellipse(box, fill=255)
    return np.asarray(image)


def test_each_refusal_has_its_name():
    assert of(np.zeros((280, 280), np.uint8)) == "blank"
    assert of(disc(9)) == of(disc(1)) == of(disc(4)) == "dot"
    assert of(disc(100)) == "filled"
    assert of(np.full((280, 280), 255, np.uint8)) == "filled"
    two = np.zeros((280, 280), np.uint8)
    digits = sets.load().test.images
    for left, index in ((20, 0), (150, 2)):  # a seven and a one
        two[90:202, left : left + 112] = np.asarray(
            Image.fromarray(digits[index]).resize((112,) * 2)
        )
    assert of(two) == "two digits"


def test_a_thick_bar_is_a_sign_and_not_filled():
    lying, call = np.zeros((280, 280), np.uint8), np.zeros((280, 280), np.uint8)
    lying[128:152, 60:220] = 255  # a minus
    call[40:170, 128:152] = call[200:224, 128:152] = 255  # "!"
    assert of(lying) == of(call) == "shape"


def test_every_refusal_says_what_to_do():
    for name in ("blank", "dot", *refusals.KINDS):
        assert refusals.named(name).sentence.endswith(".")


def test_mnists_test_digits_are_hardly_ever_refused():
    refused = refusals.kinds(sets.load().test.images) >= 0
    assert refused.mean() <= 0.005


@pytest.mark.walk
def test_people_who_draw_digits_are_hardly_ever_refused():
    digits = pen.load()
    if not digits:
        pytest.skip(f"{pen.DEFAULT.name} is not there: people's pen strokes are not part of this")
    images = np.stack([inks.to_mnist(pen.render(digit.strokes)) for digit in digits[::4]])
    assert (refusals.kinds(images) >= 0).mean() <= 0.015


@pytest.mark.parametrize(
    "line", [(0.25, 0.9, 0.75, 0.1), (0.25, 0.1, 0.75, 0.9), (0.05, 0.5, 0.95, 0.5)]
)
def test_zeros_that_are_slashed_or_barred_are_digits(line):
    rng = np.random.default_rng(0)
    refused = []
    for _ in range(60):
        width, wide = int(rng.integers(8, 24)), rng.uniform(0.55, 1)
        image = Image.new("L", (280, 280), 0)
        draw = ImageDraw.Draw(image)
        left, right = 140 - 90 * wide, 140 + 90 * wide
        draw.ellipse((left, 50, right, 230), outline=255, width=width)
        x0, y0, x1, y1 = line
        ends = [left + x * (right - left) for x in (x0, x1)]
        draw.line((ends[0], 50 + 180 * y0, ends[1], 50 + 180 * y1), fill=255, width=width)
        refused.append(of(np.asarray(image)) is not None)
    assert np.mean(refused) <= 0.2  # all of the barred ones before they were taught


@pytest.mark.walk
def test_nine_in_ten_non_digits_are_refused():
    told = judging.answers(judging.DEVELOPMENT, 300, seed=7)
    shares = [np.mean([name is not None for name in names]) for names in told.values()]
    assert np.mean(shares) >= 0.9


def test_one_image_is_judged_as_among_many():
    images = sets.load().test.images[:50]
    one_by_one = [refusals.kind(image) for image in images]
    many = [None if k < 0 else refusals.KINDS[k] for k in refusals.kinds(images)]
    assert one_by_one == many


def families(faces):
    """Return the first word of each font's name: KaTeX's fonts are one family, IBM's another."""
    return {re.match(r"[A-Z]+[a-z]*|[a-z]+", face.getname()[0]).group() for face in faces}


def test_no_font_family_teaches_and_is_chosen_by():
    taught = families(printed.font(file) for file in printed.fonts())
    assert len(taught) > 8
    assert families(nondigits.fonts())
    assert not taught & families(nondigits.fonts())


def test_no_font_family_that_judges_was_known_before():
    try:
        judged = families(letters.fonts())
    except StudioError as error:
        pytest.skip(str(error))
    known = families(map(printed.font, printed.fonts())) | families(nondigits.fonts())
    assert not judged & known


@pytest.mark.parametrize("suite", [judging.DEVELOPMENT, unseen.SUITE], ids=["known", "unseen"])
def test_each_drawing_of_a_suite_has_ink_and_differs_from_the_last(suite):
    rng = np.random.default_rng(3)
    for what, (draw, name) in suite.items():
        if what == "letter, in print":
            continue  # its fonts may be missing
        one, other = draw(rng), draw(rng)
        assert one.shape == (280, 280)
        assert refusals.named(name).sentence
        if what != "blank":
            assert one.any(), what
            assert (one != other).any() or what == "filled", what


def test_the_rule_is_small():
    assert Path(refusals.RULE).stat().st_size < 1_000_000
