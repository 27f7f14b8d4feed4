"""The canvas app's server: Gradio's own, behind the guard that both apps share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.route_utils import FnIndexInferError
from gradio.routes import App, ORJSONResponse
from starlette.middleware import Middleware
from starlette.types import ASGIApp

from core.serving.answers import HEADERS as SAFE
from core.serving.front import Front, House
from core.serving.routes import routes_in

ROUTES = routes_in(Path(__file__).with_name("routes.txt"))
HEADERS = SAFE | {
    # Gradio's page needs inline code and `new Function`; nothing may come from elsewhere.
    "content-security-policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; object-src 'none'; base-uri 'self'; "
        "frame-ancestors 'self'"
    ),
}
UNKNOWN = "This app has nothing of that name; reload the page."
NO_FILES = (
    "This app takes no file and no address; send rows of numbers, or a picture as base64 text."
)
TOO_FEW = "Not all values were sent; as many as the function has are needed"
NOT_ANSWERED = "This app does not answer such a call; reload the page."


def told(error: Exception) -> tuple[int, str]:
    """Return the status and the sentence for a call that Gradio failed at.

    It looks up functions and components by the names and numbers that were sent, unchecked.
    """
    unknown = isinstance(error, LookupError | FnIndexInferError)
    return (404, UNKNOWN) if unknown else (400, NOT_ANSWERED)


def names_a_file(body: bytes) -> str:
    """Return why a body is refused, "" if it is not: it names a file or an address to be fetched.

    Gradio looks for such objects at any depth of what is sent to a function, and fetches them
    before the function is called. Only what it takes for one is refused, and what it stumbles over.
    """
    try:
        waiting = [json.loads(body)]
    except (ValueError, RecursionError):
        return ""  # Gradio reads it in the same way, and says so itself
    while waiting:
        part = waiting.pop()
        if isinstance(part, dict):
            if "path" in part and "meta" in part:
                return NO_FILES
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return ""


def enough(function: Any, inputs: list[Any]) -> None:
    """Raise the sentence for a call that lacks a value; it takes the place of Gradio's own check.

    Gradio's would print a traceback with all that was sent, and answer `null`.
    """
    if len(inputs) < len(function.inputs):
        raise gr.Error(f"{TOO_FEW}: {len(function.inputs)}.", print_exception=False)


class Guarded(App):
    """Gradio's server with the guard outside all that Gradio itself puts around its routes.

    Middleware that is given to Gradio ends up inside its CORS, which answers other origins first.
    """

    def __init__(self, house: House):
        super().__init__(openapi_url=None, default_response_class=ORJSONResponse)
        self.house = house

    def build_middleware_stack(self) -> ASGIApp:
        """Return what a request passes, from the outside; called once, before the first one."""
        self.user_middleware.insert(0, Middleware(Front, house=self.house))
        return super().build_middleware_stack()
