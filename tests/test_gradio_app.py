"""The canvas app's server: what it answers, and what it says to input that is no drawing."""

import base64
import gc
import io
import json
import socket
import tracemalloc

import gradio as gr
import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB

import gradio_app
from canvas import keeping, payloads, reading
from canvas.guard import Guard
from core import artifacts, canvas, data, digit_files, handwriting, models, neighbours


def fitted(name, classifier, kind):
    train = data.load().train.take(slice(0, 2000))
    model = models.on_pixels(classifier).fit(train.images, train.labels)
    return reading.Reader(name, name.title(), "About it.", kind, 0.9, name, model)


@pytest.fixture(scope="module")
def two_readers():
    linear = fitted("linear", SGDClassifier(random_state=0), "decision")
    bayes = fitted("bayes", GaussianNB(var_smoothing=0.1), "probability")
    return {"linear": linear, "bayes": bayes}


@pytest.fixture
def readers(two_readers, monkeypatch):
    monkeypatch.setattr(reading, "_readers", two_readers)
    monkeypatch.setattr(reading, "refresh", lambda: list(two_readers.values()))
    return two_readers


def one():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 130:150] = 255
    return ink


def packed(ink):
    return base64.b64encode(np.packbits(ink > 127).tobytes()).decode()


def as_file(picture, kind):
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, kind)
    return base64.b64encode(buffer.getvalue()).decode()


def test_every_model_reads_the_pads_ink_in_its_own_kind_of_score(readers):
    answer = gradio_app.read({"ink": packed(one())})
    assert [(r["model"], r["kind"]) for r in answer["readings"]] == [
        ("linear", "decision"),
        ("bayes", "probability"),
    ]
    image = canvas.to_mnist(one())
    for reading_ in answer["readings"]:
        model = readers[reading_["model"]].model
        assert reading_["class"] == model.predict(image[None])[0] == np.argmax(reading_["scores"])
    assert sum(answer["readings"][1]["scores"]) == pytest.approx(1)
    assert base64.b64decode(answer["image"]) == image.tobytes()
    json.dumps(answer)


def test_a_blank_pad_is_told_so_and_gets_no_digit(readers):
    answer = gradio_app.read({"ink": packed(np.zeros((280, 280), np.uint8))})
    assert answer["refusal"]["name"] == "blank"
    assert answer["readings"] == []


GOOD = packed(one())


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
    answer = gradio_app.read(payload)
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
    answer = gradio_app.predict(ink)
    assert list(answer) == ["error"]


def test_predict_takes_rows_and_images_in_either_polarity(readers):
    ink = one()
    expected = gradio_app.read({"ink": packed(ink)})
    assert expected["readings"]
    assert gradio_app.predict(ink.tolist()) == expected
    assert gradio_app.predict(as_file(ink, "PNG")) == expected
    assert gradio_app.predict(as_file(255 - ink, "PNG")) == expected
    paper = np.full((280, 280, 4), 0, np.uint8)
    paper[40:240, 130:150] = (0, 0, 0, 255)  # black ink on a transparent ground
    assert gradio_app.predict("data:image/png;base64," + as_file(paper, "PNG")) == expected
    classes = [r["class"] for r in gradio_app.predict(as_file(255 - ink, "JPEG"))["readings"]]
    assert classes == [r["class"] for r in expected["readings"]]


def test_predict_as_is_leaves_a_28_by_28_image_alone(readers):
    corner = np.zeros((28, 28), np.uint8)
    corner[0:8, 0:3] = 255
    answer = gradio_app.predict(corner.tolist(), as_is=True, insist=True)
    assert base64.b64decode(answer["image"]) == corner.tobytes()
    assert "error" in gradio_app.predict(one().tolist(), as_is=True)


def test_a_picture_bomb_is_refused_by_its_header(readers):
    bomb = as_file(np.zeros((6000, 6000), np.uint8), "PNG")
    assert len(bomb) < 60_000
    assert "1000×1000" in gradio_app.predict(bomb)["error"]


def test_an_untrained_studio_says_how_to_train(monkeypatch):
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(reading.artifacts, "trained", lambda: [])
    assert "python -m core train" in gradio_app.hello({})["sentence"]
    assert "python -m core train" in gradio_app.read({"ink": packed(one())})["error"]


def test_a_model_trained_meanwhile_appears_on_the_next_page_load(two_readers, monkeypatch):
    names = ["sgd"]
    monkeypatch.setattr(reading, "_readers", {})
    monkeypatch.setattr(reading.artifacts, "trained", lambda: names)
    monkeypatch.setattr(reading.artifacts, "stamp", lambda name: name)
    monkeypatch.setattr(
        reading, "opened", lambda name, stamp: fitted(name, GaussianNB(), "probability")
    )
    assert [r["name"] for r in gradio_app.hello({})["readers"]] == ["sgd"]
    names[:] = ["sgd", "forest"]
    assert {r["name"] for r in gradio_app.hello({})["readers"]} == {"sgd", "forest"}
    names[:] = ["forest"]
    assert [r["name"] for r in gradio_app.hello({})["readers"]] == ["forest"]


