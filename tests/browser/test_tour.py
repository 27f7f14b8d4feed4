"""The first minute: three steps on a first visit, and never again in the same browser."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from browser.conftest import idle, shows


@pytest.fixture
def newcomer(browser: Browser) -> Iterator[Page]:
    """Open the window of somebody who was never here."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    yield context.new_page()
    context.close()


def card(page: Page) -> Locator:
    return page.get_by_role("region", name="A first minute")


def press(page: Page, name: str) -> None:
    card(page).get_by_role("button", name=name, exact=True).click()


def never_again(page: Page, url: str) -> None:
    """Reload, and open another page: the card stays away while the page stands."""
    for address in (page.url, f"{url}/confusions?model=sgd"):
        page.goto(address)
        shows(page.locator("h1"))
        idle(page)
        expect(card(page)).to_have_count(0)


@pytest.mark.walk
def test_three_steps_lead_through_the_product(newcomer: Page, dashboard_url: str) -> None:
    page = newcomer
    page.goto(f"{dashboard_url}/?model=sgd")
    expect(card(page)).to_contain_text("Move a threshold", timeout=90_000)
    press(page, "Show me")
    shows(page.get_by_role("heading", level=1, name="Thresholds"))
    slider = page.locator(".lab input[type=range]")
    expect(slider).to_have_css("outline-style", "solid")  # it is ringed
    slider.press("ArrowRight")
    expect(card(page)).to_contain_text("Those are the digits")
    expect(slider).not_to_have_css("outline-color", "rgb(230, 159, 0)")

    press(page, "Next")
    shows(page.get_by_role("heading", level=1, name="Confusions"))
    page.reload()  # how far one is outlives a reload
    expect(card(page)).to_contain_text("2 of 3", timeout=90_000)
    ringed = page.locator('.matrix td button[style*="rgb(230, 159, 0)"]')
    expect(ringed).to_have_count(1)
    ringed.click()
    expect(card(page)).to_contain_text("Each of them opens close up")
    expect(page).to_have_url(re.compile("true=.*read_as="))

    press(page, "Next")
    shows(page.get_by_role("heading", level=1, name="Draw a digit"))
    expect(card(page)).to_contain_text("Click the ringed button")
    way = page.get_by_role("button", name="Start the canvas").or_(
        page.get_by_role("link", name="Open the canvas")
    )
    expect(way).to_have_css("outline-color", "rgb(230, 159, 0)")
    expect(way).to_have_css("outline-style", "solid")
    press(page, "Finish")
    expect(way).not_to_have_css("outline-style", "solid")
    expect(card(page)).to_have_count(0)
    never_again(page, dashboard_url)


def test_who_skips_it_is_not_asked_again(newcomer: Page, dashboard_url: str) -> None:
    newcomer.set_viewport_size({"width": 390, "height": 844})
    newcomer.goto(f"{dashboard_url}/?model=sgd")
    expect(card(newcomer)).to_be_visible(timeout=90_000)
    press(newcomer, "Skip the tour")
    expect(card(newcomer)).to_have_count(0)
    never_again(newcomer, dashboard_url)


@pytest.mark.parametrize("width", [1440, 390])
def test_the_last_step_rings_the_way_to_the_canvas(
    newcomer: Page, dashboard_url: str, width: int
) -> None:
    newcomer.set_viewport_size({"width": width, "height": 844})
    newcomer.add_init_script("localStorage.setItem('digit-studio-tour', '2')")
    newcomer.goto(f"{dashboard_url}/draw?model=sgd")
    way = newcomer.get_by_test_id("stMain").locator("button, a").filter(has_text="the canvas")
    expect(way.filter(visible=True)).to_have_css("outline-color", "rgb(230, 159, 0)")
    expect(card(newcomer).get_by_role("button")).to_have_text(["Finish"])
