"""A page says where its server is; everything else is passed on byte for byte."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.serving.start_page import TOLD, StartPage

PAGE = "<html><head><title>é</title></head>" + "<p>x</p>" * 200
BROWSER = {"accept": "text/html,*/*;q=0.8", "accept-encoding": "gzip"}


def page(request: object) -> HTMLResponse:
    return HTMLResponse(PAGE, headers={"etag": '"1"'})


def text(request: object) -> PlainTextResponse:
    return PlainTextResponse(PAGE, headers={"etag": '"1"'})


@pytest.fixture
def client() -> TestClient:
    app = Starlette(
        routes=[Route("/page", page), Route("/text", text)],
        middleware=[Middleware(StartPage), Middleware(GZipMiddleware)],
    )
    return TestClient(app)


def test_a_page_says_where_the_server_is_and_is_whole(client: TestClient) -> None:
    answer = client.get("/page", headers=BROWSER)
    assert answer.text == PAGE.replace("<head>", "<head>" + TOLD.decode())
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "etag" not in answer.headers  # of what the file was before


@pytest.mark.parametrize(
    ("path", "accept"), [("/page", "*/*"), ("/text", BROWSER["accept"]), ("/none", "text/html")]
)
def test_anything_else_stays_as_it_is(client: TestClient, path: str, accept: str) -> None:
    answer = client.get(path, headers={"accept": accept})
    assert answer.text == (PAGE if path != "/none" else "Not Found")
    assert answer.headers.get("etag") == (None if path == "/none" else '"1"')
