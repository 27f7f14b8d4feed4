"""Both apps in processes of their own: whoever watches them learns how they are, and they end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from core.storage import paths
from serving import free_port

REPOSITORY = Path(__file__).resolve().parents[1]
APPS = {
    "dashboard": ["-m", "streamlit", "run", str(REPOSITORY / "dashboard" / "Home.py")],
    "canvas": [str(REPOSITORY / "gradio_app.py")],
}


def asked(url: str) -> tuple[int, dict]:
    with urllib.request.urlopen(url, timeout=5) as response:
        return response.status, json.loads(response.read())


@pytest.mark.parametrize("name", APPS)
def test_an_app_says_how_it_is_notes_requests_and_ends_at_once(
    trained: list[str], own_root: Path, environment: dict[str, str], name: str
) -> None:
    for linked in ("models", "champion"):
        os.symlink((paths.ARTIFACTS / linked).resolve(), own_root / linked)
    port = free_port()
    words = [*APPS[name], *(["--server.port", str(port)] if name == "dashboard" else [])]
    process = subprocess.Popen(
        [sys.executable, *words],
        env={
            **environment,
            "DIGIT_STUDIO_ARTIFACTS": str(own_root),
            "GRADIO_SERVER_PORT": str(port),
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        deadline, found = time.monotonic() + 120, None
        while found is None and time.monotonic() < deadline:
            try:
                found = asked(f"http://127.0.0.1:{port}/readyz")
            except OSError:
                assert process.poll() is None, process.stderr.read()
                time.sleep(0.1)
        status, report = found
        assert (status, report["ready"], report["refused"]) == (200, True, {})
        assert set(trained) <= set(report["models"])
        assert asked(f"http://127.0.0.1:{port}/healthz") == (200, {"alive": True})
        log = own_root / "logs" / f"{name}.jsonl"
        deadline, noted = time.monotonic() + 10, []
        while not noted and time.monotonic() < deadline:  # noted once the answer is sent
            lines = [json.loads(line) for line in log.read_text().splitlines()]
            noted = [line["status"] for line in lines if line["path"] == "/healthz"]
        assert noted == [200]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=5)
    assert "Traceback" not in process.stderr.read()
