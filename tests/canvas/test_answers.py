"""What the canvas app answers to a drawing, from the page or from a program."""

import base64
import io
import json

import numpy as np
import pytest
from drawn import as_file, one, packed, square
from few_readers import fitted
from PIL import Image, ImageDraw
from sklearn.naive_bayes import GaussianNB

from canvas import app as canvas_app
from canvas import reading
from core.analysis import neighbours
from core.data import inks, inputs, sets


def test_every_model_reads_the_pads_ink_in_its_own_kind_of_score(readers):
    answer = canvas_app.read({"ink": packed(one())})
    assert [(r["model"], r["kind"]) for r in answer["readings"]] == [
        ("linear", "decision"),
        ("bayes", "probability"),
    ]
    image = inks.to_mnist(one())
    for reading_ in answer["readings"]:
        model = readers[reading_["model"]].model
        assert reading_["class"] == model.predict(image[None])[0] == np.argmax(reading_["scores"])
    assert sum(answer["readings"][1]["scores"]) == pytest.approx(1)
    assert base64.b64decode(answer["image"]) == image.tobytes()
    json.dumps(answer)


def test_a_blank_pad_is_told_so_and_gets_no_digit(readers):
    answer = canvas_app.read({"ink": packed(np.zeros((280, 280), np.uint8))})
    assert answer["refusal"]["name"] == "blank"
    assert answer["readings"] == []


def test_predict_takes_rows_and_images_in_either_polarity(readers):
    ink = one()
    expected = canvas_app.read({"ink": packed(ink)})
    assert expected["readings"]
    assert canvas_app.predict(ink.tolist()) == expected
    assert canvas_app.predict(as_file(ink, "PNG")) == expected
    assert canvas_app.predict(as_file(255 - ink, "PNG")) == expected
    paper = np.full((280, 280, 4), 0, np.uint8)
    paper[40:240, 130:150] = (0, 0, 0, 255)  # black ink on a transparent ground
    assert canvas_app.predict("data:image/png;base64," + as_file(paper, "PNG")) == expected
    classes = [r["class"] for r in canvas_app.predict(as_file(255 - ink, "JPEG"))["readings"]]
    assert classes == [r["class"] for r in expected["readings"]]


def turned(picture):
    """The same picture as a camera held upright stores it: on its side, with a note to turn it."""
    buffer, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6  # its top is at the right
    Image.fromarray(np.rot90(picture).copy()).save(buffer, "JPEG", exif=exif, quality=95)
    return base64.b64encode(buffer.getvalue()).decode()


def pictures_of_a_one():
    ink = one()
    light = np.dstack([np.full((280, 280, 3), 255, np.uint8), ink])
    yield "light ink on nothing", as_file(light, "PNG")
    yield "dark ink on nothing", as_file(light * np.array([0, 0, 0, 1], np.uint8), "PNG")
    yield "16 bits", as_file(ink.astype(np.uint16) * 257, "PNG")
    yield "turned by its note", turned(255 - ink)
    yield "JPEG", as_file(255 - ink, "JPEG")
    yield "large", as_file(np.kron(255 - ink[:, ::2], np.ones((3, 6), np.uint8)), "PNG")


@pytest.mark.parametrize(
    "content", [pytest.param(content, id=name) for name, content in pictures_of_a_one()]
)
def test_a_picture_is_read_alike_from_a_file_and_from_a_program(readers, content):
    answer = canvas_app.predict("data:image/png;base64," + content, insist=True)
    image = inputs.parse(base64.b64decode(content), "one.png").images[0]
    assert base64.b64decode(answer["image"]) == image.tobytes()
    assert np.abs(image.astype(int) - inks.to_mnist(one())).mean() < 3


def test_predict_as_is_leaves_a_28_by_28_image_alone(readers):
    corner = np.zeros((28, 28), np.uint8)
    corner[0:8, 0:3] = 255
    answer = canvas_app.predict(corner.tolist(), as_is=True, insist=True)
    assert base64.b64decode(answer["image"]) == corner.tobytes()
    assert "error" in canvas_app.predict(one().tolist(), as_is=True)


def test_an_untrained_studio_says_how_to_train(monkeypatch):
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(reading.artifacts, "trained", lambda: [])
    assert "python -m core train" in canvas_app.hello({})["sentence"]
    assert "python -m core train" in canvas_app.read({"ink": packed(one())})["error"]


def test_a_model_trained_meanwhile_appears_on_the_next_page_load(two_readers, monkeypatch):
    names = ["sgd"]
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(reading.artifacts, "trained", lambda: names)
    monkeypatch.setattr(reading.artifacts, "stamp", lambda name: name)
    monkeypatch.setattr(
        reading, "opened", lambda name, stamp: fitted(name, GaussianNB(), "probability")
    )
    assert [r["name"] for r in canvas_app.hello({})["readers"]] == ["sgd"]
    names[:] = ["sgd", "forest"]
    assert {r["name"] for r in canvas_app.hello({})["readers"]} == {"sgd", "forest"}
    names[:] = ["forest"]
    assert [r["name"] for r in canvas_app.hello({})["readers"]] == ["forest"]


