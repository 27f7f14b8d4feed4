"""Bad calls over real HTTP: each gets a sentence and no digit, and the server does not grow."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from core.drawing import handwriting
from core.storage import paths
from serving import free_port, serving

REPOSITORY = Path(__file__).resolve().parents[2]
INK = "A" * 13068  # of the right length: base64 of 9,801 bytes, one more than the pad's
DEEP = "[" * 400 + "]" * 400
#: What a server function is sent, as JSON text.
PAYLOADS = [
    "null", "7", "1e999", "[]", "{}", '"ink"', DEEP, "NaN", '{"ink": null}', '{"ink": NaN}',
    '{"ink": -1}', '{"ink": "\\ud800"}', '{"ink": ["A"]}', f'{{"ink": "{"*" * 13068}"}}',
    f'{{"ink": "{INK[:-4]}"}}', f'{{"ink": "{INK}AAAA", "insist": true}}',
    f'{{"ink": "{"A" * 300_000}"}}', '{"image": "AAAA", "digit": 947}', '{"image": {"ink": []}}',
    '{"index": 10000}', '{"index": "947"}', '{"label": 4}', '{"label": NaN, "image": 3}',
    '{"content": "AAAA"}', '{"content": 5}', '{"format": "exe"}', '{"format": ["npz"]}',
]  # fmt: skip
FUNCTIONS = ["read", "explain", "digit", "keep", "take_back", "export_file", "import_file"]
#: What /predict is sent as ink.
INKS = [
    "null", "true", "{}", "[]", "[[]]", "[1, 2]", "[[0, 1], [0]]", "[[0, 256]]", "[[-1]]",
    "[[NaN]]", "[[Infinity]]", "[[true]]", '[["1"]]', DEEP, '"not base64"', '""',
    '"http://127.0.0.1/digit.png"', '"/etc/hostname"', '{"path": "/etc/hostname"}',
    f"[{'[0],' * 1000}[0]]", f'"{"A" * 200_000}"',
]  # fmt: skip


@dataclass
class App:
    """The canvas app as it serves, and one connection to it."""

    port: int
    pid: int
    folder: Path
    pad: int = 0
    token: str = ""
    line: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self.line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        parts = json.loads(self.send("GET", "/config")[1])["components"]
        self.pad = next(part["id"] for part in parts if part["type"] == "html")
        self.token = json.loads(self.call("hello", "{}")[1])["token"]

    def send(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        self.line.request(method, path, body, {"content-type": "application/json"})
        answer = self.line.getresponse()
        return answer.status, answer.read().decode()

    def call(self, function: str, payload: str, pad: int | None = None) -> tuple[int, str]:
        """Call a server function as the page does, with its token."""
        if payload.startswith("{") and self.token:
            payload = f'{{"token": "{self.token}"{", " * (payload != "{}")}{payload[1:]}'
        sent = f'"session_hash": "nobody", "fn_name": "{function}", "data": {payload}'
        body = f'{{"component_id": {self.pad if pad is None else pad}, {sent}}}'
        return self.send("POST", "/gradio_api/component_server/", body)

    def predict(self, ink: str) -> Any:
        """Ask /predict as gradio_client does, and return what it answers."""
        body = f'{{"data": [{ink}, false, true]}}'
        status, text = self.send("POST", "/gradio_api/call/predict", body)
        assert status == 200, text
        _, events = self.send("GET", f"/gradio_api/call/predict/{json.loads(text)['event_id']}")
        assert events.startswith("event: complete"), events
        return json.loads(events.split("data: ", 1)[1])[0]

    def memory(self) -> float:
        """Return the megabytes that the server's process holds."""
        status = Path(f"/proc/{self.pid}/status")
        if status.exists():
            lines = status.read_text(encoding="ascii").splitlines()
            return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024
        shown = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(self.pid)], capture_output=True, text=True, check=True
        )
        return int(shown.stdout) / 1024


@pytest.fixture(scope="module")
def app(
    trained: list[str],
    tmp_path_factory: pytest.TempPathFactory,
    elsewhere: Path,
    environment: dict[str, str],
) -> Iterator[App]:
    """Serve the app as a user would, with an artifacts folder of its own."""
    own = tmp_path_factory.mktemp("artifacts")
    for part in paths.ARTIFACTS.resolve().iterdir():
        if part.name != handwriting.FILE:
            os.symlink(part, own / part.name)
    port = free_port()
    settings = {"GRADIO_SERVER_PORT": str(port), "DIGIT_STUDIO_ARTIFACTS": str(own)}
    command, ready = [str(REPOSITORY / "gradio_app.py")], f"http://127.0.0.1:{port}/"
    with serving(command, elsewhere, {**environment, **settings}, ready) as pid:
        yield App(port, pid, own)


def calls(app: App) -> Iterator[Callable[[], dict[str, Any]]]:
    """Yield bad calls for ever: every function with every payload, /predict in between."""
    inks = itertools.cycle(INKS)

    def function(name: str, payload: str) -> dict[str, Any]:
        status, text = app.call(name, payload)
        assert status == 200, f"{name}({payload[:60]}): {status} {text[:200]}"
        return json.loads(text)

    for number, (payload, name) in enumerate(
        itertools.cycle(itertools.product(PAYLOADS, FUNCTIONS))
    ):
        yield lambda name=name, payload=payload: function(name, payload)
        if number % 4 == 0:
            ink = next(inks)
            yield lambda ink=ink: app.predict(ink)


def flood(app: App, number: int) -> float:
    """Make bad calls, check what each is told, and return how many megabytes the server grew."""
    settled = number // 2
    for count, call in enumerate(itertools.islice(calls(app), number)):
        if count == settled:
            before = app.memory()
        answer = call()
        assert list(answer) == ["error"], answer
        assert answer["error"].endswith("."), answer
    return app.memory() - before


def test_bad_calls_get_a_sentence_and_the_server_does_not_grow(app: App) -> None:
    assert flood(app, 320) < 20
    assert not (app.folder / handwriting.FILE).exists()


@pytest.mark.slow
def test_ten_thousand_bad_calls_leave_the_servers_memory_flat(app: App) -> None:
    assert flood(app, 10_000) < 20
    assert not (app.folder / handwriting.FILE).exists()


def test_the_ids_of_others_open_nothing(app: App) -> None:
    status, text = app.call("read", "{}", pad=99_999)
    assert status == 404
    assert json.loads(text)["error"].endswith(".")
    _, events = app.send("GET", "/gradio_api/call/predict/another")
    assert "readings" not in events
    assert app.predict("null")["error"]  # and the next visitor is served
