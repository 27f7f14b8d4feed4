"""The guard in front of both apps, around a small app behind a real server."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from core.serving import bodies, hosts, routes, same_origin
from core.serving.answers import HEADERS
from core.serving.exposure import Exposure
from core.serving.front import Front, House

LIST = """
allowed GET,POST /echo          tells what arrived
allowed POST     /upload/{id}   takes more
allowed GET      /broken        falls
allowed WEBSOCKET /talk         says hello
blocked GET      /secret        not for anybody
mount   *        /{path:path}   the rest
"""
EXPOSED = {
    "private": Exposure("127.0.0.1"),
    "proxied": Exposure("127.0.0.1", frozenset({"digits.example.org"}), proxy=True),
    "public": Exposure("0.0.0.0", frozenset({"digits.example.org"}), public=True),
}


async def echo(request: Any) -> JSONResponse:
    body = await request.body()
    found = {"headers": dict(request.headers), "url": str(request.url), "bytes": len(body)}
    return JSONResponse(found, headers={"access-control-allow-credentials": "true"})


async def broken(request: Any) -> None:
    raise KeyError("/home/somebody")


async def talk(socket: Any) -> None:
    await socket.accept()
    await socket.close()


ROUTES = [
    Route("/echo", echo, methods=["GET", "POST"]),
    Route("/upload/{id}", echo, methods=["POST"]),
    Route("/secret", echo),
    Route("/unlisted", echo),
    Route("/broken", broken),
    WebSocketRoute("/talk", talk),
]


@contextmanager
def guarded(folder: Path, **settings: Any) -> Iterator[int]:
    """Serve the small app behind the guard; yield its port."""
    (folder / "routes.txt").write_text(LIST)
    house = House(
        **{
            "log": folder / "log.jsonl",
            "report": lambda: {"ready": True},
            "exposure": EXPOSED["private"],
            "routes": routes.routes_in(folder / "routes.txt"),
            "largest": 10_000,
            "larger": {"/upload/": 1_000_000},
            **settings,
        }
    )
    app = Front(Starlette(routes=ROUTES), house)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def ports(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, int]]:
    """Return the ports of apps that differ in who can reach them."""
    folder = tmp_path_factory.mktemp("guarded")
    with (
        guarded(folder, exposure=EXPOSED["private"]) as private,
        guarded(folder, exposure=EXPOSED["proxied"]) as proxied,
        guarded(folder, exposure=EXPOSED["public"]) as public,
    ):
        yield {"private": private, "proxied": proxied, "public": public}


def ask(
    port: int, path: str, method: str = "GET", body: Any = None, **headers: str
) -> tuple[int, str, HTTPResponse]:
    """Return status, text and answer; an underscore in a header's name stands for a hyphen."""
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, named)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text, answer


#: Host headers, and which of the three apps answer them.
ASKED = [
    ("127.0.0.1:8501", {"private", "proxied", "public"}),
    ("localhost", {"private", "proxied", "public"}),
    ("[::1]:80", {"private", "proxied", "public"}),
    ("digits.example.org", {"proxied", "public"}),
    ("DIGITS.example.org.:443", {"proxied", "public"}),
    ("192.168.0.5:8501", {"public"}),  # an address cannot be a name that leads here
    ("evil.example", set()),
    ("digits.example.org.evil.example", set()),
    ("evil.example@127.0.0.1", set()),
    ("127.0.0.1:80:80", set()),
    ("127.0.0.1, evil.example", set()),
    ("", set()),
]


@pytest.mark.parametrize(("host", "served"), ASKED, ids=[host for host, _ in ASKED])
@pytest.mark.parametrize("name", EXPOSED)
def test_only_hosts_that_are_served_are_answered(ports, name, host, served):
    status, text, answer = ask(ports[name], "/echo", host=host)
    assert status == (200 if name in served else 421)
    assert name in served or text == hosts.SENTENCE
    assert answer.headers["x-content-type-options"] == "nosniff"


FORWARDED = {
    "x_forwarded_host": "digits.example.org",
    "x_forwarded_proto": "https",
    "x_forwarded_for": "192.0.2.7",
    "forwarded": "host=evil.example",
}


def test_what_a_caller_claims_about_the_way_never_arrives(ports):
    seen = json.loads(ask(ports["private"], "/echo", **FORWARDED)[1])
    assert seen["url"].startswith("http://127.0.0.1")
    assert not {name for name in seen["headers"] if "forwarded" in name}
    seen = json.loads(ask(ports["proxied"], "/echo", **FORWARDED)[1])
    assert seen["headers"]["x-forwarded-host"] == "digits.example.org"
    assert seen["url"].startswith("https://")
    assert ask(ports["proxied"], "/echo", x_forwarded_host="evil.example")[0] == 421


