"""A page that could not be used is not opened: whoever comes reads why, instead of waiting."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import headers_of, say
from core.serving.crowd import BUSY

#: What is no page, though a browser asks for it as for one: files that an open page offers.
FILES = "/media/"


class Doorway:
    """ASGI middleware: 503 for a page while there is no place for whoever opens it.

    The page would ask for its web socket, be refused, and ask again and again without a word.

    Parameters
    ----------
    app : the ASGI application behind
    full : says whether all places are taken
    """

    def __init__(self, app: ASGIApp, full: Callable[[], bool]):
        self.app, self.full = app, full

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that there is no place."""
        if scope["type"] == "http" and asks_for_a_page(scope) and self.full():
            return await say(send, 503, BUSY)
        return await self.app(scope, receive, send)


def asks_for_a_page(scope: Scope) -> bool:
    """Return whether a browser asks for a page to show, and not for a part of one."""
    wanted = "text/html" in headers_of(scope).get("accept", "")
    return scope["method"] == "GET" and wanted and not scope["path"].startswith(FILES)
