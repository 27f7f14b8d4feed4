"""A script of ours in the page itself, so that it runs before Streamlit's own.

What `st.html` brings runs when the first run of the page is drawn, on a slow machine seconds after
the page can be used. What must watch every press, as `dashboard/history.js`, comes too late then,
and so does what Streamlit's own script asks first, as `dashboard/server.js`.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

BEFORE = b"<head>"
#: With these the answer may be a part of the page, packed, or "as you have it".
UNWANTED = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
#: These would be those of Streamlit's file.
UNTRUE = (b"etag", b"last-modified", b"accept-ranges", b"content-length")


class FirstScript:
    """ASGI middleware that puts a script at the head of every HTML page.

    Parameters
    ----------
    app : the ASGI application behind
    script : JavaScript; it holds no `</script>`
    """

    def __init__(self, app: ASGIApp, script: str):
        self.app = app
        self.addition = BEFORE + b"<script>" + script.encode() + b"</script>"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; a page that comes back gets the script."""
        if scope["type"] != "http" or not _asks_for_a_page(scope):
            return await self.app(scope, receive, send)
        start: Message = {}
        parts: list[bytes] = []

        async def added(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not _is_html(message):
                    await send(message)
            elif not _is_html(start):
                await send(message)
            else:
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    await self._page(start, b"".join(parts), send)

        headers = [pair for pair in scope["headers"] if pair[0].lower() not in UNWANTED]
        await self.app({**scope, "headers": headers}, receive, added)

    async def _page(self, start: Message, body: bytes, send: Send) -> None:
        body = body.replace(BEFORE, self.addition, 1)
        headers = [pair for pair in start["headers"] if pair[0].lower() not in UNTRUE]
        headers.append((b"content-length", str(len(body)).encode()))
        await send({**start, "headers": headers})
        await send({"type": "http.response.body", "body": body})


def _asks_for_a_page(scope: Scope) -> bool:
    accepted = [value for name, value in scope["headers"] if name.lower() == b"accept"]
    return scope["method"] == "GET" and any(b"text/html" in value for value in accepted)


def _is_html(start: Message) -> bool:
    headers = start.get("headers", [])
    return any(k.lower() == b"content-type" and v.startswith(b"text/html") for k, v in headers)