@pytest.fixture
def client(readers):
    app = gr.mount_gradio_app(FastAPI(), gradio_app.demo, path="/", show_error=False)
    guarded = Guard(app, hosts=gradio_app.LOOPBACK, max_body=gradio_app.MAX_BODY)
    return TestClient(guarded, base_url="http://127.0.0.1")


def ask(client, **body):
    pad = next(c["id"] for c in client.get("/config").json()["components"] if c["type"] == "html")
    sent = {"component_id": pad, "session_hash": "test", "fn_name": "read", **body}
    return client.post("/gradio_api/component_server/", json=sent)


def test_the_pad_is_answered_over_http(client):
    answer = ask(client, data={"ink": packed(one())}).json()
    assert len(answer["readings"]) == 2
    assert ask(client, data={"ink": "short"}).json()["error"]


def test_only_server_functions_of_ours_can_be_called(client):
    assert ask(client, data={}, fn_name="postprocess").status_code == 404
    assert ask(client, data={}, fn_name="__init__").status_code == 404


def test_large_bodies_foreign_hosts_and_unknown_routes_are_turned_away(client):
    assert ask(client, data={"ink": "A" * 5_000_000}).status_code == 413

    def stream():
        yield from (b" " * 1_000_000 for _ in range(6))

    undeclared = client.post("/gradio_api/component_server/", content=stream())
    assert undeclared.status_code == 413
    assert client.get("/config", headers={"host": "evil.example"}).status_code == 421
    for path in ("/gradio_api/upload", "/gradio_api/file=/etc/hostname", "/gradio_api/run/predict"):
        assert client.post(path).status_code == 404
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy


def test_the_app_offers_no_image_file_or_url_input(client):
    kinds = {component["type"] for component in client.get("/config").json()["components"]}
    assert not kinds & {"image", "imageeditor", "sketchpad", "file", "uploadbutton", "gallery"}


def square():
    ink = np.zeros((280, 280), np.uint8)
    ink[40:240, 40:240] = 255
    return ink


def test_what_is_no_digit_is_refused_by_name_and_gets_no_digit(readers):
    answer = gradio_app.read({"ink": packed(square())})
    assert answer["refusal"]["name"] == "filled"
    assert answer["refusal"]["sentence"].endswith(".")
    assert answer["readings"] == []
    dot = np.zeros((280, 280), np.uint8)
    dot[100:118, 100:118] = 255
    assert gradio_app.read({"ink": packed(dot)})["refusal"]["name"] == "dot"
    assert gradio_app.predict(square().tolist())["readings"] == []


def test_a_refusal_holds_nothing_back_while_drawing_or_when_one_insists(readers):
    for word in ("drawing", "insist"):
        answer = gradio_app.read({"ink": packed(square()), word: True})
        assert answer["refusal"]["name"] == "filled"
        assert len(answer["readings"]) == 2
    assert gradio_app.read({"ink": packed(square()), "insist": 1})["readings"] == []


def test_raw_shrink_is_read_as_it_stands_on_the_canvas(readers):
    small = np.zeros((280, 280), np.uint8)
    small[20:80, 20:30] = 255
    answer = gradio_app.read({"ink": packed(small), "raw": True})
    assert base64.b64decode(answer["image"]) == canvas.raw_shrink(small).tobytes()


def test_the_explanation_shows_frames_both_ways_neighbours_and_evidence(readers):
    told = gradio_app.explain({"ink": packed(one()), "model": "linear"})
    made = canvas.frames(one())
    assert told["frames"]["box"] == made.box == (40, 130, 240, 150)
    assert base64.b64decode(told["frames"]["small"]) == made.small.tobytes()
    assert [way["name"] for way in told["ways"]] == ["As MNIST did it", "Raw shrink"]
    assert [len(way["readings"]) for way in told["ways"]] == [2, 2]
    train = data.load().train
    nearest, _ = neighbours.nearest(made.image, 6)
    assert [tile["label"] for tile in told["near"]] == train.labels[nearest].tolist()
    assert told["evidence"]["model"] == "linear"
    values = np.frombuffer(base64.b64decode(told["evidence"]["values"]), np.int8)
    assert values.shape == (784,)
    assert np.abs(values).max() == 127
    json.dumps(told)


def test_an_explanation_of_nothing_is_none(readers):
    blank = {"ink": packed(np.zeros((280, 280), np.uint8))}
    assert gradio_app.explain(blank) == {"evidence": None}
    assert "error" in gradio_app.explain({"ink": 5})


@pytest.mark.parametrize("index", [None, "947", 10_000, -1, 9.0, True, [1]])
def test_only_test_digits_can_be_opened_for_repair(index):
    assert "0 to 9,999" in gradio_app.digit({"index": index})["error"]


def repaired_scores(indices):
    """Every model's scores of unedited test digits, through the server functions."""
    found = {}
    for index in indices:
        opened = gradio_app.digit({"index": int(index)})
        sent = {"image": opened["image"], "digit": opened["index"]}
        for reading_ in gradio_app.read(sent)["readings"]:
            found.setdefault(reading_["model"], []).append(reading_["scores"])
    return {name: np.array(scores, np.float32) for name, scores in found.items()}


