"""How much is done at once: whoever comes above that is told so, instead of waiting for long."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import close, say

BUSY = "Too many people ask at this moment; try again in a few seconds."


class Crowd:
    """ASGI middleware: 503 where `most` requests to paths that begin so are being answered.

    Web sockets count as long as they are open; one too many is refused.

    Parameters
    ----------
    app : the ASGI application behind
    prefix : how the counted paths begin
    most : how many of them may be under way
    """

    def __init__(self, app: ASGIApp, prefix: str, most: int):
        self.app, self.prefix, self.most = app, prefix, most
        self.present = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that it is too many."""
        if scope["type"] == "lifespan" or not scope["path"].startswith(self.prefix):
            return await self.app(scope, receive, send)
        if self.present >= self.most:
            return await (close(send) if scope["type"] == "websocket" else say(send, 503, BUSY))
        self.present += 1
        try:
            return await self.app(scope, receive, send)
        finally:
            self.present -= 1
