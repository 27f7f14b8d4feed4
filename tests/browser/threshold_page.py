"""What tests of the page Thresholds do with it, and what they read off it."""

from __future__ import annotations

import re

import numpy as np
from playwright.sync_api import Locator, Page


def number(text: str | None) -> int:
    return int(re.sub(r"\D", "", text or ""))


def cell(page: Page, name: str) -> int:
    return number(page.locator(f"[data-cell={name}] b").text_content())


def shown(page: Page) -> float:
    return float(page.locator(".lab").get_attribute("data-threshold") or "nan")


def painted(page: Page) -> float:
    """Return the threshold after the browser has drawn what was pressed or moved."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return shown(page)


def drag(page: Page, slider: Locator, begin: float, end: float, release: bool = True) -> None:
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * begin, y)
    page.mouse.down()
    for part in np.linspace(begin, end, 12):
        page.mouse.move(box["x"] + box["width"] * part, y)
        page.wait_for_timeout(20)
    if release:
        page.mouse.up()
