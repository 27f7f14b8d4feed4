"""Which requests come from a page of another origin, and a gate that refuses them.

Any page open in the same browser can send a request here without reading its answer: an HTML form,
a `fetch` in the mode no-cors, a web socket. A browser names the page's origin in such a request, in
`Origin` or `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/); other programs send neither.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})
#: Headers that keep a page from being framed, sniffed or named elsewhere.
HEADERS = {
    "content-security-policy": "frame-ancestors 'self'",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
SENTENCE = "Another page sent this; only this app's own page may."

Send = Callable[[dict[str, Any]], Awaitable[None]]


def is_foreign(headers: Mapping[str, str]) -> bool:
    """Return whether a page of another origin sent a request with these headers (small letters)."""
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        return urlsplit(origin).netloc.lower() != headers.get("host", "").lower()
    except ValueError:
        return True


def is_refused(method: str, headers: Mapping[str, str]) -> bool:
    """Return whether a request is foreign and does more than follow a link to a page."""
    follows = method in READING and headers.get("sec-fetch-mode") == "navigate"
    return is_foreign(headers) and not follows


class SameOrigin:
    """ASGI middleware: foreign requests and web sockets get 403.

    They are refused before anything of the app runs, so that many of them cost it little. Which
    host names are served is the app's own setting.
    """

    def __init__(self, app: Callable[..., Awaitable[Any]]):
        self.app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if scope["type"] == "websocket":
            if is_foreign(headers):
                return await send({"type": "websocket.close", "code": 1008})
            return await self.app(scope, receive, send)
        if is_refused(scope["method"], headers):
            return await refuse(send)

        async def safer(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in message.get("headers", [])}
                message["headers"] = [
                    *message.get("headers", []),
                    *(
                        (k.encode(), v.encode())
                        for k, v in HEADERS.items()
                        if k.encode() not in own
                    ),
                ]
            await send(message)

        return await self.app(scope, receive, safer)


async def refuse(send: Send) -> None:
    """Answer an HTTP request with 403 and one sentence."""
    body = SENTENCE.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": 403, "headers": headers})
    await send({"type": "http.response.body", "body": body})