def same_as_stored(indices):
    reading.refresh()
    found = repaired_scores(indices)
    assert set(found) == set(artifacts.trained())
    for name, scores in found.items():
        stored = artifacts.open_scores(name, "test")
        assert np.array_equal(scores, stored.values[indices]), name


def test_an_unedited_digit_under_repair_has_its_stored_scores(trained):
    same_as_stored(np.arange(0, 10_000, 250))


@pytest.mark.slow
def test_all_unedited_digits_have_their_stored_scores(trained):
    same_as_stored(np.arange(10_000))


def test_an_edited_digit_is_read_as_the_model_reads_its_28_by_28(readers):
    image = data.load().test.images[947].copy()
    image[10:12, 8:20] = 255
    sent = base64.b64encode(image.tobytes()).decode()
    for reading_ in gradio_app.read({"image": sent})["readings"]:
        model = readers[reading_["model"]].model
        assert reading_["class"] == model.predict(image[None])[0]


@pytest.fixture
def own(readers, monkeypatch, own_root):
    """Let handwriting be kept in a folder of the test's own."""
    monkeypatch.setattr(data, "ARTIFACTS", own_root)
    monkeypatch.setattr(keeping, "allowed", True)
    return own_root


def test_a_labelled_drawing_is_kept_measured_and_taken_back(own, readers):
    kept = keeping.keep({"ink": packed(one()), "label": 1})
    assert kept["added"]
    assert not keeping.keep({"ink": packed(one()), "label": 1})["added"]
    mine = keeping.mine({"model": "bayes"})
    image = canvas.to_mnist(one())
    right = {name: float(r.model.predict(image[None])[0] == 1) for name, r in readers.items()}
    assert {model["name"]: model["accuracy"] for model in mine["models"]} == right
    assert all(0 <= m["low"] <= m["accuracy"] <= m["high"] <= 1 for m in mine["models"])
    assert np.sum(mine["matrix"]) == np.sum(mine["matrix"][1]) == mine["n"] == 1
    assert base64.b64decode(mine["latest"][0]["image"]) == image.tobytes()
    assert keeping.take_back({"image": kept["image"], "label": 1})["removed"]
    assert keeping.mine({})["n"] == 0


@pytest.mark.parametrize("format", digit_files.FORMATS)
def test_exported_handwriting_can_be_imported_elsewhere(own, format, tmp_path, monkeypatch):
    keeping.keep({"ink": packed(one()), "label": 1})
    keeping.keep({"ink": packed(one().T.copy()), "label": 7})
    here = handwriting.load().test
    file = keeping.export_file({"format": format})
    assert file["n"] == 2
    monkeypatch.setattr(data, "ARTIFACTS", tmp_path / "elsewhere")
    sent = {"content": file["content"]}
    assert keeping.import_file(sent) == {"added": 2, "known": 0, "disputed": 0}
    assert keeping.import_file(sent) == {"added": 0, "known": 2, "disputed": 0}
    assert np.array_equal(handwriting.load().test.images, here.images)


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
    assert list(function(payload)) == ["error"]
    assert len(handwriting.load().test) == 0


def test_handwriting_is_off_where_others_can_open_the_app(own, monkeypatch):
    monkeypatch.setattr(keeping, "allowed", False)
    for function in (keeping.keep, keeping.mine, keeping.export_file, keeping.import_file):
        assert "this machine alone" in function({"ink": GOOD, "label": 1})["error"]
    assert gradio_app.hello({})["keeping"] is False
    assert not (own / handwriting.FILE).exists()


def test_ten_thousand_bad_calls_leave_memory_flat(readers):
    bad = [None, 7, {"ink": GOOD[:-4]}, {"ink": "*" * len(GOOD)}, {"image": "A" * 1048}, [[[]]]]
    wrong = [None, [[0, -1]], [[0, float("nan")]], "A" * 1000, [[0] * 50] * 49 + [[0]]]
    tracemalloc.start()
    for call in range(10_000):
        if call == 1000:
            gc.collect()
            before = tracemalloc.get_traced_memory()[0]
        function, inputs = [(gradio_app.read, bad), (gradio_app.predict, wrong)][call % 2]
        answer = function(inputs[call // 2 % len(inputs)])
        assert "error" in answer or answer["refusal"]["name"] == "blank"
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 100_000  # bytes


def test_a_taken_port_is_named_in_one_line(readers, monkeypatch):
    monkeypatch.setattr(gradio_app, "warm_up", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setitem(gradio_app.LAUNCH, "server_port", taken.getsockname()[1])
        with pytest.raises(SystemExit, match="GRADIO_SERVER_PORT"):
            gradio_app.main()


def test_a_drawn_line_is_not_mistaken_for_paper():
    ink = Image.new("L", (100, 100), 30)
    ImageDraw.Draw(ink).line([(50, 10), (50, 90)], fill=220, width=6)
    made = payloads.image_ink(as_file(np.asarray(ink), "PNG"))
    assert made[:, :40].max() == 0
    assert made[50, 50] == 255


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
