"""What the canvas app says to input that is not a drawing."""

import base64
import gc
import tracemalloc

import numpy as np
import pytest
from drawn import GOOD, as_file
from PIL import Image, ImageDraw

from canvas import app as canvas_app
from canvas import payloads


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        [],
        {},
        "ink",
        {"ink": None},
        {"ink": GOOD[:-4]},
        {"ink": GOOD + "AAAA"},
        {"ink": "*" * len(GOOD)},
        {"ink": "é" * len(GOOD)},
        {"ink": [GOOD]},
        {"ink": {"ink": GOOD}},
        [[[[[[[[]]]]]]]],
    ],
)
def test_what_is_no_drawing_gets_a_sentence_and_no_digit(readers, payload):
    answer = canvas_app.read(payload)
    assert list(answer) == ["error"]
    assert answer["error"].endswith(".")


@pytest.mark.parametrize(
    "ink",
    [
        None,
        True,
        {},
        [],
        [[]],
        [1, 2, 3],
        [[0, 1], [0]],
        [[0, 256]],
        [[0, -1]],
        [[0, float("nan")]],
        [[0, float("inf")]],
        [[0, True]],
        [[0, "1"]],
        [[[0]]],
        [[0]] * 1001,
        "not base64",
        "",
        base64.b64encode(b"GIF89a" + bytes(50)).decode(),
        "http://127.0.0.1/digit.png",
        "/etc/hostname",
    ],
)
def test_predict_refuses_what_is_no_ink(readers, ink):
    answer = canvas_app.predict(ink)
    assert list(answer) == ["error"]


def test_a_picture_bomb_is_refused_by_its_header(readers):
    bomb = as_file(np.zeros((6000, 6000), np.uint8), "PNG")
    assert len(bomb) < 60_000
    said = canvas_app.predict(bomb)["error"]
    assert said == "The image: 6000 × 6000 pixels are too many; the limit is 1 million."


def test_ten_thousand_bad_calls_leave_memory_flat(readers):
    bad = [None, 7, {"ink": GOOD[:-4]}, {"ink": "*" * len(GOOD)}, {"image": "A" * 1048}, [[[]]]]
    wrong = [None, [[0, -1]], [[0, float("nan")]], "A" * 1000, [[0] * 50] * 49 + [[0]]]
    tracemalloc.start()
    for call in range(10_000):
        if call == 1000:
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
        function, inputs = [(canvas_app.read, bad), (canvas_app.predict, wrong)][call % 2]
        answer = function(inputs[call // 2 % len(inputs)])
        assert "error" in answer or answer["refusal"]["name"] == "blank"
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000  # bytes


def test_a_drawn_line_is_not_mistaken_for_paper():
    ink = Image.new("L", (100, 100), 30)
    ImageDraw.Draw(ink).line([(50, 10), (50, 90)], fill=220, width=6)
    made = payloads.image_ink(as_file(np.asarray(ink), "PNG"))
    assert made[:, :40].max() == 0
    assert made[50, 50] == 255
