"""How much is done at once: whoever comes above that is told so, instead of waiting for long."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import close, say
from core.serving.same_origin import READING

BUSY = "Too many people ask at this moment; try again in a few seconds."


def nobody() -> int:
    """Return how many wait in an app that answers all that it takes."""
    return 0


class Crowd:
    """ASGI middleware: 503 where `most` requests to paths that begin so are being answered.

    Web sockets count as long as they are open; one too many is refused. Where the app answers later
    what it takes now, as many may wait, too: it would say so itself, having read all that was sent.

    Parameters
    ----------
    app : the ASGI application behind
    prefix : how the counted paths begin
    most : how many of them may be under way
    waiting : counts those that the app has taken and will answer later; they do not keep
        anybody from fetching (GET) such an answer
    """

    def __init__(self, app: ASGIApp, prefix: str, most: int, waiting: Callable[[], int] = nobody):
        self.app, self.prefix, self.most, self.waiting = app, prefix, most, waiting
        self.present = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that it is too many."""
        if scope["type"] == "lifespan" or not scope["path"].startswith(self.prefix):
            return await self.app(scope, receive, send)
        more = scope.get("method", "GET") not in READING
        if self.full() or (more and self.waiting() >= self.most):
            return await (close(send) if scope["type"] == "websocket" else say(send, 503, BUSY))
        self.present += 1
        try:
            return await self.app(scope, receive, send)
        finally:
            self.present -= 1

    def full(self) -> bool:
        """Return whether one more would be too many."""
        return self.present >= self.most
