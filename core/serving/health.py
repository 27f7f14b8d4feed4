"""Whether an app lives and can answer, for whoever watches it: two addresses in front of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

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

    def __init__(self, app: ASGIApp, report: Callable[[], Report]):
        self.app, self.report = app, report

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one of the two addresses, or pass the request on."""
        asked = scope.get("path") if scope["type"] == "http" else None
        if asked == LIVES:
            return await _answer(200, {"alive": True})(scope, receive, send)
        if asked == READY:
            try:
                found = await run_in_threadpool(self.report)
            except Exception as error:  # whatever is wrong, who watches must learn that it is
                found = {"ready": False, "refused": {"report": type(error).__name__}}
            status = 200 if found["ready"] else 503
            return await _answer(status, found)(scope, receive, send)
        return await self.app(scope, receive, send)


def _answer(status: int, content: Report) -> JSONResponse:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return JSONResponse(content, status, headers, "application/json; charset=utf-8")
