"""One line of JSON per request, in a file that never grows beyond its place.

A line says what was asked and how it ended, never what was in it: no query, no body, no drawing.
"""

from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Bytes of a file, and older files that are kept.
LARGEST, KEPT = 2_000_000, 2
#: Letters of a path; longer ones are cut.
LONGEST = 200


class RequestLog:
    """ASGI middleware that writes a line per request and per web socket once it has ended.

    Where the file cannot be written the app serves all the same, without a log.

    Parameters
    ----------
    app : the ASGI application behind
    path : the file, such as artifacts/logs/dashboard.jsonl
    """

    def __init__(self, app: ASGIApp, path: Path):
        self.app, self.log = app, _logger(path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note how it ended."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        begun, status, sent = time.perf_counter(), 0, 0

        async def counted(message: Message) -> None:
            nonlocal status, sent
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = 101
            elif message["type"] == "websocket.close" and not status:
                status = 403
            sent += len(message.get("body", b"") or message.get("bytes", b"") or b"")
            await send(message)

        try:
            await self.app(scope, receive, counted)
        except BaseException:
            status = status or 500
            raise
        finally:
            line = {
                "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                "method": scope.get("method", "WEBSOCKET"),
                "path": scope["path"][:LONGEST],
                "status": status,
                "ms": round((time.perf_counter() - begun) * 1000, 1),
                "bytes": sent,
            }
            self.log.info(json.dumps(line))


def _logger(path: Path) -> logging.Logger:
    """Return the logger of a file: one per file, whoever asks for it again."""
    log = logging.getLogger(f"digit-studio.requests.{path.resolve()}")
    log.propagate = False
    if not log.handlers:
        log.setLevel(logging.INFO)
        log.addHandler(_handler(path))
    return log


def _handler(path: Path) -> logging.Handler:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler: logging.Handler = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=KEPT)
    except OSError:
        return logging.NullHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    handler.handleError = lambda record: None  # type: ignore[method-assign]  # a full disk, say
    return handler
