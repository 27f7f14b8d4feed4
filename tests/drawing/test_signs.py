"""Signs that teach the refusals: readable templates, varied, and none of them a plain digit."""

import numpy as np
import pytest

from core.data import inks, sets
from core.drawing import nondigits
from core.drawing.nondigits import figures, glyphs, hand, icons, scripts, signs, templates, things

ALL = (signs.SIGNS, scripts.SCRIPTS, things.THINGS, templates.LETTERS)
DRAWN = {(at, name): text for at, named in enumerate(ALL) for name, text in named.items()}


def images(draw, n, seed=4):
    rng = np.random.default_rng(seed)
    made = [inks.to_mnist(np.asarray(draw(rng))) for _ in range(n)]
    return np.stack([image for image in made if image is not None])


@pytest.mark.parametrize("text", DRAWN.values(), ids=[name for _, name in DRAWN])
def test_a_template_draws_all_its_strokes(text):
    strokes = hand.parsed(text)
    assert strokes
    for _, points in strokes:
        assert len(points) > 1
        assert points.min() >= 0
        assert points.max() <= 1
        assert np.ptp(points, axis=0).max() > 0, "a stroke that does not move leaves no line"


def test_no_two_signs_are_the_same_drawing():
    drawn = [text for named in ALL[:3] for text in named.values()]
    assert len(drawn) > 450
    assert len(set(drawn)) == len(drawn)
    assert not set(drawn) & set(templates.DIGITS.values())


@pytest.mark.parametrize("figure", figures.FIGURES, ids=lambda figure: figure.__name__)
def test_every_drawing_of_a_figure_is_another_and_has_all_its_strokes(figure):
    rng = np.random.default_rng(2)
    for _ in range(20):
        strokes = figure(rng)
        assert all(np.isfinite(stroke).all() and len(stroke) > 1 for stroke in strokes)
        assert all(np.ptp(stroke, axis=0).max() > 0 for stroke in strokes)
    made = images(lambda rng: hand.pen_lines(figure(rng), rng, pen=5), 12)
    assert len(made) == 12
    assert len({image.tobytes() for image in made}) > 4


def test_the_hands_of_a_clock_do_not_slash_a_ring():
    rng = np.random.default_rng(6)
    for _ in range(200):
        _, *inside = figures.clock(rng)
        if len(inside) == 1:  # two hands in one stroke, their ends at its ends
            first, _, second = inside[0]
            angle = np.degrees(np.arccos(first @ second / np.hypot(*first) / np.hypot(*second)))
            assert 30 < angle < 130


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


def test_what_is_crossed_out_is_taught_as_a_scribble_and_is_no_barred_zero_or_seven(monkeypatch):
    chosen = []
    monkeypatch.setattr(nondigits, "parsed", lambda text: chosen.append(text) or hand.parsed(text))
    rng = np.random.default_rng(8)
    for _ in range(100):
        assert np.asarray(nondigits.DRAWN["struck"](rng, None)).any()
    styles = {style for style, text in templates.DIGITS.items() if text in chosen}
    assert {style[0] for style in styles} == set("2345689")
    assert nondigits.MEANT["struck"] == "scribble"


def test_some_digits_are_underlined_or_have_a_point_and_keep_their_label():
    train, added = sets.load().train, []
    images, labels = train.images[:500], train.labels[:500]
    for seed in range(300):
        label, sheet = nondigits.digit(np.random.default_rng(seed), images, labels)
        same, plain = nondigits.plain_digit(np.random.default_rng(seed), images, labels)
        assert label == same
        more = np.asarray(sheet).astype(int) - np.asarray(plain)
        assert more.min() >= 0, "nothing of the digit is covered or lost"
        if more.any():
            box = plain.getbbox()
            rows, columns = np.nonzero(more > 127)
            added.append("line" if rows.min() >= box[3] else "point")
            assert rows.min() >= box[3] or columns.min() >= box[2], "beside or below the digit"
    assert 10 <= len(added) <= 45
    assert set(added) == {"line", "point"}
