"""Both apps in processes of their own: whoever watches them learns how they are, and they end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from bench import load
from bench.dashboard_visits import Visit
from core.storage import jobs, paths
from core.training import artifacts
from guarded import ask
from serving import free_port, like_everybody

pytestmark = pytest.mark.walk

REPOSITORY = Path(__file__).resolve().parents[1]
APPS = {
    "dashboard": ["-m", "streamlit", "run", str(REPOSITORY / "dashboard" / "Home.py")],
    "canvas": [str(REPOSITORY / "gradio_app.py")],
}
#: Seconds within which an app or a training has to end.
SOON = 5


def asked(url: str) -> tuple[int, dict]:
    with urllib.request.urlopen(url, timeout=5) as response:
        return response.status, json.loads(response.read())


def until(condition, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "nothing happened in time"
        time.sleep(0.05)


@pytest.fixture
def root(trained: list[str], own_root: Path) -> Path:
    """Return an artifacts folder with the default models, of which `sgd` is a copy of its own."""
    os.symlink((paths.ARTIFACTS / "champion").resolve(), own_root / "champion")
    for name in trained:
        place, own = artifacts.folder(name).resolve(), artifacts.folder(name, root=own_root)
        own.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(place, own) if name == "sgd" else os.symlink(place, own)
    return own_root


@contextmanager
def running(
    name: str, root: Path, environment: dict[str, str], **options: Any
) -> Iterator[tuple[int, dict]]:
    """Run an app until the block ends, then end it by SIGTERM; yield its port and its report.

    Options are those of the process.
    """
    port = free_port()
    words = [*APPS[name], *(["--server.port", str(port)] if name == "dashboard" else [])]
    process = subprocess.Popen(
        [sys.executable, *words],
        env={
            **environment,
            "DIGIT_STUDIO_ARTIFACTS": str(root),
            "GRADIO_SERVER_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )
    try:
        deadline, found = time.monotonic() + 120, None
        while found is None and time.monotonic() < deadline:
            try:
                found = asked(f"http://127.0.0.1:{port}/readyz")
            except OSError:
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.1)
        assert found is not None
        assert found[0] == 200
        yield port, found[1]
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=SOON)
        finally:
            process.kill()
    assert "Traceback" not in process.stderr.read()
    assert process.returncode in (0, -signal.SIGTERM)


@pytest.mark.parametrize("name", APPS)
def test_an_app_says_how_it_is_notes_requests_and_ends_at_once(
    trained: list[str], root: Path, environment: dict[str, str], name: str
) -> None:
    with running(name, root, environment) as (port, report):
        assert (report["ready"], report["refused"]) == (True, {})
        assert set(trained) <= set(report["models"])
        assert asked(f"http://127.0.0.1:{port}/healthz") == (200, {"alive": True})
        log = root / "logs" / f"{name}.jsonl"

        def noted() -> list[int]:  # once the answer is sent
            lines = [json.loads(line) for line in log.read_text().splitlines()]
            return [line["status"] for line in lines if line["path"] == "/healthz"]

        until(noted, 10)
        assert noted() == [200]
        page = opened(name, port)  # which stays open
    page.close()


@pytest.mark.parametrize("name", APPS)
def test_an_app_serves_where_neither_artifacts_nor_home_nor_its_folder_can_be_written(
    root: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    home = tmp_path_factory.mktemp("home")
    real = [path for path in root.rglob("*") if path.is_dir() and not path.is_symlink()]
    folders = [home, root, *real]
    for folder in folders:
        folder.chmod(0o555)
    nowhere = {"cwd": home, "preexec_fn": like_everybody}
    places = {"HOME": str(home), "TMPDIR": str(home)}
    try:
        with running(name, root, {**environment, **places}, **nowhere) as (port, report):
            assert (report["ready"], report["refused"]) == (True, {})
            assert ask(port, "/")[0] == 200
            if name == "dashboard":
                address = f"ws://127.0.0.1:{port}/_stcore/stream"
                asyncio.run(glances(address, ["", "thresholds", "verdicts", "handwriting"]))
            else:
                assert drawn(port)["readings"]
        assert list(home.iterdir()) == []
    finally:
        for folder in folders:
            folder.chmod(0o755)


async def glances(address: str, pages: list[str]) -> None:
    """Open pages one after the other; fails if one does not run to its end."""
    for page in pages:
        await Visit.glance(address, page)


def drawn(port: int) -> dict[str, Any]:
    """Return what the canvas says of a drawing."""
    parts = json.loads(ask(port, "/config")[1])["components"]
    pad = next(part["id"] for part in parts if part["type"] == "html")
    call = {"session_hash": "x", "fn_name": "read", "data": {"ink": load.inks()[0]}}
    body = json.dumps({**call, "component_id": pad})
    path, kind = "/gradio_api/component_server/", {"content_type": "application/json"}
    return json.loads(ask(port, path, "POST", body, **kind)[1])


@pytest.mark.slow
@pytest.mark.parametrize("name", APPS)
def test_an_app_that_is_at_work_while_a_model_is_trained_ends_as_soon(
    root: Path, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", environment.get("PYTHONPATH", ""))
    over = threading.Event()
    try:
        with running(name, root, environment) as (port, _):
            jobs.start("sgd", ["train", "sgd", "--force"], root=root)  # as the page's button does
            until(lambda: (jobs.progress("sgd", root=root) or 0).fraction > 0)
            page = opened(name, port)
            for _ in range(8):
                threading.Thread(target=busy, args=(name, port, over), daemon=True).start()
            time.sleep(1)
    finally:
        over.set()
    page.close()
    training = jobs.progress("sgd", root=root)
    assert training is not None
    assert training.running  # a process of its own, which goes on
    os.kill(training.pid, signal.SIGTERM)
    until(lambda: not jobs.is_running("sgd", root=root), SOON)
    assert not (jobs.progress("sgd", root=root) or training).running
    artifacts.verify("sgd", root=root)  # the last complete model
    assert artifacts.status("sgd", root=root).ready


def opened(name: str, port: int) -> socket.socket:
    """Open what a page keeps open: a stream of the canvas app, a web socket of the dashboard."""
    line = socket.create_connection(("127.0.0.1", port), timeout=20)
    path, more = "/gradio_api/heartbeat/x", ""
    if name == "dashboard":
        path, more = "/_stcore/stream", "upgrade: websocket\r\nconnection: Upgrade\r\n"
        more += "sec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\nsec-websocket-version: 13\r\n"
    line.sendall(f"GET {path} HTTP/1.1\r\nhost: localhost\r\n{more}\r\n".encode())
    assert int(line.recv(4096).split()[1]) in (101, 200)
    return line


def busy(name: str, port: int, over: threading.Event) -> None:
    """Draw, or open pages, again and again until it is over."""
    while not over.is_set():
        with suppress(OSError, ValueError, HTTPException):
            if name == "canvas":
                drawn(port)
            else:
                ask(port, "/thresholds")