def test_no_answer_invites_another_origin_and_all_carry_the_headers(ports):
    foreign = {"origin": "http://evil.example"}
    refused = [
        ask(ports["private"], "/echo", host="evil.example"),
        ask(ports["private"], "/echo", **foreign),
        ask(ports["private"], "/echo", "OPTIONS", access_control_request_method="POST", **foreign),
        ask(ports["private"], "/secret"),
        ask(ports["private"], "/echo", "POST", b" " * 20_000),
        ask(ports["private"], "/broken"),
    ]
    assert [status for status, _, _ in refused] == [421, 403, 403, 404, 413, 500]
    assert refused[1][1] == same_origin.SENTENCE
    for _, text, answer in [
        *refused,
        ask(ports["private"], "/echo"),
        ask(ports["private"], "/healthz"),
    ]:
        assert "Traceback" not in text
        assert "somebody" not in text
        assert HEADERS.items() <= dict(answer.headers).items()
        assert not [name for name in answer.headers if name.startswith("access-control")]
    followed = ask(ports["private"], "/echo", sec_fetch_mode="navigate", **foreign)
    assert followed[0] == 200  # a link from elsewhere
    assert "access-control-allow-credentials" not in followed[2].headers


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/secret"),
        ("GET", "/unlisted"),
        ("PUT", "/echo"),
        ("GET", "/echo/"),
        ("GET", "//echo"),
    ],
)
def test_what_is_not_allowed_is_not_there(ports, method, path):
    assert ask(ports["private"], path, method)[:2] == (404, routes.SENTENCE)


def pieces(number: int, size: int = 100_000) -> Iterator[bytes]:
    yield from (b" " * size for _ in range(number))


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(("path", "limit"), [("/echo", 10_000), ("/upload/1", 1_000_000)])
def test_a_body_is_as_large_as_the_limit_or_refused(ports, path, limit, chunked):
    def sent(size: int) -> Any:
        return pieces(1, size) if chunked else b" " * size

    status, text, _ = ask(ports["private"], path, "POST", sent(limit))
    assert (status, json.loads(text)["bytes"]) == (200, limit)
    status, text, _ = ask(ports["private"], path, "POST", sent(limit + 1))
    assert (status, text) == (413, bodies.too_large(limit))


def test_a_body_that_goes_on_for_ever_is_cut_off(ports):
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", ports["private"])) as line:
        line.sendall(
            b"POST /echo HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n"
        )
        with suppress(OSError):  # closed from the other side, in whichever words
            while time.monotonic() - begun < 20:
                line.sendall(b"2710\r\n" + b" " * 10_000 + b"\r\n")
    assert time.monotonic() - begun < bodies.LINGER + 3


def trickled(line: socket.socket, answered: Callable[[], bool]) -> None:
    """Send a byte now and then until there is an answer."""
    for _ in range(100):
        line.sendall(b" ")
        time.sleep(0.05)
        if answered():
            return


def test_a_body_that_does_not_arrive_in_time_is_refused(tmp_path):
    with guarded(tmp_path, patience=0.2) as port:
        for trickle in (False, True):
            with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
                line.sendall(
                    b"POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9000\r\n\r\n"
                )
                if trickle:
                    line.settimeout(0)
                    got = bytearray()

                    def answered(line: socket.socket = line, got: bytearray = got) -> bool:
                        try:
                            got.extend(line.recv(4096))
                        except BlockingIOError:
                            return False
                        return True

                    trickled(line, answered)
                    line.settimeout(10)
                else:
                    got = bytearray(line.recv(4096))
                while b"in time" not in got:
                    got.extend(line.recv(4096))
            assert got.startswith(b"HTTP/1.1 408 ")
            assert bodies.TOO_SLOW.encode() in got
        assert ask(port, "/echo")[0] == 200


@pytest.mark.parametrize("kind", ["text/plain", "multipart/form-data; boundary=x", None])
def test_what_a_form_can_send_is_no_json(tmp_path, kind):
    with guarded(tmp_path, json_only=True) as port:
        headers = {"content_type": kind} if kind else {}
        assert ask(port, "/echo", "POST", b"{}", **headers)[:2] == (415, bodies.NOT_JSON)
        assert ask(port, "/echo", "POST", b"{}", content_type="application/json")[0] == 200


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/talk", {}, 101),
        ("/other", {}, 403),
        ("/talk", {"Host": "evil.example"}, 403),
        ("/talk", {"Origin": "http://evil.example"}, 403),
    ],
    ids=str,
)
def test_web_sockets_are_guarded_alike(ports, path, headers, status):
    shake = {
        "Host": "localhost",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "Sec-WebSocket-Version": "13",
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in shake.items())
    with socket.create_connection(("127.0.0.1", ports["private"]), timeout=10) as line:
        line.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        assert line.recv(4096).startswith(f"HTTP/1.1 {status} ".encode())
