"""The canvas app as a visitor starts it from the dashboard, and as it ends with the dashboard."""

from __future__ import annotations

import socket
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import shows

pytestmark = pytest.mark.walk

HOME = Path(__file__).resolve().parents[2] / "dashboard" / "Home.py"


def holds(url: str, text: bytes) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return text in answer.read()
    except OSError:
        return False


def test_the_canvas_is_started_by_a_button_and_ends_with_the_dashboard(
    page: Page, trained: list[str], serve: Callable[..., AbstractContextManager[str]]
) -> None:
    with socket.socket() as taken:  # somebody else's app has the port
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = ["-m", "streamlit", "run", str(HOME)]
        with serve(command, GRADIO_SERVER_PORT=str(port)) as url:
            page.goto(f"{url}/digit?model=sgd&index=947")
            repair = page.get_by_role("link", name="Repair the digit on the canvas")
            start = page.get_by_role("button", name="Start the canvas to repair the digit")
            shows(start)
            expect(repair).to_have_count(0)  # nothing is there to be opened
            start.click()
            expect(repair).to_be_visible(timeout=90_000)
            canvas, query = str(repair.get_attribute("href")).split("?")
            assert query == "digit=947&model=sgd"
            assert urlsplit(canvas).hostname == "127.0.0.1"
            assert urlsplit(canvas).port not in (port, None)
            assert holds(canvas, b"Draw a digit")
    assert not holds(canvas, b"")
