"""The map in a browser: lassos that stay, are added and taken; a look, a click, a closer view."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import FloatRect, Page, expect

from browser.conftest import idle, shows

pytestmark = pytest.mark.walk

#: Whether a line is drawn over the map at the middle of its left half's right edge.
DRAWN = """(over) => {
  const pen = over.getContext("2d"), [x, y] = [over.width, over.height].map((n) => n >> 1);
  const line = [...pen.getImageData(x - 8, y, 16, 1).data];
  return line.some((value, at) => at % 4 === 3 && value > 90);
}"""


def drag(page: Page, box: FloatRect, left: float, right: float, key: str = "") -> None:
    """Draw around everything between two shares of the map's width."""
    x, y = box["x"], box["y"] + 3
    x0, x1 = x + left * box["width"], x + right * box["width"]
    bottom = y + box["height"] - 6
    if key:
        page.keyboard.down(key)
    page.mouse.move(x0, y)
    page.mouse.down()
    for to in [(x1, y), (x1, bottom), (x0, bottom), (x0, y + 2)]:
        page.mouse.move(*to, steps=4)
    page.mouse.up()
    if key:
        page.keyboard.up(key)


def holds(page: Page, words: str) -> None:
    """Wait until so many images are chosen and the page is at rest, its address written."""
    expect(page.get_by_role("heading", name=re.compile("images: on the map"))).to_have_text(
        re.compile(f"^{words}")
    )
    idle(page)


def test_the_map_from_a_lasso_to_one_image(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/map?model=sgd")
    page.locator(".scatter[data-drawn]").wait_for(timeout=90_000)
    idle(page)
    box = page.locator(".scatter .paper").bounding_box()
    assert box is not None
    over = page.locator(".scatter .paper > canvas").nth(1)
    assert not over.evaluate(DRAWN)

    drag(page, box, 0.004, 0.5)
    heading = page.get_by_role("heading", name=re.compile("images: on the map"))
    left = str(heading.inner_text(timeout=90_000))
    assert not re.match("(0|10,000) images", left)
    holds(page, left)
    assert over.evaluate(DRAWN)  # it stays, though the page has run again
    drag(page, box, 0.5, 0.996, "Shift")
    holds(page, "10,000 images")
    drag(page, box, 0.5, 0.996, "Alt")
    holds(page, left)
    page.go_back()  # each is a step that is undone by itself
    holds(page, "10,000 images")
    page.get_by_role("button", name="10,000 digits of the map").click()
    shows(page.get_by_text("No digit is chosen yet"))

    scatter = page.locator(".scatter")
    page.get_by_role("button", name="Zoom in").click()
    expect(scatter).to_have_attribute("data-zoom", "1.60")
    page.get_by_role("button", name="Whole map").click()
    expect(scatter).to_have_attribute("data-zoom", "1.00")

    card = page.locator(".scatter .card")
    expect(card).to_be_hidden()
    seen = ""
    for share in range(20, 80, 2):  # until the pointer comes near a point
        page.mouse.move(box["x"] + box["width"] * share / 100, box["y"] + box["height"] / 2)
        if card.is_visible():
            seen = str(card.inner_text())
            break
    index = re.search(r"index (\d+): true \d, read as \d", seen)
    assert index is not None
    expect(card).to_have_attribute("data-drawn", index[1])
    page.mouse.down()
    page.mouse.up()
    expect(page).to_have_url(re.compile(rf"/digit\?.*index={index[1]}(&|$)"), timeout=90_000)
