"""The choice of the language, as somebody uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_the_language_changes_at_the_foot_of_the_sidebar_and_nothing_else_does(
    page: Page, dashboard_url: str
) -> None:
    page.goto(f"{dashboard_url}/confusions?model=forest&cell=9-4")
    expect(page.locator("h1")).to_have_text("Confusions")
    assert page.evaluate("document.documentElement.lang") == "en"
    page.get_by_text("Deutsch", exact=True).click()
    expect(page.locator("h1")).to_have_text("Verwechslungen")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    assert "language=de" in page.url
    assert "model=forest" in page.url
    page.get_by_text("English", exact=True).click()
    expect(page.locator("h1")).to_have_text("Confusions")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "language" not in page.url
    assert "model=forest" in page.url


def test_an_address_keeps_the_language_and_numbers_follow_it(
    page: Page, dashboard_url: str
) -> None:
    page.goto(f"{dashboard_url}/thresholds?model=sgd&language=de&threshold=-1.5")
    expect(page.locator("h1")).to_have_text("Schwellen")
    field = page.get_by_role("textbox", name="Schwelle (Entscheidungsscore, ohne Einheit)")
    expect(field).to_have_value("−1,5")
    field.fill("0,25")
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"threshold=0\.2"))
    expect(field).to_have_value(re.compile(r"^0,2"))
