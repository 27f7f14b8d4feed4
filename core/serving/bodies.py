"""How large a request's body may be and how long it may take, before anything of the app runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.serving.answers import end, headers_of, say
from core.serving.same_origin import READING

#: Seconds that every body has, and bytes per second that it must bring beyond that.
PATIENCE, SLOWEST = 10.0, 100_000
#: Seconds in which what still arrives after a refusal is dropped, so that the sentence is read: a
#: connection that is closed on a sender who is still sending loses it.
LINGER = 2.0
#: Bytes of larger bodies that may be here at once; those up to SMALL are always taken.
ROOM, SMALL = 64_000_000, 100_000
TOO_SLOW = "That did not arrive in time; send it again."
BUSY = "Too much is being sent at once; try again in a moment."
NOT_JSON = "Send JSON, with the content type application/json."


class Gone(Exception):
    """Whoever sent a body has gone before it was all here."""


class Bodies:
    """ASGI middleware: a body is received whole, within a limit of size (413) and of time (408).

    The app runs only once the body is there, so one that is refused costs it nothing. No more than
    the limit is ever held, whatever length was declared, and no more than ROOM by all together:
    beyond that, only small bodies are taken until others are done (503).

    Parameters
    ----------
    app : the ASGI application behind
    largest : bytes
    larger : the limit for paths that begin so, where it is another
    json_only : whether a body must be JSON (415): a page of another origin can send forms and
        plain text unasked
    patience : seconds that every body has
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int,
        larger: Mapping[str, int] | None = None,
        json_only: bool = False,
        patience: float = PATIENCE,
    ):
        self.app, self.largest, self.larger = app, largest, larger or {}
        self.json_only, self.patience = json_only, patience
        self.held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Receive the body and pass the request on, or refuse it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = headers_of(scope)
        declared = headers.get("content-length", "0")
        limit = self.limit(scope["path"])
        if self.json_only and scope["method"] not in READING:
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return await refuse(receive, send, 415, NOT_JSON)
        if not (declared.isascii() and declared.isdigit()) or int(declared[:18]) > limit:
            return await refuse(receive, send, 413, too_large(limit))
        if declared == "0" and "transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        body = bytearray()
        try:
            refused = await self.fill(body, receive, limit)
            if refused:
                return await refuse(receive, send, *refused)
            return await self.app(scope, replayed(bytes(body), receive), send)
        except Gone:
            return None
        finally:
            self.held -= len(body)

    async def fill(self, body: bytearray, receive: Receive, limit: int) -> tuple[int, str] | None:
        """Put all that arrives into `body`; return the status and the sentence if it may not.

        Raises
        ------
        Gone : whoever sent it has gone
        """
        try:
            async with asyncio.timeout(self.patience + limit / SLOWEST):
                more = True
                while more:
                    message = await receive()
                    if message["type"] != "http.request":
                        raise Gone
                    size = len(message.get("body", b""))
                    if len(body) + size > limit:
                        return 413, too_large(limit)
                    if len(body) + size > SMALL and self.held + size > ROOM:
                        return 503, BUSY
                    body += message.get("body", b"")
                    self.held += size
                    more = message.get("more_body", False)
        except TimeoutError:
            return 408, TOO_SLOW
        return None

    def limit(self, path: str) -> int:
        """Return the bytes that a body sent to a path may have."""
        found = (size for start, size in self.larger.items() if path.startswith(start))
        return next(found, self.largest)


def replayed(body: bytes, receive: Receive) -> Receive:
    """Return what hands over a body that was received, and then whatever comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


async def refuse(receive: Receive, send: Send, status: int, sentence: str) -> None:
    """Answer with a sentence, and for a moment drop what is still being sent."""
    await say(send, status, sentence, more=True)
    with suppress(TimeoutError):
        async with asyncio.timeout(LINGER):
            message: Message = {"type": "http.request", "more_body": True}
            while message["type"] == "http.request" and message.get("more_body"):
                message = await receive()
    await end(send)


def too_large(limit: int) -> str:
    """Return the sentence that says how much is allowed."""
    return f"That is too large: at most {limit // 1000:,} kB."
