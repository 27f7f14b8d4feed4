"""axe-core finds nothing but minor matters on any page.

Each page is looked at in the light theme at 1440 pixels and in one of the three other looks in
turn, so that the whole takes less than a minute on two cores. Folds and menus are looked at
closed, and lessons without stored results.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from browser.axe_core import findings
from browser.conftest import REPOSITORY, idle, shows

VIEWS = REPOSITORY / "dashboard" / "views"
#: Where a page has another address than its file, or shows more with a choice.
ADDRESSES = {
    "overview": "",
    "image": "digit?model=sgd",
    "confusions": "confusions?model=sgd&true=9&read_as=4",
    "decisions": "decisions?model=sgd&reject=level&level=0.5",
    "thresholds": "thresholds?model=sgd",
}
PAGES = sorted(path.stem for path in VIEWS.rglob("*.py"))
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
OTHERS = [("dark", DESK), ("light", PHONE), ("dark", PHONE)]


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    """Return one window for all pages, so that Streamlit's scripts are loaded once."""
    context = browser.new_context(reduced_motion="reduce")
    yield context.new_page()
    context.close()


def settled_findings(window: Page) -> list[dict[str, str]]:
    """Return what axe finds in a page at rest: what fades in or out has other colours meanwhile."""
    for _ in range(10):
        found = findings(window)
        if not found:
            break
        window.wait_for_timeout(500)
    return found


@pytest.mark.walk
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_but_minor_matters(window: Page, dashboard_url: str, name: str) -> None:
    window.emulate_media(color_scheme="light")
    window.set_viewport_size(DESK)
    window.goto(f"{dashboard_url}/{ADDRESSES.get(name, name)}")
    shows(window.locator("h1"))
    idle(window)
    assert settled_findings(window) == []
    scheme, size = OTHERS[PAGES.index(name) % len(OTHERS)]
    window.emulate_media(color_scheme=scheme)
    window.set_viewport_size(size)
    expect(window.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
    idle(window)
    assert settled_findings(window) == []
