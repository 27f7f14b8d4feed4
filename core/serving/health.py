"""Whether an app lives and can answer, for whoever watches it: two addresses in front of it."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool

LIVES, READY = "/healthz", "/readyz"
#: "ready" (bool), and what a person wants to know then: models, and what was refused and why.
Report = dict[str, Any]


class Health:
    """ASGI middleware: /healthz says that the process lives, /readyz whether it can serve.

    /healthz is 200 as long as anything answers. /readyz is 200 or 503, and its JSON lists what is
    ready and what was refused, with the sentence that says what to do.

    Parameters
    ----------
    app : the ASGI application behind
    report : what /readyz answers; it may read files, so it runs beside the event loop
    """

    def __init__(self, app: Callable[..., Awaitable[Any]], report: Callable[[], Report]):
        self.app, self.report = app, report

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        """Answer one of the two addresses, or pass the request on."""
        asked = scope.get("path") if scope["type"] == "http" else None
        if asked == LIVES:
            return await _answer(send, 200, {"alive": True})
        if asked == READY:
            try:
                found = await run_in_threadpool(self.report)
            except Exception as error:  # whatever is wrong, who watches must learn that it is
                found = {"ready": False, "refused": {"report": type(error).__name__}}
            return await _answer(send, 200 if found["ready"] else 503, found)
        return await self.app(scope, receive, send)


async def _answer(send: Any, status: int, content: Report) -> None:
    body = json.dumps(content, ensure_ascii=False).encode()
    headers = [
        (b"content-type", b"application/json; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
