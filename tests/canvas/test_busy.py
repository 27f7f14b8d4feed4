"""What people meet above what the canvas app can hold: told so, and let in again afterwards."""

import asyncio
import threading

import gradio as gr
import httpx
import pytest
from drawn import one, packed
from fastapi import FastAPI
from fastapi.testclient import TestClient

import own_loop
from canvas import app as canvas_app
from canvas import guard, hands
from core.serving.crowd import BUSY
from core.serving.front import Front

FILE = {"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}}


@pytest.fixture
def client(readers):
    app = gr.mount_gradio_app(FastAPI(), canvas_app.demo, path="/", show_error=False)
    return TestClient(Front(app, canvas_app.HOUSE), base_url="http://127.0.0.1")


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("queue/join", {"data": [FILE, False, False], "fn_index": 0, "session_hash": "x"}),
        ("call/predict", {"data": [FILE, False, False]}),
    ],
)
def test_while_the_queue_is_full_a_call_is_told_so_before_it_is_read(
    client, path, sent, monkeypatch
):
    queue = type(canvas_app.demo._queue)
    with monkeypatch.context() as full:
        full.setattr(queue, "__len__", lambda self: canvas_app.MOST_WAITING)
        answer = client.post(f"/gradio_api/{path}", json=sent)
        assert (answer.status_code, answer.text) == (503, BUSY)
        drawing = {"component_id": 1, "session_hash": "x", "fn_name": "read", "data": {}}
        page = client.post("/gradio_api/component_server/", json=drawing)
        assert page.status_code != 503  # the page's own calls do not wait in that queue
    assert client.post(f"/gradio_api/{path}", json=sent).text == guard.NO_FILES


def test_of_many_drawings_a_few_are_read_at_once_and_all_in_the_end(client, monkeypatch):
    pads = [c for c in client.get("/config").json()["components"] if c["type"] == "html"]
    sent = {"component_id": pads[0]["id"], "session_hash": "x", "fn_name": "read"}
    sent["data"] = {"ink": packed(one())}
    lock, now, seen = threading.Lock(), [], []
    read = canvas_app.answer

    def watched(*given, **named):
        with lock:
            now.append(1)
            seen.append(len(now))
        try:
            return read(*given, **named)
        finally:
            with lock:
                now.pop()

    monkeypatch.setattr(canvas_app, "answer", watched)

    async def asked():
        through = httpx.ASGITransport(client.app)
        async with httpx.AsyncClient(transport=through, base_url="http://127.0.0.1") as people:
            call = "/gradio_api/component_server/"
            answers = await asyncio.gather(*(people.post(call, json=sent) for _ in range(40)))
        assert [len(each.json()["readings"]) for each in answers] == [2] * 40

    own_loop.run(asked())
    assert len(seen) == 40
    assert max(seen) <= hands.MOST.total_tokens
