"""Back and Forward of the browser walk through the views: one entry a step, none a redraw."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from browser.conftest import shows

STEPS = 7


def entries(page: Page) -> int:
    return int(page.evaluate("history.length"))


def titled(page: Page, name: str) -> None:
    """Wait until a page stands under this title and has run to its end."""
    shows(page.get_by_role("heading", level=1, name=name, exact=True))


def opened(page: Page, address: str, name: str) -> None:
    page.goto(address)
    titled(page, name)


def go_to(page: Page, group: str, name: str) -> None:
    """Choose a page in the navigation."""
    page.get_by_role("button", name=group, exact=True).click()
    page.get_by_role("menuitem", name=name).click()
    titled(page, name)


def cell(page: Page, at: str) -> Locator:
    return page.locator(f'.matrix [data-at="{at}"]')


def chip(page: Page, words: str) -> Locator:
    """Return the button that takes a choice back: it is there as long as the choice is."""
    return page.get_by_role("button", name=words, exact=True)


def test_entries_are_counted_before_anything_can_be_pressed(page: Page, dashboard_url: str) -> None:
    page.goto(dashboard_url, wait_until="domcontentloaded")
    assert page.evaluate("history.hasOneEntryPerStep") is True


def test_pages_go_back_and_forward(page: Page, dashboard_url: str) -> None:
    opened(page, dashboard_url, "The digit studio")
    before = entries(page)
    go_to(page, "Errors", "Confusions")
    assert entries(page) == before + 1
    page.go_back()
    titled(page, "The digit studio")
    page.go_forward()
    titled(page, "Confusions")
    page.go_back()
    titled(page, "The digit studio")
    assert entries(page) == before + 1
    page.go_back()  # and out of the dashboard, since opening it was one entry
    assert page.url == "about:blank"


def test_a_chosen_cell_goes_back_and_forward(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/confusions?model=sgd", "Confusions")
    before = entries(page)
    cell(page, "9 4").click()
    shows(chip(page, "true 9, read as 4"))
    cell(page, "4 9").click()
    shows(chip(page, "true 4, read as 9"))
    assert entries(page) == before + 2
    page.go_back()
    shows(chip(page, "true 9, read as 4"))
    expect(chip(page, "true 4, read as 9")).to_have_count(0)
    page.go_back()
    shows(page.get_by_text("Choose a cell, a row or a column"))
    expect(page.get_by_role("combobox", name="True digit")).to_have_value("any")
    page.go_forward()
    shows(chip(page, "true 9, read as 4"))


@pytest.mark.walk
def test_the_images_walked_through_go_back_to_the_gallery(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/confusions?model=sgd&true=9&read_as=4", "Confusions")
    before = entries(page)
    page.locator(".gallery button").first.click()
    shows(page.get_by_text(re.compile("^1 of ")))
    passed = [page.locator("h1").inner_text()]
    for number in range(STEPS):
        page.get_by_role("button", name=re.compile("^Next")).click()
        shows(page.get_by_text(re.compile(f"^{number + 2} of ")))
        passed.append(page.locator("h1").inner_text())
    assert len(set(passed)) == STEPS + 1
    assert entries(page) == before + 1 + STEPS
    for name in reversed(passed[:-1]):
        page.go_back()
        titled(page, name)
    shows(page.get_by_text(re.compile("^1 of ")))
    page.go_back()
    titled(page, "Confusions")
    shows(chip(page, "true 9, read as 4"))
    page.go_forward()
    titled(page, passed[0])


def test_settings_go_back_with_the_address(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/compare?rows=sgd&columns=true", "Compare")
    rows = page.get_by_role("combobox", name="Rows")
    first = rows.input_value()
    rows.click()
    page.get_by_role("option", name="verdict").click()
    expect(page).to_have_url(re.compile("rows=verdict"))
    page.go_back()
    expect(rows).to_have_value(first)
    page.go_forward()
    expect(rows).to_have_value("verdict")


def test_a_wrong_address_is_corrected_and_no_trap(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/?model=sgd", "The digit studio")
    opened(page, f"{dashboard_url}/confusions?model=sgd&true=99", "Confusions")
    shows(page.get_by_text("in the address is not valid here"))
    expect(page).to_have_url(f"{dashboard_url}/confusions?model=sgd")  # in place of the wrong one
    page.go_back()
    titled(page, "The digit studio")
    page.go_forward()
    titled(page, "Confusions")
    expect(page).to_have_url(f"{dashboard_url}/confusions?model=sgd")


def test_who_is_right_where_the_other_is_not_is_a_step(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/?model=sgd", "The digit studio")
    before = entries(page)
    page.get_by_role("radio", name=re.compile("^Neither is right")).click()
    images = page.locator(".gallery[aria-label^='Neither is right']")
    shows(images)
    expect(page).to_have_url(re.compile("who=neither"))
    assert entries(page) == before + 1
    page.reload()
    titled(page, "The digit studio")
    images.locator("button").first.click()
    shows(page.get_by_role("heading", level=1, name=re.compile("^Digit at index")))
    page.go_back()
    titled(page, "The digit studio")
    shows(images)
    page.go_back()
    expect(images).to_have_count(0)


def test_what_stands_in_no_address_is_no_entry_either(page: Page, dashboard_url: str) -> None:
    opened(page, f"{dashboard_url}/confusions", "Confusions")
    before = entries(page)
    page.get_by_text("Mean images", exact=True).click()
    shows(page.get_by_text("Choose a cell", exact=False).last)
    assert entries(page) == before
    assert page.url == f"{dashboard_url}/confusions"
    cell(page, "9 4").click()
    shows(chip(page, "true 9, read as 4"))
    assert entries(page) == before + 1
    expect(page).to_have_url(re.compile(r"model=\w+&true=9&read_as=4"))


def test_a_reload_keeps_the_row_that_one_walks_through(page: Page, dashboard_url: str) -> None:
    for address, name in [
        ("confusions?model=sgd&true=9&read_as=4", "Confusions"),
        ("misread?model=sgd&reasons=tie", "Misread digits"),
    ]:
        opened(page, f"{dashboard_url}/{address}", name)
        page.locator(".gallery button").nth(2).click()
        place = page.get_by_text(re.compile("^3 of "))
        shows(place)
        told = place.inner_text()
        page.reload()
        shows(page.get_by_text(told, exact=True))
