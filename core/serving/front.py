"""The one guard in front of both apps: everything that is asked before an app sees a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import HEADERS, Explain, Explained, Headed
from core.serving.bodies import PATIENCE, Bodies
from core.serving.crowd import Crowd, nobody
from core.serving.doorway import Doorway
from core.serving.exposure import Exposure
from core.serving.health import Health, Report
from core.serving.hosts import Hosts
from core.serving.inspected import Inspected
from core.serving.request_log import RequestLog
from core.serving.routes import Known, Route
from core.serving.same_origin import SameOrigin


def not_answered(error: Exception) -> tuple[int, str]:
    """Return the status and the sentence for an error that nobody expected."""
    return 500, "That could not be answered; reload the page."


@dataclass(frozen=True)
class House:
    """What the guard has to know of the app behind it.

    Parameters
    ----------
    log : the file of its requests
    report : what /readyz answers
    exposure : who can reach it
    routes : the list of its routes
    largest : bytes that a body may have
    larger : the same for paths that begin so
    json_only : whether a body must be JSON
    headers : what every answer carries
    explain : the status and the sentence for an error that the app did not handle
    patience : seconds that every body has
    inspect : says in a sentence why a body is refused, "" if it is not
    crowds : how the paths begin that cost something, and how many of each are answered at once
    socket : the crowd, by its beginning, that every page joins once it is open, "" if none does
    waiting : by the beginnings of crowds, what counts those that the app answers later
    """

    log: Path
    report: Callable[[], Report]
    exposure: Exposure
    routes: tuple[Route, ...]
    largest: int
    larger: Mapping[str, int] = field(default_factory=dict)
    json_only: bool = False
    headers: Mapping[str, str] = field(default_factory=lambda: HEADERS)
    explain: Explain = not_answered
    patience: float = PATIENCE
    inspect: Callable[[bytes], str] | None = None
    crowds: Mapping[str, int] = field(default_factory=dict)
    socket: str = ""
    waiting: Mapping[str, Callable[[], int]] = field(default_factory=dict)


class Front:
    """ASGI middleware that asks, in this order, before the app runs.

    Every request is noted, and every answer carries the headers. Is it for a host that is served
    (421), from our own page or a program (403), about health, for a route of the list (404), with
    a body that is small enough (413), of the right kind (415) and here in time (408), not above
    the number that is answered at once (503), and with nothing in it that is refused (400)?
    """

    def __init__(self, app: ASGIApp, house: House):
        app = Explained(app, house.explain)
        if house.inspect:
            app = Inspected(app, house.inspect)
        for prefix, most in house.crowds.items():
            app = crowd = Crowd(app, prefix, most, house.waiting.get(prefix, nobody))
            if prefix == house.socket:
                app = Doorway(app, crowd.full)
        app = Bodies(app, house.largest, house.larger, house.json_only, house.patience)
        app = Known(app, house.routes)
        app = Health(app, house.report)
        app = SameOrigin(app)
        app = Hosts(app, house.exposure)
        app = Headed(app, house.headers)
        self.app = RequestLog(app, house.log)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        await self.app(scope, receive, send)
