"""Which names an app answers to, and what a caller may not say about how it was reached."""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import close, say
from core.serving.exposure import Exposure

SENTENCE = "This address does not serve that host name."
#: Gradio and uvicorn would believe these, and build addresses of them.
FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"x-rewrite-")


class Hosts:
    """ASGI middleware: requests under a foreign name get 421, and forwarded headers are removed.

    Parameters
    ----------
    app : the ASGI application behind
    exposure : who can reach the app; if a proxy is trusted, its headers stay, but for a host in
        `X-Forwarded-Host` that the app does not serve
    """

    def __init__(self, app: ASGIApp, exposure: Exposure):
        self.app, self.exposure = app, exposure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on without what its sender must not decide, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        names = (b"host", b"x-forwarded-host") if self.exposure.proxy else (b"host",)
        asked = [v.decode("latin-1") for k, v in scope["headers"] if k.lower() in names]
        if not asked or not all(map(self.exposure.serves, asked)):
            if scope["type"] == "websocket":
                return await close(send)
            return await say(send, 421, SENTENCE)
        if not self.exposure.proxy:
            scope = without_forwarded(scope)
        return await self.app(scope, receive, send)


def without_forwarded(scope: Scope) -> Scope:
    """Return a request as it came, without what its headers claim about the way."""
    kept = [pair for pair in scope["headers"] if not pair[0].lower().startswith(FORWARDED)]
    if len(kept) == len(scope["headers"]):
        return scope
    # From this machine, uvicorn has taken the scheme from the header already.
    plain = "ws" if scope["type"] == "websocket" else "http"
    return {**scope, "headers": kept, "scheme": plain}
