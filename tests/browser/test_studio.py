"""The way of the studio in a real browser: compare, move a threshold, open a cell, draw."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Page, expect

from browser.conftest import shows
from core.training import artifacts

PAGES = ["", "thresholds", "confusions", "misread", "draw"]


def test_every_page_opens_by_its_address_without_leaving_the_machine(
    page: Page, dashboard_url: str
) -> None:
    failed: list[str] = []
    page.on("response", lambda answer: failed.append(answer.url) if answer.status > 399 else None)
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    for name in PAGES:
        page.goto(f"{dashboard_url}/{name}")
        shows(page.locator("h1"))
        expect(page.get_by_test_id("stException")).to_have_count(0)
        page.wait_for_load_state("networkidle")
    assert failed == []


def test_a_click_on_a_cell_shows_its_images_and_survives_a_reload(
    page: Page, dashboard_url: str
) -> None:
    scores = artifacts.open_scores("sgd", "test")
    wanted = int(np.sum((scores.labels == 9) & (scores.predicted() == 4)))
    page.goto(f"{dashboard_url}/confusions?model=sgd")
    page.locator('.matrix [data-at="9 4"]').click(timeout=90_000)
    expect(page).to_have_url(re.compile(r"true=9.*read_as=4|read_as=4.*true=9"))
    shows(page.get_by_role("heading", name=re.compile(rf"^{wanted} images")))
    tiles = page.locator(".gallery button")
    expect(tiles).to_have_count(wanted)
    page.reload()
    expect(page.locator(".gallery button")).to_have_count(wanted, timeout=90_000)


def test_what_is_folded_comes_when_it_is_opened(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url)
    scores = artifacts.open_scores("sgd", "test")
    accuracy = 100 * np.mean(scores.predicted() == scores.labels)
    row = page.locator("table.models tr", has_text="Linear (SGD, hinge)")
    expect(row).to_contain_text(f"{accuracy:.2f} %", timeout=90_000)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(0)
    page.get_by_text("The same figures as tables").click()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)
    page.get_by_text("Receipt: where these numbers come from").click()
    expect(page.get_by_text("artifacts.open_scores(")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
