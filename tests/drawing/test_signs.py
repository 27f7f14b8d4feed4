"""Signs that teach the refusals: readable templates, varied, and none of them a plain digit."""

import numpy as np
import pytest

from core.data import inks
from core.drawing.nondigits import glyphs, hand, icons, signs, templates


def images(draw, n, seed=4):
    rng = np.random.default_rng(seed)
    made = [inks.to_mnist(np.asarray(draw(rng))) for _ in range(n)]
    return np.stack([image for image in made if image is not None])


@pytest.mark.parametrize("name", [*signs.SIGNS, *templates.LETTERS])
def test_a_template_draws_all_its_strokes(name):
    strokes = hand.parsed((signs.SIGNS | templates.LETTERS)[name])
    assert strokes
    for _, points in strokes:
        assert len(points) > 1
        assert points.min() >= 0
        assert points.max() <= 1
        assert np.ptp(points, axis=0).max() > 0, "a stroke that does not move leaves no line"


def test_no_two_signs_are_the_same_drawing():
    assert len(set(signs.SIGNS.values())) == len(signs.SIGNS)
    assert not set(signs.SIGNS.values()) & set(templates.DIGITS.values())


def test_signs_at_chance_differ_and_are_within_the_sheet():
    made = images(lambda rng: hand.pen_lines(glyphs.glyph(rng), rng), 60)
    assert len(made) == 60
    assert len({image.tobytes() for image in made}) == 60


def test_fonts_give_symbols_and_icons_and_no_plain_bar_or_ring():
    assert len(icons.found("KaTeX_Main-*")) > 150
    assert len(icons.found("KaTeX_AMS-*")) > 100
    drawn = {character for pattern in icons.SYMBOLS if "Material" not in pattern
             for character, _ in icons.found(pattern)}  # fmt: skip
    assert "∑" in drawn
    assert not drawn & set("∣∥∖∫∘ο")
