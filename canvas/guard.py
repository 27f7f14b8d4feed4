"""What stands in front of the canvas app: known routes, hosts and pages, small bodies, headers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.responses import JSONResponse, PlainTextResponse

from core.serving.loopback import names_this_machine
from core.serving.same_origin import HEADERS as SAFE
from core.serving.same_origin import READING, SENTENCE, is_refused

LOG = logging.getLogger("uvicorn.error")

#: What the page, its socket-free queue and gradio_client ask for; everything else is 404.
ROUTES = (
    "/assets/",
    "/static/",
    "/svelte/",
    "/gradio_api/component_server",
    "/gradio_api/queue/",
    "/gradio_api/call/",
    "/gradio_api/heartbeat/",
)
PAGES = frozenset(
    {
        "/",
        "/config",
        "/config/",
        "/theme.css",
        "/favicon.ico",
        "/manifest.json",
        "/gradio_api/info",
        "/gradio_api/startup-events",
        "/gradio_api/app_id",
        "/gradio_api/cancel",
        "/gradio_api/reset",
        "/gradio_api/theme.css",
    }
)
HEADERS = SAFE | {
    # Gradio's page needs inline code and `new Function`; nothing may come from elsewhere.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "frame-ancestors 'self'"
    ),
}
#: What a caller must not decide: Gradio would build its own addresses of it.
NOT_PASSED = (b"x-forwarded-host", b"x-forwarded-proto", b"forwarded")


NOT_ANSWERED = "This app does not answer such a call; reload the page."


class TooLarge(Exception):
    """The body went past the cap while it was read."""


class Guard:
    """ASGI middleware that refuses unknown hosts (421), routes (404) and large bodies (413).

    What may change something must come from the app's own page or from a program (403) and as JSON
    (415): a page of another origin could send plain text and forms unasked.
    A call that the framework itself fails at gets a sentence (400) and one line in the log.

    Parameters
    ----------
    app : the ASGI application behind
    private : whether the Host header must name this very machine
    max_body : bytes, counted as they arrive, so a body without a declared length is capped too
    """

    def __init__(self, app: Callable[..., Awaitable[Any]], private: bool, max_body: int):
        self.app, self.private, self.max_body = app, private, max_body

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        """Pass a request on, or answer it with why not."""
        if scope["type"] == "lifespan":
            return await self.app(scope, receive, send)
        if scope["type"] != "http":  # the app uses no web socket
            return await send({"type": "websocket.close", "code": 1003})
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        refusal = self.refusal(scope["method"], scope["path"], headers)
        if refusal:
            return await refusal(scope, receive, send)
        kept = [pair for pair in scope["headers"] if not (self.private and pair[0] in NOT_PASSED)]
        scope = {**scope, "headers": kept}

        seen, begun, ended = 0, False, False

        async def capped() -> dict:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.max_body:
                raise TooLarge
            return message

        async def safer(message: dict) -> None:
            nonlocal begun, ended
            if seen > self.max_body:
                return  # the framework turns TooLarge into a 400 of its own; ours follows
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [
                    *message.get("headers", []),
                    *((name.encode(), value.encode()) for name, value in HEADERS.items()),
                ]
            elif message["type"] == "http.response.body":
                ended = not message.get("more_body", False)
            await send(message)

        try:
            await self.app(scope, capped, safer)
        except TooLarge:
            pass
        except Exception as error:  # an unknown id, say: Gradio looks it up and falls
            if seen <= self.max_body:
                LOG.warning("%s could not be answered: %r", scope["path"], error)
                if not begun:
                    await JSONResponse({"error": NOT_ANSWERED}, 400)(scope, receive, send)
                elif not ended:
                    await send({"type": "http.response.body", "body": b"", "more_body": False})
        if seen > self.max_body:
            await too_large(self.max_body)(scope, receive, send)

    def refusal(self, method: str, path: str, headers: dict[str, str]) -> PlainTextResponse | None:
        """Return the answer to a request that is refused before its body is read."""
        # Starlette's TrustedHostMiddleware takes a list of names, which cannot be all addresses of
        # 127.0.0.0/8, and answers 400, as if the request were malformed.
        if self.private and not names_this_machine(headers.get("host", "")):
            return PlainTextResponse("This address does not serve that host name.", 421)
        if path not in PAGES and not path.startswith(ROUTES):
            return PlainTextResponse("There is nothing here.", 404)
        if is_refused(method, headers):  # also reading: Gradio lets pages of any port here read
            return PlainTextResponse(SENTENCE, 403)
        if method not in READING:
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                return PlainTextResponse("Send JSON, with the content type application/json.", 415)
        declared = headers.get("content-length", "0")
        if not declared.isdigit() or int(declared) > self.max_body:
            return too_large(self.max_body)
        return None


def too_large(limit: int) -> PlainTextResponse:
    """Return the 413 that says how much is allowed."""
    return PlainTextResponse(f"That is too large: at most {limit // 1000} kB.", 413)
