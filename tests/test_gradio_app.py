"""The canvas app's server: what it answers, and what it says to input that is no drawing."""

import base64
import io
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from PIL import Image, ImageDraw
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import GaussianNB

import gradio_app
from canvas import payloads, reading
from canvas.guard import Guard
from core import canvas, data, models

ROOT = Path(gradio_app.__file__).parent


def fitted(name, classifier, kind):
    train = data.load().train.take(slice(0, 2000))
    model = models.on_pixels(classifier).fit(train.images, train.labels)
    return reading.Reader(name, name.title(), "About it.", kind, 0.9, "key", model)


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
    answer = gradio_app.predict(corner.tolist(), as_is=True)
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
    monkeypatch.setattr(reading.artifacts, "open_manifest", lambda name: {"key": name})
    monkeypatch.setattr(
        reading, "opened", lambda name, manifest: fitted(name, GaussianNB(), "probability")
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
    assert ask(client, data={"ink": "A" * 500_000}).status_code == 413

    def stream():
        yield from (b" " * 100_000 for _ in range(6))

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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_app_starts_from_any_folder(tmp_path):
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    environment["GRADIO_SERVER_PORT"] = str(port)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "gradio_app.py")],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        page = None
        for _ in range(240):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
                    page = answer.read().decode()
                break
            except OSError:
                assert process.poll() is None, process.stdout.read()
                time.sleep(0.25)
        assert page is not None
        assert "Draw a digit" in page
        taken = subprocess.run(
            [sys.executable, str(ROOT / "gradio_app.py")],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert taken.returncode != 0
        assert "GRADIO_SERVER_PORT" in taken.stderr
        assert "Traceback" not in taken.stderr
    finally:
        process.terminate()
        process.wait(timeout=20)


def test_a_drawn_line_is_not_mistaken_for_paper():
    ink = Image.new("L", (100, 100), 30)
    ImageDraw.Draw(ink).line([(50, 10), (50, 90)], fill=220, width=6)
    made = payloads.image_ink(as_file(np.asarray(ink), "PNG"))
    assert made[:, :40].max() == 0
    assert made[50, 50] == 255
