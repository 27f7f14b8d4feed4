"""The list of an app's routes: which are answered, and which only the framework knows.

The list is a text file, one route per line: a state, its methods, its path as the framework writes
it, and why.

    allowed GET,HEAD  /media/{file_id:path}  images and downloads
    blocked GET       /monitoring/{key}      shows how the app is used
    mount   *         /{path:path}           files of the framework; only those named `within`
    within  GET,HEAD  /favicon.png           the icon

What is not in the list is answered as little as what is blocked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import close, say

SENTENCE = "There is nothing at this address."
STATES = ("allowed", "blocked", "mount", "within")


@dataclass(frozen=True)
class Route:
    """One line of the list."""

    state: str
    methods: frozenset[str]
    path: str
    reason: str

    def matches(self, method: str, path: str) -> bool:
        """Return whether a request is one for this route."""
        return method in self.methods and bool(pattern(self.path).fullmatch(path))


@cache
def pattern(path: str) -> re.Pattern[str]:
    """Return the expression for a path in which `{name}` is a part and `{name:path}` the rest."""
    pieces = re.split(r"(\{\w+(?::path)?\})", path)
    return re.compile(
        "".join(
            (".*" if piece.endswith(":path}") else "[^/]+")
            if piece.startswith("{")
            else re.escape(piece)
            for piece in pieces
        ),
        re.DOTALL,
    )


def routes_in(file: Path) -> tuple[Route, ...]:
    """Return the routes of a list.

    Raises
    ------
    ValueError : a line is not a state, methods, a path and a reason
    """
    found = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        words = line.split(None, 3)
        if not words or line.startswith("#"):
            continue
        if len(words) < 4 or words[0] not in STATES or not words[2].startswith("/"):
            raise ValueError(f"{file.name}, line {number}: not a state, methods, a path, a reason")
        found.append(Route(words[0], frozenset(words[1].split(",")), words[2], words[3]))
    return tuple(found)


class Known:
    """ASGI middleware: what the list does not allow gets 404, whatever the framework would do.

    Parameters
    ----------
    app : the ASGI application behind
    routes : the list; where a blocked and an allowed line match, the request is blocked
    """

    def __init__(self, app: ASGIApp, routes: tuple[Route, ...]):
        self.app = app
        self.open = [route for route in routes if route.state in ("allowed", "within")]
        self.blocked = [route for route in routes if route.state == "blocked"]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer that there is nothing."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        method, path = scope.get("method", "WEBSOCKET"), scope["path"]
        if self.allows(method, path):
            return await self.app(scope, receive, send)
        if scope["type"] == "websocket":
            return await close(send)
        return await say(send, 404, SENTENCE)

    def allows(self, method: str, path: str) -> bool:
        """Return whether the list allows a request."""
        if any(route.matches(method, path) for route in self.blocked):
            return False
        return any(route.matches(method, path) for route in self.open)
