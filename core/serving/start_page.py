"""What a browser is told with the first page of the dashboard: where its server is."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Streamlit's page looks for its server below its own address first (`/thresholds/_stcore/health`),
#: which is 404 twice at every page that is opened directly, unless it is told.
TOLD = b'<script>window.__streamlit = { BACKEND_BASE_URL: location.origin + "/" }</script>'
HEAD = b"<head>"
#: Of requests, what would bring an answer that cannot be added to; of answers, what would be wrong.
ASKED = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range"}
ANSWERED = {b"etag", b"last-modified", b"accept-ranges", b"content-length"}


class StartPage:
    """ASGI middleware: a page that a browser opens says at its head where the server is."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and add to the answer if it is a page."""
        if not _opens_a_page(scope):
            return await self.app(scope, receive, send)
        asked = [pair for pair in scope["headers"] if pair[0].lower() not in ASKED]
        begun: Message = {}
        parts: list[bytes] = []

        async def added(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = message
                if not _is_html(message):
                    await send(message)
                return
            if not _is_html(begun):
                return await send(message)
            parts.append(message.get("body", b""))
            if message.get("more_body"):
                return
            body = b"".join(parts).replace(HEAD, HEAD + TOLD, 1)
            headers = [pair for pair in begun["headers"] if pair[0].lower() not in ANSWERED]
            headers.append((b"content-length", str(len(body)).encode()))
            await send({**begun, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        await self.app({**scope, "headers": asked}, receive, added)


def _opens_a_page(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and any(k.lower() == b"accept" and b"text/html" in v for k, v in scope["headers"])
    )


def _is_html(begun: Message) -> bool:
    return any(
        k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in begun["headers"]
    )
