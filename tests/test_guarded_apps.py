"""Both apps as a user starts them: what the guard refuses, and that nothing of it is felt."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from core.drawing import handwriting
from core.serving import bodies, hosts, routes
from core.serving.crowd import BUSY
from core.storage import paths
from guarded import ask, handshake, held
from serving import free_port, serving
from session.served import MOST_VISITS

REPOSITORY = Path(__file__).resolve().parents[1]
COMMANDS = {
    "dashboard": ["-m", "streamlit", "run", str(REPOSITORY / "dashboard" / "Home.py")],
    "canvas": [str(REPOSITORY / "gradio_app.py")],
}
#: Where a large body is sent, and how large it may be.
TAKES = {
    "dashboard": ("PUT", "/_stcore/upload_file/session/file", 11_485_760),
    "canvas": ("POST", "/gradio_api/component_server/", 4_500_000),
}
BLOCKED = {
    "dashboard": ["/_stcore/metrics", "/_stcore/agent/mcp", "/component/a/b.js", "/auth/login"],
    "canvas": [
        "/gradio_api/proxy=http://127.0.0.1:1/",
        "/gradio_api/file=http://127.0.0.1:1/a.png",
        "/gradio_api/file=/etc/hostname",
        "/pwa_icon/100000",
        "/monitoring/summary",
        "/gradio_api/queue/status",
    ],
}


class Served:
    """An app that serves: its port, its process, and what it wrote to the terminal."""

    def __init__(self, name: str, port: int, pid: int, folder: Path):
        self.name, self.port, self.pid, self.folder = name, port, pid, folder

    def written(self) -> str:
        return "".join(file.read_text() for file in self.folder.glob("*.log"))

    def memory(self) -> int:
        """Return the most megabytes that the process ever held."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def command(name: str, port: int) -> list[str]:
    *words, script = COMMANDS[name]
    return [*words, *(["--server.port", str(port)] if name == "dashboard" else []), script]


@contextmanager
def started(
    name: str, folder: Path, environment: dict[str, str], **settings: str
) -> Iterator[Served]:
    """Serve an app with an artifacts folder of its own."""
    port, own = free_port(), folder / "artifacts"
    own.mkdir()
    for part in paths.ARTIFACTS.resolve().iterdir():
        if part.name not in (handwriting.FILE, "logs"):
            os.symlink(part, own / part.name)
    words = command(name, port)
    environment = {
        **environment,
        "GRADIO_SERVER_PORT": str(port),
        "DIGIT_STUDIO_ARTIFACTS": str(own),
        **settings,
    }
    with serving(words, folder, environment, f"http://127.0.0.1:{port}/readyz") as pid:
        yield Served(name, port, pid, folder)


@pytest.fixture(scope="module", params=COMMANDS)
def app(
    request: pytest.FixtureRequest,
    trained: list[str],
    tmp_path_factory: pytest.TempPathFactory,
    environment: dict[str, str],
) -> Iterator[Served]:
    """Serve one app after the other as a user starts it."""
    with started(request.param, tmp_path_factory.mktemp("app"), environment) as served:
        yield served


def test_another_host_is_refused_and_a_forwarded_one_ignored(app: Served) -> None:
    for path in ("/", "/config", "/healthz"):
        assert ask(app.port, path, host="evil.example")[:2] == (421, hosts.SENTENCE)
    claims = {
        "x_forwarded_host": "evil.example",
        "x_forwarded_proto": "https",
        "forwarded": "host=evil.example;proto=https",
    }
    for path in ("/", "/config") if app.name == "canvas" else ("/", "/thresholds"):
        status, text, answer = ask(app.port, path, **claims)
        assert status == 200
        assert "evil.example" not in text + str(answer.headers)
        assert f"https://127.0.0.1:{app.port}" not in text


def test_no_other_origin_is_given_credentials(app: Served) -> None:
    foreign = {"origin": "http://evil.example", "access_control_request_method": "POST"}
    answers = [
        ask(app.port, "/", **foreign),
        ask(app.port, "/", "OPTIONS", **foreign),
        ask(app.port, TAKES[app.name][1], "OPTIONS", **foreign),
        ask(app.port, "/", sec_fetch_mode="navigate", **foreign),
    ]
    assert [status for status, _, _ in answers] == [403, 403, 403, 200]
    for _, _, answer in answers:
        assert not [name for name in answer.headers if name.lower().startswith("access-control")]
        assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]


