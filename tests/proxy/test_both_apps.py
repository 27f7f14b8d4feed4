"""Both apps behind docs/nginx.conf: both answer, and their pages work in a browser."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from http.client import HTTPResponse

import pytest
from playwright.sync_api import Page, expect, sync_playwright

import own_loop
from bench import proxy
from bench.dashboard_visits import Visit
from core.serving import answers
from guarded import ask
from serving import chromium

pytestmark = pytest.mark.walk

NAMES = {"dashboard": proxy.DASHBOARD, "canvas": proxy.CANVAS}


@pytest.fixture(scope="module")
def port(trained: list[str], environment: dict[str, str]) -> Iterator[int]:
    """Start a worker of each app and the proxy in front of them; yield its port."""
    if proxy.program() is None:
        pytest.fail("nginx is missing; run tools/nginx, or name its program in NGINX.")
    with proxy.workers(1, 1, **environment) as ports, proxy.running(*ports) as listening:
        yield listening


def visit(port: int, name: str, path: str = "/", **headers: str) -> tuple[str, HTTPResponse]:
    """Return what a browser gets that opens a page there, and the answer."""
    host = f"{NAMES[name]}:{port}"
    status, text, answer = ask(port, path, host=host, accept="text/html", **headers)
    assert status == 200, text
    return text, answer


@pytest.mark.parametrize("name", NAMES)
def test_an_app_answers_with_its_headers_once_and_names_no_other_address(
    port: int, name: str
) -> None:
    text, answer = visit(port, name, x_forwarded_host="evil.example", x_forwarded_proto="https")
    for header in answers.HEADERS:
        assert len(answer.headers.get_all(header)) == 1, header
    assert "frame-ancestors 'self'" in answer.headers["content-security-policy"]
    assert "evil.example" not in text + str(answer.headers)
    assert "https://" + NAMES[name] not in text
    assert ask(port, "/_stcore/metrics", host=NAMES[name])[0] == 404
    _, ready = visit(port, name, "/readyz")
    assert ready.headers["content-type"].startswith("application/json")


@pytest.mark.slow
def test_a_class_shares_two_workers_and_every_page_reaches_its_own(
    trained: list[str], environment: dict[str, str]
) -> None:
    ids: Counter[str] = Counter()
    with proxy.workers(1, 2, **environment) as ports, proxy.running(*ports) as port:
        for _ in range(24):
            _, answer = visit(port, "canvas")
            cookie = answer.headers["set-cookie"].partition(";")[0]
            told = [visit(port, "canvas", "/gradio_api/app_id", cookie=cookie)[0] for _ in "12"]
            assert told[0] == told[1]
            ids[told[0]] += 1
    assert len(ids) == 2


def test_the_pages_of_the_dashboard_run_through_their_web_socket(port: int) -> None:
    async def opens() -> None:
        for _ in range(4):
            async with asyncio.timeout(60):
                opened = await Visit.open(
                    f"ws://{proxy.DASHBOARD}:{port}/_stcore/stream",
                    host="127.0.0.1",
                    port=port,
                    origin=f"http://{proxy.DASHBOARD}:{port}",
                )
                await opened.move()
                await opened.close()

    own_loop.run(opens())


def test_a_program_calls_predict_through_the_proxy(port: int) -> None:
    host = {"host": proxy.CANVAS, "content_type": "application/json"}
    ink = [[255 if 12 <= x <= 15 and 4 <= y <= 23 else 0 for x in range(28)] for y in range(28)]
    body = json.dumps({"data": [ink, False, True]})
    _, begun, _ = ask(port, "/gradio_api/call/predict", "POST", body, **host)
    event = json.loads(begun)["event_id"]
    _, told, _ = ask(port, f"/gradio_api/call/predict/{event}", **host)
    line = next(line for line in told.splitlines() if line.startswith("data:"))
    assert len(json.loads(line.removeprefix("data:"))[0]["readings"]) >= 3


@pytest.fixture
def page() -> Iterator[Page]:
    """Open a window for which the names of the documents are this machine's."""
    flags = ["--no-sandbox", "--host-resolver-rules=MAP *.example.org 127.0.0.1"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        yield browser.new_page()
        browser.close()


@pytest.mark.browser
def test_both_pages_work_in_a_browser_and_keep_the_cookie_of_their_worker(
    port: int, page: Page
) -> None:
    failed: list[str] = []
    page.on("response", lambda it: failed.append(it.url) if it.status >= 500 else None)
    page.goto(f"http://{proxy.DASHBOARD}:{port}/thresholds?model=sgd")
    page.locator(".lab[data-threshold] .film[data-ready]").wait_for(timeout=60_000)
    page.goto(f"http://{proxy.CANVAS}:{port}/")
    page.wait_for_selector("[data-ready]")
    box = page.locator(".pad").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.15)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.85, steps=8)
    page.mouse.up()
    expect(page.locator(".big")).to_have_text("1", timeout=30_000)
    cookies = {c["domain"]: c for c in page.context.cookies() if c["name"] == "worker"}
    assert set(cookies) == set(NAMES.values())
    assert all(cookie["httpOnly"] for cookie in cookies.values())
    assert failed == []
