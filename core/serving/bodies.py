"""How large a request's body may be and how long it may take, before anything of the app runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.serving.answers import end, headers_of, say
from core.serving.same_origin import READING

#: Seconds that every body has, and bytes per second that it must bring beyond that.
PATIENCE, SLOWEST = 10.0, 100_000
#: Seconds in which what still arrives after a refusal is dropped, so that the sentence is read: a
#: connection that is closed on a sender who is still sending loses it.
LINGER = 2.0
TOO_SLOW = "That did not arrive in time; send it again."
NOT_JSON = "Send JSON, with the content type application/json."


class Bodies:
    """ASGI middleware: a body is received whole, within a limit of size (413) and of time (408).

    The app runs only once the body is there, so one that is refused costs it nothing. No more than
    the limit is ever held, whatever length was declared.

    Parameters
    ----------
    app : the ASGI application behind
    largest : bytes
    larger : the limit for paths that begin so, where it is another
    json_only : whether a body must be JSON (415): a page of another origin can send forms and
        plain text unasked
    patience : seconds that every body has
    inspect : says in a sentence why a body is refused (400), "" if it is not
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int,
        larger: Mapping[str, int] | None = None,
        json_only: bool = False,
        patience: float = PATIENCE,
        inspect: Callable[[bytes], str] | None = None,
    ):
        self.app, self.largest, self.larger = app, largest, larger or {}
        self.json_only, self.patience, self.inspect = json_only, patience, inspect

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
        if not declared.isdigit() or int(declared) > limit:
            return await refuse(receive, send, 413, too_large(limit))
        if declared == "0" and "transfer-encoding" not in headers:
            return await self.app(scope, receive, send)
        try:
            async with asyncio.timeout(self.patience + limit / SLOWEST):
                body = await received(receive, limit)
        except TimeoutError:
            return await refuse(receive, send, 408, TOO_SLOW, linger=0)
        except ConnectionError:
            return None
        if body is None:
            return await refuse(receive, send, 413, too_large(limit))
        wrong = self.inspect(body) if self.inspect else ""
        if wrong:
            return await say(send, 400, wrong)
        return await self.app(scope, replayed(body, receive), send)

    def limit(self, path: str) -> int:
        """Return the bytes that a body sent to a path may have."""
        found = (size for start, size in self.larger.items() if path.startswith(start))
        return next(found, self.largest)


async def received(receive: Receive, limit: int) -> bytes | None:
    """Return the whole body, None once it is larger than the limit.

    Raises
    ------
    ConnectionError : whoever sent it has gone
    """
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise ConnectionError
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > limit:
            return None
    return bytes(body)


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


async def refuse(
    receive: Receive, send: Send, status: int, sentence: str, linger: float = LINGER
) -> None:
    """Answer with a sentence, and for a moment drop what is still being sent."""
    await say(send, status, sentence, more=True)
    try:
        async with asyncio.timeout(linger):
            message: Message = {"type": "http.request", "more_body": True}
            while message["type"] == "http.request" and message.get("more_body"):
                message = await receive()
    except TimeoutError:
        pass
    await end(send)


def too_large(limit: int) -> str:
    """Return the sentence that says how much is allowed."""
    return f"That is too large: at most {limit // 1000:,} kB."
