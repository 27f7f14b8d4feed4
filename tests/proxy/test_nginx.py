"""The proxy's configuration, docs/nginx.conf itself, in front of a small app behind our guard."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection

import pytest

import certificates
from bench import proxy
from core.serving.answers import HEADERS
from core.serving.exposure import Exposure
from guarded import ask, guarded, handshake
from serving import free_port

HOST = {"host": proxy.DASHBOARD}
PAGE = {"host": proxy.DASHBOARD, "accept": "text/html,*/*"}
BEHIND = Exposure("127.0.0.1", frozenset({proxy.DASHBOARD, proxy.CANVAS}), proxy=True)
CLAIMS = {
    "x_forwarded_host": "evil.example",
    "x_forwarded_proto": "https",
    "x_forwarded_for": "203.0.113.9",
    "x_forwarded_port": "1",
    "x_forwarded_prefix": "/evil",
    "x_real_ip": "203.0.113.9",
    "forwarded": "for=203.0.113.9;host=evil.example",
}
#: Half-open connections at once, and the seconds that one has here; the file says 10.
SLOW, PATIENCE = 450, 1


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[int]]:
    """Serve the small app twice, behind the guard as it is behind a proxy; yield the ports."""
    with ExitStack() as stack:
        folders = [tmp_path_factory.mktemp("worker") for _ in range(2)]
        yield [stack.enter_context(guarded(folder, exposure=BEHIND)) for folder in folders]


@pytest.fixture(scope="module")
def port(workers: list[int]) -> Iterator[int]:
    """Run the proxy in front of both."""
    with proxy.running(workers, workers, PATIENCE) as listening:
        yield listening


def echo(port: int, **headers: str) -> tuple[dict, str]:
    """Return what arrived at a worker, and the cookie that was set."""
    status, text, answer = ask(port, "/echo", **{**HOST, **headers})
    assert status == 200, text
    return json.loads(text), (answer.headers.get("set-cookie") or "").partition(";")[0]


def test_every_answer_carries_our_headers_once_and_no_other_name_is_served(port: int) -> None:
    for host in (proxy.DASHBOARD, proxy.CANVAS):
        _, _, answer = ask(port, "/echo", host=host)
        for name, value in HEADERS.items():
            assert answer.headers.get_all(name) == [value]
        assert answer.headers.get_all("server") == ["nginx"]  # and no version
    for host in ("evil.example", "127.0.0.1", f"{proxy.DASHBOARD}.evil.example"):
        status, text, _ = ask(port, "/echo", host=host)
        assert (status, text.strip()) == (421, "This address does not serve that host name.")


def test_what_strangers_claim_about_the_way_never_arrives(port: int) -> None:
    arrived, _ = echo(port, **CLAIMS)
    told = {name: arrived["headers"].get(name.replace("_", "-"), "") for name in CLAIMS}
    nothing = dict.fromkeys(CLAIMS, "")
    assert told == {**nothing, "x_forwarded_for": "127.0.0.1", "x_forwarded_proto": "http"}
    assert arrived["url"] == f"http://{proxy.DASHBOARD}/echo"


def test_an_origin_is_compared_with_the_name_and_port_that_the_browser_sees(port: int) -> None:
    at = {"host": f"{proxy.DASHBOARD}:{port}"}
    assert echo(port, **at, origin=f"http://{proxy.DASHBOARD}:{port}")
    for origin in (f"http://{proxy.CANVAS}:{port}", f"http://{proxy.DASHBOARD}:1"):
        assert ask(port, "/echo", "POST", b"{}", **at, origin=origin)[0] == 403


def test_a_web_socket_passes_unless_it_is_foreign(port: int) -> None:
    own = {**HOST, "origin": f"http://{proxy.DASHBOARD}"}
    assert handshake(port, "/talk", **own) == 101
    assert handshake(port, "/talk", **HOST, origin="http://evil.example") == 403


def test_a_browser_stays_with_its_worker_and_a_class_is_spread(
    port: int, workers: list[int]
) -> None:
    visits: dict[int, list[str]] = {each: [] for each in workers}
    for _ in range(24):
        arrived, cookie = echo(port, **PAGE)
        visits[arrived["port"]].append(cookie)
    assert all(len(cookies) >= 3 for cookies in visits.values())  # 24 at one in 8 million runs
    for at, cookies in visits.items():
        for cookie in cookies[:3]:
            for headers in (HOST, PAGE):
                arrived, again = echo(port, **headers, cookie=f"theme=dark; {cookie}")
                assert (arrived["port"], again) == (at, "")


def test_a_program_stays_too_and_a_made_up_cookie_is_replaced(port: int) -> None:
    assert len({echo(port)[0]["port"] for _ in range(8)}) == 1
    assert echo(port)[1] == ""
    for made_up in ("worker=evil", "worker=" + "x" * 32, "worker="):
        assert len(echo(port, **PAGE, cookie=made_up)[1]) == len("worker=") + 32


def test_where_a_worker_is_down_another_answers_and_then_a_sentence_does(
    workers: list[int],
) -> None:
    with proxy.running([free_port(), workers[0]], [free_port()]) as listening:
        assert {echo(listening, **PAGE)[0]["port"] for _ in range(8)} == {workers[0]}
        status, text, _ = ask(listening, "/echo", host=proxy.CANVAS)
        assert (status, text.strip()) == (
            503,
            "The studio is starting or full; try again in a moment.",
        )


@pytest.mark.parametrize(
    ("host", "size", "sentence"),
    [
        (proxy.DASHBOARD, 13_000_000, "That is too large."),
        (proxy.CANVAS, 500_000, "That is too large: at most 400 kB."),
    ],
    ids=["dashboard", "canvas"],
)
def test_a_body_that_is_too_large_never_reaches_a_worker(
    port: int, host: str, size: int, sentence: str
) -> None:
    status, text, _ = ask(port, "/upload/1", "POST", host=host, content_length=str(size))
    assert (status, text.strip()) == (413, sentence)
    assert ask(port, "/upload/1", "POST", b"x" * 300_000, host=host)[0] == 200


def test_hundreds_of_slow_connections_keep_nobody_out_and_are_cut_off(port: int) -> None:
    begun, lines = time.monotonic(), []
    with ExitStack() as stack:
        for _ in range(SLOW):
            line = socket.create_connection(("127.0.0.1", port), timeout=20)
            stack.enter_context(closing(line))
            line.sendall(b"GET /echo HTTP/1.1\r\nHost: digits.example.org\r\nX-Slow:")
            lines.append(line)
        body = stack.enter_context(closing(HTTPConnection("127.0.0.1", port, timeout=20)))
        body.request("POST", "/upload/1", b"{", {**HOST, "Content-Length": "900"})
        assert echo(port)[0]["bytes"] == 0
        assert all(not line.recv(100) for line in lines)  # closed without an answer
        assert time.monotonic() - begun >= PATIENCE
        with pytest.raises(ConnectionError):
            body.getresponse()


def test_headers_and_bodies_have_the_ten_seconds_that_the_documents_name() -> None:
    text = proxy.CONFIGURATION.read_text(encoding="utf-8")
    assert "client_header_timeout 10s;" in text
    assert "client_body_timeout 10s;" in text


def test_with_tls_the_same_holds_and_the_cookie_stays_there(workers: list[int]) -> None:
    certificate = proxy.Tls(certificates.file("valid"), certificates.KEY)
    trusting = certificates.trusting("valid")
    with proxy.running(workers, workers, tls=certificate) as port:
        at = {"host": f"{proxy.DASHBOARD}:{port}", "tls": trusting}
        status, text, answer = ask(port, "/echo", accept="text/html", **at, **CLAIMS)
        assert status == 200
        assert json.loads(text)["url"] == f"https://{proxy.DASHBOARD}:{port}/echo"
        assert json.loads(text)["headers"]["x-forwarded-proto"] == "https"
        assert answer.headers["set-cookie"].endswith("; HttpOnly; SameSite=Lax; Secure")
        for name, value in HEADERS.items():
            assert answer.headers.get_all(name) == [value]
        here = f"{proxy.DASHBOARD}:{port}"
        for origin, told in ((f"https://{here}", 200), (f"http://{here}", 403)):
            assert ask(port, "/echo", "POST", b"{}", **at, origin=origin)[0] == told
        talk = {"host": proxy.DASHBOARD, "tls": trusting}
        assert handshake(port, "/talk", **talk, origin=f"https://{proxy.DASHBOARD}") == 101
        assert handshake(port, "/talk", **talk, origin="http://evil.example") == 403
        assert ask(port, "/echo", host="evil.example", tls=trusting)[0] == 421
        assert ask(port, "/echo", host=proxy.DASHBOARD)[0] == 400  # plain HTTP at the same port
