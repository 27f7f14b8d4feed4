"""Your own handwriting through the canvas app: kept, measured, taken back, exchanged."""

import base64
import sqlite3

import numpy as np
import pytest
from drawn import GOOD, one, packed

from canvas import app as canvas_app
from canvas import keeping
from core.data import digit_files, inks
from core.drawing import handwriting
from core.storage import paths

#: What the app's own page sends with whatever changes something.
OWN = {"token": keeping.TOKEN}


@pytest.fixture
def own(readers, monkeypatch, own_root):
    """Let handwriting be kept in a folder of the test's own."""
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    monkeypatch.setattr(keeping, "allowed", True)
    return own_root


def test_a_labelled_drawing_is_kept_measured_and_taken_back(own, readers):
    kept = keeping.keep({**OWN, "ink": packed(one()), "label": 1})
    assert kept["added"]
    assert not keeping.keep({**OWN, "ink": packed(one()), "label": 1})["added"]
    mine = keeping.mine({"model": "bayes"})
    image = inks.to_mnist(one())
    right = {name: float(r.model.predict(image[None])[0] == 1) for name, r in readers.items()}
    assert {model["name"]: model["accuracy"] for model in mine["models"]} == right
    assert all(0 <= m["low"] <= m["accuracy"] <= m["high"] <= 1 for m in mine["models"])
    assert np.sum(mine["matrix"]) == np.sum(mine["matrix"][1]) == mine["n"] == 1
    assert base64.b64decode(mine["latest"][0]["image"]) == image.tobytes()
    assert keeping.take_back({**OWN, "image": kept["image"], "label": 1})["removed"]
    assert keeping.mine({})["n"] == 0


@pytest.mark.parametrize("format", digit_files.FORMATS)
def test_exported_handwriting_can_be_imported_elsewhere(own, format, tmp_path, monkeypatch):
    keeping.keep({**OWN, "ink": packed(one()), "label": 1})
    keeping.keep({**OWN, "ink": packed(one().T.copy()), "label": 7})
    here = handwriting.load().test
    file = keeping.export_file({"format": format})
    assert file["n"] == 2
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path / "elsewhere")
    sent = {"content": file["content"]}
    assert keeping.import_file({**OWN, **sent}) == {"added": 2, "known": 0, "disputed": 0}
    assert keeping.import_file({**OWN, **sent}) == {"added": 0, "known": 2, "disputed": 0}
    assert np.array_equal(handwriting.load().test.images, here.images)


def test_a_drawing_that_was_changed_on_disk_is_left_out_and_named(own):
    keeping.keep({**OWN, "ink": packed(one()), "label": 1})
    keeping.keep({**OWN, "ink": packed(one().T.copy()), "label": 7})
    assert keeping.mine({})["refused"] == keeping.export_file({"format": "npz"})["refused"] == ""
    with sqlite3.connect(handwriting.place()) as database:
        database.execute("UPDATE digits SET label = 8 WHERE label = 7")
    mine, file = keeping.mine({}), keeping.export_file({"format": "npz"})
    assert mine["n"] == file["n"] == len(mine["latest"]) == 1
    for answer in (mine, file):
        assert "left out: row 2 (a 8 kept at 20" in answer["refused"]
    content = base64.b64decode(file["content"])
    assert digit_files.parsed(content, "the file").labels.tolist() == [1]
    keeping.keep({**OWN, "ink": packed(one()[::-1].copy()), "label": 2})  # repairs the file
    mine = keeping.mine({})
    assert mine["n"] == 2
    assert mine["refused"].startswith("handwriting.sqlite3 was damaged and what could be read")
    assert keeping.export_file({"format": "npz"})["refused"] == ""


@pytest.mark.parametrize(
    ("function", "payload"),
    [
        (keeping.keep, {"ink": GOOD}),
        (keeping.keep, {"ink": GOOD, "label": 10}),
        (keeping.keep, {"ink": GOOD, "label": "4"}),
        (keeping.keep, {"ink": GOOD, "label": True}),
        (keeping.keep, {"ink": packed(np.zeros((280, 280), np.uint8)), "label": 4}),
        (keeping.take_back, {"image": "AAAA", "label": 4}),
        (keeping.export_file, {"format": "exe"}),
        (keeping.export_file, {"format": ["npz"]}),
        (keeping.import_file, {"content": 5}),
        (keeping.import_file, {"content": "é"}),
        (keeping.import_file, {"content": "AAAA"}),
        (keeping.import_file, None),
    ],
)
def test_bad_input_keeps_nothing_and_gets_a_sentence(own, function, payload):
    answer = function(payload and {**OWN, **payload})
    assert list(answer) == ["error"]
    assert payload is None or answer["error"] != keeping.OLD_PAGE
    assert len(handwriting.load().test) == 0


def test_handwriting_is_off_where_others_can_open_the_app(own, monkeypatch):
    monkeypatch.setattr(keeping, "allowed", False)
    for function in (keeping.keep, keeping.mine, keeping.export_file, keeping.import_file):
        assert "this machine alone" in function({"ink": GOOD, "label": 1})["error"]
    assert canvas_app.hello({})["keeping"] is False
    assert not (own / handwriting.FILE).exists()


@pytest.mark.parametrize(
    "token",
    [None, "", "A" * 43, "é", 5, ["A"], keeping.TOKEN[:-1]],
    ids=["none", "empty", "made up", "not ascii", "number", "list", "cut off"],
)
def test_nothing_changes_without_the_pages_token(own, token):
    kept = keeping.keep({**OWN, "ink": GOOD, "label": 1})
    sent = {"token": token, "ink": packed(one().T.copy()), "image": kept["image"], "label": 1}
    for function in (keeping.keep, keeping.take_back, keeping.import_file):
        assert function(sent) == {"error": keeping.OLD_PAGE}
    assert len(handwriting.load().test) == 1


def test_the_page_is_given_its_token_where_handwriting_is_kept(own, monkeypatch):
    assert canvas_app.hello({})["token"] == keeping.TOKEN
    monkeypatch.setattr(keeping, "allowed", False)
    assert canvas_app.hello({})["token"] == ""
