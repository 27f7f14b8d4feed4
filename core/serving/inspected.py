"""What is in a body, looked at before the app reads it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from core.serving.answers import say
from core.serving.bodies import replayed


class Inspected:
    """ASGI middleware: a body that must not get to the app is refused with a sentence (400).

    It stands behind `Bodies`, which hands over every body whole, and behind `Crowd`: reading JSON
    costs more than all other questions together, and who is turned away must not have to pay it.

    Parameters
    ----------
    app : the ASGI application behind
    inspect : says in a sentence why a body is refused, "" if it is not
    """

    def __init__(self, app: ASGIApp, inspect: Callable[[bytes], str]):
        self.app, self.inspect = app, inspect

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Look at the body and pass the request on, or refuse it."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        message = await receive()
        body = message.get("body", b"")
        wrong = self.inspect(body) if body else ""
        if wrong:
            return await say(send, 400, wrong)
        return await self.app(scope, replayed(body, receive), send)
