"""A small app behind the guard and a real server, and how it is asked."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from ssl import SSLContext
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route, WebSocketRoute

from core.serving import routes
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
    found = {
        "headers": dict(request.headers),
        "url": str(request.url),
        "bytes": len(body),
        "port": request.scope["server"][1],
    }
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


def ask(
    port: int,
    path: str,
    method: str = "GET",
    body: Any = None,
    tls: SSLContext | None = None,
    **headers: str,
) -> tuple[int, str, HTTPResponse]:
    """Return status, text and answer; an underscore in a header's name stands for a hyphen."""
    at = ("127.0.0.1", port)
    line = HTTPSConnection(*at, timeout=30, context=tls) if tls else HTTPConnection(*at, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    line.request(method, path, body, named)
    answer = line.getresponse()
    text = answer.read().decode()
    line.close()
    return answer.status, text, answer


def handshake(port: int, path: str, tls: SSLContext | None = None, **headers: str) -> int:
    """Return the status of a web socket's handshake; names of headers are as in `ask`."""
    with held(port, path, tls, **headers) as status:
        return status


@contextmanager
def held(port: int, path: str, tls: SSLContext | None = None, **headers: str) -> Iterator[int]:
    """Open a web socket for the block; yield the status of its handshake."""
    shake = {
        "host": "localhost",
        "upgrade": "websocket",
        "connection": "Upgrade",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
        "sec-websocket-version": "13",
        **headers,
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in shake.items())
    with ExitStack() as stack:
        line = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
        if tls is not None:
            line = stack.enter_context(tls.wrap_socket(line, server_hostname=shake["host"]))
        line.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        yield int(line.recv(4096).split()[1])
