"""What every answer carries, and how a request is answered that goes no further."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: The status and the sentence for an error that an app did not handle itself.
Explain = Callable[[Exception], tuple[int, str]]

LOG = logging.getLogger("uvicorn.error")
#: Seconds between two lines about calls that failed: thousands of them must not bury the rest.
APART = 1.0
#: Headers that keep a page from being framed, sniffed or named elsewhere.
HEADERS = {
    "content-security-policy": "frame-ancestors 'self'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


async def say(send: Send, status: int, sentence: str, more: bool = False) -> None:
    """Answer an HTTP request with a status and one sentence.

    With `more` the answer is complete for whoever asked, but the exchange is not over: what still
    arrives can be taken and dropped, and `end` closes it.
    """
    body = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if more:
        headers.append((b"connection", b"close"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def end(send: Send) -> None:
    """End an answer that was begun."""
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def close(send: Send) -> None:
    """Refuse a web socket; the server answers its handshake with 403."""
    await send({"type": "websocket.close", "code": 1008})


def headers_of(scope: Scope) -> dict[str, str]:
    """Return a request's headers by their names in small letters, the last of each name."""
    return {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}


class Headed:
    """ASGI middleware: every answer carries our headers, and none invites another origin.

    Where the app sets one of the headers itself, the app's stays. What it says to other origins
    (`Access-Control-…`) is dropped, since none of their requests gets here.
    """

    def __init__(self, app: ASGIApp, headers: Mapping[str, str] = HEADERS):
        self.app = app
        self.headers = [(k.encode(), v.encode()) for k, v in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and complete its answer."""

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [
                    pair
                    for pair in message.get("headers", [])
                    if not pair[0].lower().startswith(b"access-control-")
                ]
                names = {name.lower() for name, _ in own}
                added = [pair for pair in self.headers if pair[0] not in names]
                message = {**message, "headers": [*own, *added]}
            await send(message)

        await self.app(scope, receive, headed if scope["type"] == "http" else send)


class Explained:
    """ASGI middleware: a request that the app fails at gets a sentence, the terminal a line.

    Parameters
    ----------
    app : the ASGI application behind
    explain : gives the status and the sentence; the answer is JSON, `{"error": sentence}`
    """

    def __init__(self, app: ASGIApp, explain: Explain):
        self.app, self.explain = app, explain
        self.noted = float("-inf")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and answer it if the app could not."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        begun, ended = False, False

        async def watched(message: Message) -> None:
            nonlocal begun, ended
            begun = True
            ended = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # an unknown id, say: the framework looks it up and falls
            if time.monotonic() - self.noted > APART:  # each stands in the log of requests
                self.noted = time.monotonic()
                LOG.warning("%.200s could not be answered: %.200r", scope["path"], error)
            if begun:
                return None if ended else await end(send)
            status, sentence = self.explain(error)
            body = json.dumps({"error": sentence}).encode()
            headers = [
                (b"content-type", b"application/json"),
                (b"content-length", str(len(body)).encode()),
            ]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})
