"""The dashboard in a process of its own, started from another folder, and a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    Locator,
    Page,
    Request,
    WebSocket,
    expect,
    sync_playwright,
)

from serving import chromium, free_port, serving

REPOSITORY = Path(__file__).resolve().parents[2]
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]

#: The card of the first visit would lie over what tests click; test_tour.py looks at it.
NO_TOUR = "try { localStorage.setItem('digit-studio-tour', 'done') } catch {}"
HEARTBEAT = 20  # bytes that a web socket sends by itself; what a widget says is longer

expect.set_options(timeout=30_000)  # a busy machine is slow, and that is not what is tested


def idle(page: Page) -> None:
    """Wait until the page has run to its end: from then on nothing moves by itself."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)


def shows(locator: Locator) -> None:
    """Wait until it is seen, and once: while a page runs again, what it replaces is still there."""
    expect(locator.filter(visible=True)).to_have_count(1, timeout=90_000)
    idle(locator.page)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def serve(
    elsewhere: Path, environment: dict[str, str]
) -> Callable[..., AbstractContextManager[str]]:
    """Return a function that starts `python COMMAND…`, a Streamlit server, at its address."""

    @contextmanager
    def start(command: list[str], **settings: str) -> Iterator[str]:
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        words = [*command, "--server.port", str(port)]
        with serving(words, elsewhere, {**environment, **settings}, f"{url}/_stcore/health"):
            yield url

    return start


@pytest.fixture(scope="session")
def dashboard_url(
    trained: list[str], serve: Callable[..., AbstractContextManager[str]]
) -> Iterator[str]:
    """Start the dashboard as a user would, from another folder; returns its address."""
    with serve(["-m", "streamlit", "run", str(REPOSITORY / "dashboard" / "Home.py")]) as url:
        yield url


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start headless Chromium.

    For one file of tests, since Playwright leaves an event loop running in this thread, and what
    is tested next in this process may need one of its own.
    """
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a fresh window of 1440×900; the test fails if any request leaves this machine."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_init_script(NO_TOUR)
    requests: list[str] = []

    def note(request: Request) -> None:
        requests.append(request.url)

    context.on("request", note)
    opened = context.new_page()
    opened.on("websocket", lambda socket: requests.append(socket.url))
    yield opened
    context.close()
    assert outside(requests) == [], "requests left this machine"


def outside(requests: list[str]) -> list[str]:
    """Return the addresses that are not of this machine."""
    local = {"127.0.0.1", "localhost"}
    return [
        url
        for url in requests
        if urlsplit(url).scheme not in ("data", "blob", "about")
        and urlsplit(url).hostname not in local
    ]


@pytest.fixture
def lab(page: Page, dashboard_url: str) -> Callable[..., tuple[Page, Locator, list]]:
    """Open the page of a model with a clean address, and note what its widgets send."""
    sent: list[str | bytes] = []

    def note(frame: str | bytes) -> None:
        if len(frame) > HEARTBEAT:
            sent.append(frame)

    def listen(socket: WebSocket) -> None:
        socket.on("framesent", note)

    page.on("websocket", listen)

    def open_(query: str = "model=sgd", url: str = dashboard_url) -> tuple[Page, Locator, list]:
        page.goto(f"{url}/thresholds?{query}")
        page.locator(".lab[data-threshold] .film[data-ready]").wait_for(timeout=90_000)
        page.get_by_text("Export", exact=True).wait_for()
        expect(page.locator(".st-key-plain_threshold")).to_have_count(0)
        idle(page)
        return page, page.locator(".lab input[type=range]"), sent

    return open_
