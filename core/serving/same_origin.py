"""Which requests come from a page of another origin, and a gate that refuses them.

Any page open in the same browser can send a request here without reading its answer: an HTML form,
a `fetch` in the mode no-cors, a web socket. A browser names the page's origin in such a request, in
`Origin` or `Sec-Fetch-Site` (https://www.w3.org/TR/fetch-metadata/); other programs send neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import close, headers_of, say

#: Methods that change nothing.
READING = frozenset({"GET", "HEAD", "OPTIONS"})
SENTENCE = "Another page sent this; only this app's own page may."


def is_foreign(headers: Mapping[str, str], scheme: str = "http") -> bool:
    """Return whether a page of another origin sent a request with these headers (small letters).

    What came by TLS, as `scheme` says, cannot be from a page that did not: whoever is on the way
    could have written that. The other way round a proxy may have ended TLS without saying so.
    """
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    if origin is None:
        return False
    try:
        page = urlsplit(origin)
    except ValueError:
        return True
    if scheme in ("https", "wss") and page.scheme != "https":
        return True
    return page.netloc.lower() != headers.get("host", "").lower()


def is_refused(method: str, headers: Mapping[str, str], scheme: str = "http") -> bool:
    """Return whether a request is foreign and does more than follow a link to a page."""
    follows = method in READING and headers.get("sec-fetch-mode") == "navigate"
    return is_foreign(headers, scheme) and not follows


class SameOrigin:
    """ASGI middleware: foreign requests and web sockets get 403.

    They are refused before anything of the app runs, so that many of them cost it little.
    """

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        headers, scheme = headers_of(scope), scope.get("scheme", "http")
        if scope["type"] == "websocket":
            if is_foreign(headers, scheme):
                return await close(send)
            return await self.app(scope, receive, send)
        if is_refused(scope["method"], headers, scheme):
            return await say(send, 403, SENTENCE)
        return await self.app(scope, receive, send)
