"""How large a body may be and how long it may take, behind a real server."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest

import own_loop
from core.serving import bodies
from core.serving.answers import say
from core.serving.bodies import Bodies
from guarded import ask, guarded

CHUNKED = [(b"transfer-encoding", b"chunked")]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve an app that takes 10 kB, and 1 MB as an upload."""
    with guarded(tmp_path_factory.mktemp("guarded")) as port:
        yield port


def pieces(number: int, size: int = 100_000) -> Iterator[bytes]:
    yield from (b" " * size for _ in range(number))


@pytest.mark.parametrize("chunked", [False, True], ids=["declared", "chunked"])
@pytest.mark.parametrize(("path", "limit"), [("/echo", 10_000), ("/upload/1", 1_000_000)])
def test_a_body_is_as_large_as_the_limit_or_refused(port, path, limit, chunked):
    def sent(size: int) -> Any:
        return pieces(1, size) if chunked else b" " * size

    status, text, _ = ask(port, path, "POST", sent(limit))
    assert (status, json.loads(text)["bytes"]) == (200, limit)
    status, text, _ = ask(port, path, "POST", sent(limit + 1))
    assert (status, text) == (413, bodies.too_large(limit))


def test_a_body_that_goes_on_for_ever_is_cut_off(port):
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port)) as line:
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


def test_many_large_bodies_at_once_leave_room_for_small_ones(monkeypatch):
    monkeypatch.setattr(bodies, "ROOM", 1_500_000)

    async def app(scope, receive, send):
        await say(send, 200, f"{len((await receive())['body']):,}")

    guard = Bodies(app, 1_000_000)

    async def posted(*messages: Any) -> tuple[int, str]:
        """Send messages, of which a future is waited for; return status and text."""
        sent: list[Any] = []
        waiting = iter(messages)

        async def receive() -> Any:
            message = next(waiting, {"type": "http.disconnect"})
            return await message if isinstance(message, asyncio.Future) else message

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": "/", "headers": CHUNKED}
        await guard(scope, receive, send)
        return (sent[0]["status"], sent[1]["body"].decode()) if sent else (0, "")

    def part(size: int, more: bool = False) -> dict[str, Any]:
        return {"type": "http.request", "body": b" " * size, "more_body": more}

    async def scene() -> None:
        rest = asyncio.get_running_loop().create_future()
        first = asyncio.create_task(posted(part(900_000, more=True), rest))
        await asyncio.sleep(0)
        assert await posted(part(900_000)) == (503, bodies.BUSY)
        assert await posted(part(100_000)) == (200, "100,000")
        rest.set_result(part(1))
        assert await first == (200, "900,001")
        assert await posted(part(900_000)) == (200, "900,000")
        assert await posted(part(900_000, more=True), {"type": "http.disconnect"}) == (0, "")
        assert await posted(part(900_000)) == (200, "900,000")

    own_loop.run(scene())