def test_what_is_no_digit_is_refused_by_name_and_gets_no_digit(readers):
    answer = canvas_app.read({"ink": packed(square())})
    assert answer["refusal"]["name"] == "filled"
    assert answer["refusal"]["sentence"].endswith(".")
    assert answer["readings"] == []
    dot = np.zeros((280, 280), np.uint8)
    dot[100:118, 100:118] = 255
    assert canvas_app.read({"ink": packed(dot)})["refusal"]["name"] == "dot"
    assert canvas_app.predict(square().tolist())["readings"] == []


def test_a_refusal_holds_nothing_back_while_drawing_or_when_one_insists(readers):
    for word in ("drawing", "insist"):
        answer = canvas_app.read({"ink": packed(square()), word: True})
        assert answer["refusal"]["name"] == "filled"
        assert len(answer["readings"]) == 2
    assert canvas_app.read({"ink": packed(square()), "insist": 1})["readings"] == []


def test_raw_shrink_is_read_as_it_stands_on_the_canvas(readers):
    small = np.zeros((280, 280), np.uint8)
    small[20:80, 20:30] = 255
    answer = canvas_app.read({"ink": packed(small), "raw": True})
    assert base64.b64decode(answer["image"]) == inks.raw_shrink(small).tobytes()


def test_the_explanation_shows_frames_both_ways_neighbours_and_evidence(readers):
    told = canvas_app.explain({"ink": packed(one()), "model": "linear"})
    made = inks.frames(one())
    assert told["frames"]["box"] == made.box == (40, 130, 240, 150)
    assert told["frames"]["widened"] is made.widened is False
    assert base64.b64decode(told["frames"]["small"]) == made.small.tobytes()
    assert [way["name"] for way in told["ways"]] == ["As MNIST did it", "Raw shrink"]
    assert [len(way["readings"]) for way in told["ways"]] == [2, 2]
    train = sets.load().train
    nearest, _ = neighbours.nearest(made.image, 6)
    assert [tile["label"] for tile in told["near"]] == train.labels[nearest].tolist()
    assert told["attribution"]["model"] == "linear"
    values = np.frombuffer(base64.b64decode(told["attribution"]["values"]), np.int8)
    assert values.shape == (784,)
    assert np.abs(values).max() == 127
    json.dumps(told)


def test_what_is_not_read_as_one_digit_gets_images_and_no_answers(readers):
    sent = {"ink": packed(square()), "model": "linear"}
    told = canvas_app.explain(sent | {"unread": True})
    whole = canvas_app.explain(sent | {"unread": 1})
    assert told["near"] is told["attribution"] is None
    assert [way["readings"] for way in told["ways"]] == [[], []]
    assert [way["image"] for way in told["ways"]] == [way["image"] for way in whole["ways"]]
    assert told["frames"] == whole["frames"]
    assert whole["attribution"]


def test_an_explanation_of_nothing_is_none(readers):
    blank = {"ink": packed(np.zeros((280, 280), np.uint8))}
    assert canvas_app.explain(blank) == {"attribution": None}
    assert "error" in canvas_app.explain({"ink": 5})


def test_accuracy_on_real_drawings_is_shown_only_for_the_recipe_it_was_measured_on(
    monkeypatch, tmp_path
):
    shown = reading.drawn("forest")
    assert shown["n"] > 1000
    assert 0 < shown["accuracy"] < 1
    monkeypatch.setattr(reading, "recipe_hash", lambda name: "another recipe")
    assert reading.drawn("forest") is None
    monkeypatch.setattr(reading, "MEASURED", tmp_path / "absent.json")
    assert reading.drawn("forest") is None


def one_and_nought():
    ink = np.zeros((280, 280), np.uint8)
    ink[60:220, 50:66] = 255
    pen = Image.fromarray(ink)
    ImageDraw.Draw(pen).ellipse((110, 60, 230, 220), outline=255, width=16)
    return np.asarray(pen)


def test_digits_side_by_side_are_counted_and_read_one_by_one_when_asked(readers):
    sent = {"ink": packed(one_and_nought())}
    answer = canvas_app.read(sent)
    assert answer["refusal"]
    assert answer["readings"] == []
    assert answer["several"] == {"count": 2, "readings": []}
    several = canvas_app.read(sent | {"apart": True})["several"]
    assert [reading["model"] for reading in several["readings"]] == ["linear", "bayes"]
    for reading_ in several["readings"]:
        classes = [digit["class"] for digit in reading_["digits"]]
        assert reading_["number"] == "".join(map(str, classes))
        assert [np.argmax(digit["scores"]) for digit in reading_["digits"]] == classes
        assert len(classes) == 2
    json.dumps(several)


def test_a_program_gets_the_number_at_once_and_none_for_one_digit(readers):
    answer = canvas_app.predict(one_and_nought().tolist())
    assert answer["readings"] == []
    assert [len(reading["digits"]) for reading in answer["several"]["readings"]] == [2, 2]
    assert canvas_app.predict(one().tolist())["several"] is None
