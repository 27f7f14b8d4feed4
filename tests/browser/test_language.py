"""The choice of the language, as somebody uses it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect


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


@pytest.mark.walk
def test_streamlits_own_words_are_in_the_language_and_nothing_else_is_taken_for_one(
    page: Page, dashboard_url: str
) -> None:
    page.goto(f"{dashboard_url}/digit?language=de&index=3")
    steps = page.get_by_test_id("stNumberInputStepUp")
    expect(steps).to_have_attribute("aria-label", "Mehr")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Zum Inhalt springen")
    expect(page.get_by_role("button", name="Hilfe zu Datensatz")).to_have_count(1)
    field = page.locator("[data-testid=stNumberInput] input")
    field.fill("7")
    expect(page.get_by_test_id("InputInstructions")).to_have_text("Eingabetaste übernimmt")
    page.get_by_test_id("stMainMenuButton").click()
    expect(page.get_by_test_id("stMainMenuPopover")).to_contain_text("Drucken")
    page.keyboard.press("Escape")
    page.evaluate(
        "document.querySelector('h1').after(Object.assign(document.createElement('p'),"
        " {id: 'own', textContent: 'Search', title: 'Open'}))"
    )
    field.press("Enter")
    expect(page).to_have_url(re.compile("index=7"))
    expect(page.locator("#own")).to_have_text("Search")
    page.get_by_text("English", exact=True).click()
    expect(steps).to_have_attribute("aria-label", "Increment")
    expect(page.get_by_test_id("stSkipToContent")).to_have_text("Skip to main content")


def test_the_menu_of_pages_and_the_word_about_an_unknown_page_are_german_too(
    page: Page, dashboard_url: str
) -> None:
    page.set_viewport_size({"width": 960, "height": 600})
    page.goto(f"{dashboard_url}/nowhere?language=de")
    dialog = page.get_by_test_id("stDialog")
    expect(dialog).to_contain_text("Diese Seite gibt es nicht")
    expect(dialog).not_to_contain_text("requested")
    dialog.get_by_role("button", name="Schließen").click()
    expect(page.get_by_role("button", name=re.compile(r"^\d+ weitere$"))).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebarNavViewButton")).to_have_text(re.compile("weitere zeigen"))


def test_a_list_and_the_place_for_a_file_speak_german_too(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/thresholds?model=sgd&language=de")
    search = page.locator("[data-testid=stMultiSelect] input")
    search.fill("nobody")
    expect(page.get_by_role("option")).to_have_text(["Nichts gefunden"])
    page.goto(f"{dashboard_url}/verdicts?language=de")
    dropped = page.get_by_test_id("stFileUploader").first
    expect(dropped).to_contain_text("10MB je Datei")
    expect(dropped).not_to_contain_text("Upload")
