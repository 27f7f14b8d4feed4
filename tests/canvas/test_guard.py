"""What stands in front of the canvas app: routes, hosts, sizes, ports."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import gradio as gr
import pytest
from drawn import one, packed
from fastapi import FastAPI
from fastapi.testclient import TestClient

from canvas import address, guard
from canvas import app as canvas_app
from core.serving import same_origin
from core.serving.front import Front

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def client(readers):
    app = gr.mount_gradio_app(FastAPI(), canvas_app.demo, path="/", show_error=False)
    guarded = Front(app, canvas_app.HOUSE)
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

    kind = {"content-type": "application/json"}
    undeclared = client.post("/gradio_api/component_server/", content=stream(), headers=kind)
    assert undeclared.status_code == 413
    assert client.get("/config", headers={"host": "evil.example"}).status_code == 421
    for path in ("/gradio_api/upload", "/gradio_api/file=/etc/hostname", "/gradio_api/run/predict"):
        assert client.post(path).status_code == 404
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy


#: Headers of requests that pages of other origins send.
FOREIGN = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://127.0.0.1:8501"},  # another app on this machine
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site", "origin": "http://127.0.0.1"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_page_of_another_origin_may_call_nothing(client, headers):
    sent = {"component_id": 1, "session_hash": "x", "fn_name": "read", "data": {}}
    for path in ("component_server/", "component_server", "queue/join", "call/predict", "cancel"):
        answer = client.post(f"/gradio_api/{path}", json=sent, headers=headers)
        assert (answer.status_code, answer.text) == (403, same_origin.SENTENCE)


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", ""])
def test_what_a_form_can_send_is_not_taken(client, kind):
    body = b'{"component_id": 1, "session_hash": "x", "fn_name": "read", "data": {}}'
    headers = {"content-type": kind} if kind else {}
    answer = client.post("/gradio_api/component_server/", content=body, headers=headers)
    assert answer.status_code == 415


def test_no_other_page_may_read_an_answer_or_frame_the_app(client):
    foreign = {"origin": "http://127.0.0.1:8501", "sec-fetch-site": "same-site"}
    assert client.get("/config", headers=foreign).text == same_origin.SENTENCE
    answer = client.get("/")
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"].split("; ")


def test_a_caller_does_not_decide_what_the_app_is_called(client):
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    for path in ("/", "/config"):
        assert "evil.example" not in client.get(path, headers=headers).text


FILE = {"path": "http://a.example/a.png", "meta": {"_type": "gradio.FileData"}}
FILES = [
    FILE,
    {"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}},
    {"path": "http://100.64.0.1/a.png", "url": "http://a.example", "meta": FILE["meta"]},
    {"path": "a.png", "meta": None},  # Gradio falls over it
    [[{"a": [FILE]}]],
]


@pytest.mark.parametrize("sent", FILES, ids=str)
def test_a_file_or_an_address_that_a_caller_names_is_never_fetched(client, sent, monkeypatch):
    asked = []
    looked_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **named: asked.append(args) or looked_up("::1", 1)
    )
    for path, body in (
        ("call/predict", {"data": [sent, False, False]}),
        ("call/v2/predict", {"ink": sent}),
        ("queue/join", {"data": [sent, False, False], "fn_index": 0, "session_hash": "x"}),
    ):
        text = json.dumps(body).replace("path", "p\\u0061th")
        answer = client.post(
            f"/gradio_api/{path}", content=text, headers={"content-type": "application/json"}
        )
        assert (answer.status_code, answer.text) == (400, guard.NO_FILES)
    assert asked == []


def test_the_app_offers_no_image_file_or_url_input(client):
    kinds = {component["type"] for component in client.get("/config").json()["components"]}
    assert not kinds & {"image", "imageeditor", "sketchpad", "file", "uploadbutton", "gallery"}


def test_a_taken_port_is_named_in_one_line(readers, monkeypatch):
    monkeypatch.setattr(canvas_app, "warm_up", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setitem(canvas_app.LAUNCH, "server_port", taken.getsockname()[1])
        with pytest.raises(SystemExit, match="GRADIO_SERVER_PORT"):
            canvas_app.main()


@pytest.mark.parametrize("port", ["abc", "", "0", "65536", "-1", "７８６０", "9" * 30])
def test_a_port_that_is_none_ends_in_one_sentence(port):
    with pytest.raises(SystemExit, match=r"GRADIO_SERVER_PORT=.* to one from 1 to 65535\.$"):
        address.port(port)
    assert address.port("7861") == 7861


def test_a_variable_that_is_set_to_nothing_is_not_set():
    told = "from canvas import address; from core.storage import paths\n"
    told += "print(address.HOST, address.PORT, paths.ARTIFACTS)"
    names = ("GRADIO_SERVER_NAME", "GRADIO_SERVER_PORT", "DIGIT_STUDIO_ARTIFACTS")
    run = subprocess.run(
        [sys.executable, "-c", told],
        env={**os.environ, **dict.fromkeys(names, "")},
        cwd=REPOSITORY,
        text=True,
        capture_output=True,
        check=True,
    )
    assert run.stdout.split() == ["127.0.0.1", "7860", str(REPOSITORY / "artifacts")]


@pytest.mark.parametrize("host", ["192.0.2.1", "a" * 300, ".."])
def test_an_address_of_another_machine_ends_in_one_sentence(host):
    with pytest.raises(SystemExit, match=r"^GRADIO_SERVER_NAME=.* not an address .*\.$"):
        address.check(host, 7860)


def test_this_machines_addresses_can_be_used():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    for host in ("127.0.0.1", "localhost", "0.0.0.0"):
        address.check(host, port)
