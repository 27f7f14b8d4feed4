"""Health and the log of requests: what watches the apps learns, and what the log never holds."""

import json
import os
import sqlite3

import numpy as np
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient

from core.analysis import verdicts
from core.drawing import handwriting
from core.serving.health import Health
from core.serving.request_log import RequestLog
from core.storage import paths
from core.training import artifacts, fitting, readiness


async def hello(request):
    await request.body()
    return PlainTextResponse("hello")


async def broken(request):
    raise RuntimeError("secret")


async def talk(socket):
    await socket.accept()
    await socket.send_bytes(b"1234")
    await socket.close()


ROUTES = [
    Route("/hello", hello, methods=["GET", "POST"]),
    Route("/broken", broken),
    WebSocketRoute("/talk", talk),
]


def client(*middleware):
    app = Starlette(routes=ROUTES)
    for kind, options in middleware:
        app = kind(app, **options)
    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_readiness_is_told_by_status_and_list(ready, status):
    found = {"ready": ready, "models": ["sgd"], "refused": {"forest": "run `…`"}}
    asked = client((Health, {"report": lambda: found}))
    answer = asked.get("/readyz")
    assert (answer.status_code, answer.json()) == (status, found)
    assert answer.headers["cache-control"] == "no-store"
    assert asked.get("/healthz").status_code == 200
    assert asked.get("/hello").text == "hello"


def test_a_report_that_fails_is_not_ready_and_tells_nothing_inside():
    def fails():
        raise RuntimeError("/home/secret")

    answer = client((Health, {"report": fails})).get("/readyz")
    assert answer.status_code == 503
    assert "secret" not in answer.text


def test_the_report_names_what_is_ready_and_what_was_refused(small, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", tmp_path)
    assert readiness.report() == {"ready": False, "models": [], "refused": {}}
    for name in ("dummy", "sgd"):
        fitting.train(name)
    assert readiness.report() == {"ready": True, "models": ["sgd", "dummy"], "refused": {}}
    [scores] = artifacts.folder("sgd").glob("*/test.npy")
    scores.write_bytes(b"short")
    found = readiness.report()
    assert found["models"] == ["dummy"]
    assert "run `python -m core train sgd --force`" in found["refused"]["sgd"]


def test_the_report_names_the_rows_that_are_refused_and_serves_the_others(own_root, monkeypatch):
    monkeypatch.setattr(paths, "ARTIFACTS", own_root)
    files = {verdicts.FILE: verdicts.refused, handwriting.FILE: handwriting.refused}
    assert set(readiness.report(files)["refused"]) == set()
    store = verdicts.Verdicts()
    for index in (3, 4):
        store.save(verdicts.Verdict(verdicts.now(), "mnist", "test", index, "cannot tell"))
    handwriting.keep(np.eye(28, dtype=np.uint8) * 255, 7)
    assert set(readiness.report(files)["refused"]) == set()
    with sqlite3.connect(store.path) as database:
        database.execute("UPDATE verdicts SET number = 5 WHERE number = 4")
    database.close()
    found = readiness.report(files)["refused"]
    assert set(found) == {verdicts.FILE}
    assert "mnist test 5" in found[verdicts.FILE]
    assert "`python -m core verify --repair`" in found[verdicts.FILE]
    handwriting.place().write_bytes(b"no longer a file of SQLite" * 99)
    assert set(readiness.report(files)["refused"]) == {verdicts.FILE, handwriting.FILE}


def test_each_request_is_one_line_without_what_was_in_it(tmp_path):
    path = tmp_path / "logs" / "app.jsonl"
    asked = client((RequestLog, {"path": path}))
    asked.get("/hello?name=Anna")
    asked.post("/hello", content=b"a drawing")
    asked.get("/missing")
    asked.get("/broken")
    with asked.websocket_connect("/talk") as socket:
        socket.receive_bytes()
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert [(line["method"], line["path"], line["status"]) for line in lines] == [
        ("GET", "/hello", 200),
        ("POST", "/hello", 200),
        ("GET", "/missing", 404),
        ("GET", "/broken", 500),
        ("WEBSOCKET", "/talk", 101),
    ]
    assert [line["bytes"] for line in lines][:2] == [5, 5]
    assert lines[-1]["bytes"] == 4
    assert all(line["ms"] >= 0 for line in lines)
    text = path.read_text()
    assert "Anna" not in text
    assert "drawing" not in text


def test_the_log_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr("core.serving.request_log.LARGEST", 2_000)
    path = tmp_path / "app.jsonl"
    asked = client((RequestLog, {"path": path}))
    for _ in range(100):
        asked.get("/hello")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 6_000
    assert len(list(tmp_path.iterdir())) == 3


@pytest.mark.skipif(os.geteuid() == 0 and not os.path.isdir("/proc"), reason="needs /proc")
def test_without_a_place_for_the_log_the_app_serves():
    from pathlib import Path

    asked = client((RequestLog, {"path": Path("/proc/no/such/app.jsonl")}))
    assert asked.get("/hello").text == "hello"
