"""Training from the page: it outlives a reload, can be cancelled, and the page takes it over."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import REPOSITORY, free_port, serving, shows
from core.data import mnist
from core.storage import paths
from core.training import artifacts

pytestmark = pytest.mark.walk


@pytest.fixture
def untrained(tmp_path: Path, elsewhere: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start a dashboard that has the digits and no model; returns its address."""
    os.symlink(paths.ARTIFACTS.resolve() / mnist.BUNDLE, tmp_path / mnist.BUNDLE)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = ["-m", "streamlit", "run", str(REPOSITORY / "dashboard" / "Home.py")]
    settings = {**environment, "DIGIT_STUDIO_ARTIFACTS": str(tmp_path)}
    with serving(
        [*command, "--server.port", str(port)], elsewhere, settings, f"{url}/_stcore/health"
    ):
        yield url


def test_a_training_outlives_a_reload_and_can_be_cancelled(
    page: Page, untrained: str, tmp_path: Path
) -> None:
    page.goto(untrained)
    expect(page.get_by_text("No model is trained yet").first).to_be_visible(timeout=90_000)
    page.locator(".st-key-train_forest button").first.click()
    shows(page.get_by_text(re.compile("out-of-fold scores, part")))
    page.reload()
    shows(page.get_by_text(re.compile("out-of-fold scores, part")))
    page.locator(".st-key-cancel_forest button").first.click()
    shows(page.get_by_text(re.compile("was cancelled")))
    assert not artifacts.status("forest", root=tmp_path).ready


def test_the_page_takes_a_finished_training_over(
    page: Page, untrained: str, tmp_path: Path
) -> None:
    page.goto(untrained)
    expect(page.get_by_text("No model is trained yet").first).to_be_visible(timeout=90_000)
    page.locator(".st-key-train_dummy button").first.click()
    shows(page.get_by_role("heading", name="Models on the"))
    assert artifacts.status("dummy", root=tmp_path).ready
