"""The canvas app's server: Gradio's own, behind the guard that both apps share."""

from __future__ import annotations

from pathlib import Path

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
NOT_ANSWERED = "This app does not answer such a call; reload the page."


def told(error: Exception) -> tuple[int, str]:
    """Return the status and the sentence for a call that Gradio failed at.

    It looks up functions and components by the names and numbers that were sent, unchecked.
    """
    unknown = isinstance(error, LookupError | FnIndexInferError)
    return (404, UNKNOWN) if unknown else (400, NOT_ANSWERED)


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
