"""The script at the head of every page: there, complete, and nowhere else."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from core.serving.first_script import FirstScript

PAGE = "<!DOCTYPE html><html><head><title>é</title></head><body></body></html>" + " " * 2000
SCRIPT = "window.first = 'é'"
WANTED = PAGE.replace("<head>", f"<head><script>{SCRIPT}</script>")
BROWSER = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-encoding": "gzip"}


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    file = tmp_path / "index.html"
    file.write_text(PAGE, encoding="utf-8")

    def page(_request: Request) -> Response:
        return FileResponse(file)

    def streamed(_request: Request) -> Response:
        halves = iter([PAGE[:9].encode(), PAGE[9:].encode()])
        return StreamingResponse(halves, media_type="text/html")

    def data(_request: Request) -> Response:
        return JSONResponse({"text": "<head>"})

    return TestClient(
        Starlette(
            routes=[Route("/", page), Route("/streamed", streamed), Route("/data", data)],
            middleware=[Middleware(FirstScript, script=SCRIPT), Middleware(GZipMiddleware)],
        )
    )


@pytest.mark.parametrize("path", ["/", "/streamed"])
def test_a_page_begins_with_the_script(client: TestClient, path: str) -> None:
    answer = client.get(path, headers=BROWSER)
    assert answer.content.decode() == WANTED
    assert int(answer.headers["content-length"]) == len(WANTED.encode())


@pytest.mark.parametrize("header", [{"range": "bytes=0-9"}, {"if-none-match": "*"}])
def test_a_browser_always_gets_the_whole_page(client: TestClient, header: dict[str, str]) -> None:
    answer = client.get("/", headers=BROWSER | header)
    assert answer.status_code == 200
    assert answer.content.decode() == WANTED
    assert "etag" not in answer.headers


def test_nothing_else_is_changed(client: TestClient) -> None:
    assert client.get("/data", headers=BROWSER).json() == {"text": "<head>"}
    assert client.get("/", headers={"accept": "*/*"}).content.decode() == PAGE
    assert client.head("/", headers=BROWSER).content == b""
