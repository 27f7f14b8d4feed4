"""The framework's own scripts and styles, compressed once and then sent to every browser so."""

from __future__ import annotations

import gzip
import re

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.serving.answers import headers_of

#: Text that never changes under its name: the names hold a hash of what is in the files.
PACKED = re.compile(r"/static/[\w/.~-]+\.(js|css|svg)")
#: A browser's word that it opens gzip.
TAKES = re.compile(r"\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
#: Smaller ones are sent as they are: the head of an answer takes as much.
LEAST = 1_000
#: Bytes that are kept; twice what all pages together need.
ROOM = 12_000_000
#: Level 6 makes them 4 % smaller and takes twice as long, and the first visitor waits for it.
LEVEL = 4


class Packed:
    """ASGI middleware: what `PACKED` names is compressed by gzip where the browser takes it.

    Streamlit sends its scripts as they are, since the machine that compresses and the one that
    reads are usually one. A class that opens the studio over a network waits for them.
    """

    def __init__(self, app: ASGIApp):
        self.app = app
        self.kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or let the app answer and keep that."""
        if scope["type"] != "http" or scope["method"] != "GET":
            return await self.app(scope, receive, send)
        path, asked = scope["path"], headers_of(scope)
        takes = TAKES.search(asked.get("accept-encoding", ""))
        if not PACKED.fullmatch(path) or not takes or {"range", "if-none-match"} & set(asked):
            return await self.app(scope, receive, send)
        if path not in self.kept:
            answer = _Answer()
            await self.app(scope, receive, answer.take)
            body = b"".join(answer.parts)
            if not answer.whole(len(body)):
                await send(answer.start)
                return await send({"type": "http.response.body", "body": body})
            small = await run_in_threadpool(gzip.compress, body, LEVEL, mtime=0)
            self._keep(path, answer.headers(len(small)), small)
            return await _send(send, answer.headers(len(small)), small)
        return await _send(send, *self.kept[path])

    def _keep(self, path: str, headers: list[tuple[bytes, bytes]], small: bytes) -> None:
        if sum(len(body) for _, body in self.kept.values()) + len(small) <= ROOM:
            self.kept[path] = (headers, small)


class _Answer:
    """An answer of the app, taken whole instead of sent."""

    def __init__(self) -> None:
        self.start: Message = {"type": "http.response.start", "status": 500, "headers": []}
        self.parts: list[bytes] = []

    async def take(self, message: Message) -> None:
        """Take one message of the answer."""
        if message["type"] == "http.response.start":
            self.start = message
        elif message["type"] == "http.response.body":
            self.parts.append(message.get("body", b""))

    def whole(self, size: int) -> bool:
        """Return whether it is a plain file that is worth compressing."""
        names = {name.lower() for name, _ in self.start["headers"]}
        packed = b"content-encoding" in names
        return self.start["status"] == 200 and not packed and size >= LEAST

    def headers(self, size: int) -> list[tuple[bytes, bytes]]:
        """Return its headers for the compressed file."""
        dropped = (b"content-length", b"accept-ranges", b"etag")
        kept = [(k, v) for k, v in self.start["headers"] if k.lower() not in dropped]
        weak = [(k, b"W/" + v) for k, v in self.start["headers"] if k.lower() == b"etag"]
        added = [
            (b"content-length", str(size).encode()),
            (b"content-encoding", b"gzip"),
            (b"vary", b"accept-encoding"),
        ]
        return [*kept, *weak, *added]


async def _send(send: Send, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
