"""Refusals: named, rare on real digits, frequent on what is no digit."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from bench import refusals as judging
from bench.drawing import nondigits, pen
from core import canvas, data, refusals


def of(ink):
    found = refusals.refusal(canvas.frames(ink))
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
    digits = data.load().test.images
    for left, index in ((20, 0), (150, 2)):  # a seven and a one
        two[90:202, left : left + 112] = np.asarray(
            Image.fromarray(digits[index]).resize((112,) * 2)
        )
    assert of(two) == "two digits"


def test_every_refusal_says_what_to_do():
    for name in ("blank", "dot", *refusals.KINDS):
        assert refusals.named(name).sentence.endswith(".")


def test_mnists_test_digits_are_hardly_ever_refused():
    refused = refusals.kinds(data.load().test.images) >= 0
    assert refused.mean() <= 0.005


def test_people_who_draw_digits_are_hardly_ever_refused():
    digits = pen.load()
    if not digits:
        pytest.skip(f"{pen.DEFAULT.name} is not there: people's pen strokes are no part of this")
    images = np.stack([canvas.to_mnist(pen.render(digit.strokes)) for digit in digits[::4]])
    assert (refusals.kinds(images) >= 0).mean() <= 0.015


def test_nine_in_ten_non_digits_are_refused():
    shares = [np.mean([n is not None for n in names]) for names in judging.suite(300).values()]
    assert np.mean(shares) >= 0.9


def test_one_image_is_judged_as_among_many():
    images = data.load().test.images[:50]
    one_by_one = [refusals.kind(image) for image in images]
    many = [None if k < 0 else refusals.KINDS[k] for k in refusals.kinds(images)]
    assert one_by_one == many


def test_the_judging_fonts_are_not_the_taught_ones():
    from core.nondigits import gradio_fonts

    taught = {file.name.split("-")[0] for file in gradio_fonts()}
    judged = {face.getname()[0].replace(" ", "").split("Variable")[0] for face in nondigits.fonts()}
    assert len(judged) > 5
    assert not taught & judged


def test_the_rule_is_small():
    assert Path(refusals.RULE).stat().st_size < 600_000