def test_what_is_not_on_the_list_is_not_there(app: Served) -> None:
    for path in [*BLOCKED[app.name], "/no/such/thing", "/gradio_api/x", "/_stcore/x"]:
        status, text, answer = ask(app.port, path)
        assert (path, status, text) == (path, 404, routes.SENTENCE)
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="memory is read from /proc")
@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
def test_a_body_of_100_mb_is_refused_and_leaves_memory_flat(app: Served, chunked: bool) -> None:
    method, path, limit = TAKES[app.name]
    before, begun = app.memory(), time.monotonic()
    sent: Any = (b" " * 1_000_000 for _ in range(100))
    headers = {} if chunked else {"content_length": "100000000"}
    status, text, _ = ask(app.port, path, method, sent, content_type="application/json", **headers)
    assert (status, text) == (413, bodies.too_large(limit))
    assert time.monotonic() - begun < 5
    assert app.memory() - before < 25
    assert ask(app.port, "/healthz")[0] == 200


@pytest.mark.parametrize("app", ["canvas"], indirect=True)
def test_a_call_of_something_unknown_is_one_sentence_and_no_traceback(app: Served) -> None:
    calls = [
        ("call/nothing", {"data": []}),
        ("call/v2/nothing", {}),
        ("queue/join", {"data": [], "fn_index": 99, "session_hash": "x"}),
        ("queue/join", {"data": [], "fn_index": -1, "session_hash": "x"}),
        ("component_server/", {"component_id": -1, "session_hash": "x", "fn_name": "x", "data": 1}),
    ]
    for path, sent in calls:
        body = json.dumps(sent)
        found = ask(app.port, f"/gradio_api/{path}", "POST", body, content_type="application/json")
        assert found[0] == 404, (path, found[:2])
        assert json.loads(found[1])["error"].endswith(".")
    assert ask(app.port, "/gradio_api/call/predict/unknown")[0] == 200  # an event that says so
    few = ask(
        app.port,
        "/gradio_api/call/predict",
        "POST",
        json.dumps({"data": [[[7]]]}),
        content_type="application/json",
    )
    told = ask(app.port, f"/gradio_api/call/predict/{json.loads(few[1])['event_id']}")[1]
    assert "Not all values were sent" in told
    assert "Traceback" not in app.written()


@pytest.mark.walk
@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "DIGIT_STUDIO_PUBLIC=1"),
        ({"DIGIT_STUDIO_PUBLIC": "1", "DIGIT_STUDIO_HOSTS": "*"}, "DIGIT_STUDIO_HOSTS"),
        (
            {
                "DIGIT_STUDIO_PUBLIC": "1",
                "GRADIO_ALLOWED_PATHS": "/",
                "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
            },
            "not safe",
        ),
    ],
    ids=["alone", "star", "unsafe"],
)
def test_an_app_for_others_is_refused_in_one_sentence(
    name: str, settings: dict[str, str], told: str, environment: dict[str, str], tmp_path: Path
) -> None:
    port = free_port()
    public = {"GRADIO_SERVER_NAME": "0.0.0.0", "STREAMLIT_SERVER_ADDRESS": "0.0.0.0"}
    ended = subprocess.run(
        [sys.executable, *command(name, port)],
        cwd=tmp_path,
        env={**environment, **public, "GRADIO_SERVER_PORT": str(port), **settings},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    *others, sentence = ended.stderr.strip().splitlines()
    assert told in sentence
    assert sentence.endswith(".")
    assert name == "dashboard" or others == []  # Streamlit says what it failed at before


@pytest.mark.walk
def test_a_dashboard_for_others_opens_by_any_address_and_by_its_names(
    trained: list[str], tmp_path: Path, environment: dict[str, str]
) -> None:
    settings = {
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
        "DIGIT_STUDIO_PUBLIC": "1",
        "DIGIT_STUDIO_HOSTS": "digits.example.org",
    }
    with started("dashboard", tmp_path, environment, **settings) as app:
        for host in ("192.0.2.9:8501", "digits.example.org", f"localhost:{app.port}"):
            assert ask(app.port, "/", host=host)[0] == 200
            own = {"host": host, "origin": f"http://{host}"}
            assert handshake(app.port, "/_stcore/stream", **own) == 101
        assert handshake(app.port, "/_stcore/stream", host="evil.example") == 403
        assert "External URL" not in app.written()


@pytest.mark.parametrize("app", ["dashboard"], indirect=True)
def test_who_finds_all_places_taken_is_told_so_and_finds_one_later(app: Served) -> None:
    shake = {"sec-websocket-protocol": "streamlit"}
    with ExitStack() as pages:
        for _ in range(MOST_VISITS):
            assert pages.enter_context(held(app.port, "/_stcore/stream", **shake)) == 101
        assert handshake(app.port, "/_stcore/stream", **shake) == 403
        assert ask(app.port, "/thresholds", accept="text/html")[:2] == (503, BUSY)
        assert ask(app.port, "/_stcore/health")[0] == 200
    until = time.monotonic() + 30
    while ask(app.port, "/", accept="text/html")[0] != 200:
        assert time.monotonic() < until
        time.sleep(0.05)
