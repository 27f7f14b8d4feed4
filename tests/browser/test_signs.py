"""Right and wrong can be told apart under the tiles by someone who sees no colours."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from browser.conftest import shows

#: Where something is drawn in the 12 pixels below the first tile: 1 or 0 for each pixel.
BELOW = """(gallery) => {
  const canvas = gallery.querySelector("canvas"), tile = gallery.querySelector("button");
  const scale = canvas.width / canvas.clientWidth;
  const [x, y] = [tile.offsetLeft, tile.offsetTop + tile.offsetHeight + 1].map((at) => at * scale);
  const pixels = canvas.getContext("2d")
    .getImageData(x, y, tile.offsetWidth * scale, 11 * scale).data;
  return [...pixels].filter((_, at) => at % 4 === 3).map((alpha) => Number(alpha > 127)).join("");
}"""


def sign(gallery: Locator) -> str:
    gallery.locator("button").first.wait_for()
    return str(gallery.evaluate(BELOW))


def test_a_tick_and_a_cross_differ_in_shape(page: Page, dashboard_url: str) -> None:
    page.goto(f"{dashboard_url}/misread?model=sgd&layout=both")
    shows(page.get_by_text("in the same filters, the smallest margin first"))
    wrong, right = (sign(page.locator(".gallery").nth(place)) for place in (0, 1))
    assert "1" in wrong
    assert "1" in right
    differing = sum(one != other for one, other in zip(wrong, right, strict=True))
    assert differing > wrong.count("1")
