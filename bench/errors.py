"""How fast errors come to the eye: `python -m bench.errors` (needs the default models).

`cell_to_images_p95_ms`: click on a cell of the matrix to its images drawn, in Chromium.
`page_of_tiles_ms`, `page_of_tiles_kb`: making and sending a gallery of 200 new digits.
`scroll_5000_longest_ms`: longest task of the browser while it scrolls through 5,000 misread tiles.
`neighbours_ms`: the five nearest of 60,000 training digits, p95, index open.
`map_open_ms`: click on the page Map to all points drawn, median after the first.
`load` beside a figure is the machine's load average: what else ran on it while it was measured.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from bench import show
from bench.browsing import ROOT, dashboard, window
from core.analysis import neighbours
from core.data import sets
from core.training import artifacts

sys.path.insert(0, str(Path(ROOT) / "dashboard"))

CLICKS = 40
CLICK = """([button, gallery]) => new Promise((done, fail) => {
  const before = gallery.dataset.drawn, begun = performance.now();
  const look = () => {
    if (gallery.dataset.drawn && gallery.dataset.drawn !== before) done(performance.now() - begun);
    else if (performance.now() - begun > 8000) fail("no images came");
    else requestAnimationFrame(look);
  };
  button.click();
  look();
})"""
SCROLL = """(gallery) => new Promise((done) => {
  const tasks = [];
  const watch = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) tasks.push(entry.duration);
  });
  watch.observe({ entryTypes: ["longtask"] });
  const step = () => {
    gallery.scrollTop += 60;
    if (gallery.scrollTop + gallery.clientHeight < gallery.scrollHeight - 1) {
      requestAnimationFrame(step);
    } else setTimeout(() => { watch.disconnect(); done(Math.max(0, ...tasks)); }, 300);
  };
  step();
})"""


def main() -> None:
    """Print all figures."""
    tiles()
    nearest()
    with dashboard() as url, window() as page:
        clicks(page, url)
        scroll(page, url)
        open_map(page, url)


def tiles() -> None:
    """Make the content of a gallery of 200 digits, other ones each time."""
    from widgets.gallery import contents

    images = sets.load().test.images
    made: list[str] = []

    def make(start: int) -> None:
        chosen = range(start, start + 200)
        captions = [f"index {i}, true 9, read as 4" for i in chosen]
        marks = ["9→4"] * 200
        found = contents(images[start : start + 200], chosen, captions, "cell", [True] * 200, marks)
        made.append(json.dumps(found))

    times = milliseconds(make, range(0, 10_000, 200))
    show("page_of_tiles_ms", np.percentile(times, 95), "ms")
    show("page_of_tiles_kb", max(len(text.encode()) for text in made) / 1000, "kB")


def nearest() -> None:
    """Ask for the nearest training digits of every fiftieth test digit."""
    index, images = neighbours.open_index(), sets.load().test.images
    times = milliseconds(lambda i: index.nearest(images[i], 5), range(0, 10_000, 50))
    show("neighbours_p50_ms", np.median(times), "ms")
    show("neighbours_ms", np.percentile(times, 95), "ms", load=round(os.getloadavg()[0], 1))


def clicks(page: Page, url: str) -> None:
    """Click random cells that hold images."""
    scores = artifacts.open_scores("sgd", "test")
    table = np.zeros((10, 10), int)
    np.add.at(table, (scores.labels, scores.predicted()), 1)
    cells = np.argwhere((table > 0) & ~np.eye(10, dtype=bool))
    cells = np.random.default_rng(0).permutation(cells)[: CLICKS + 3]
    page.goto(f"{url}/confusions?model=sgd&true=9&read_as=4")
    gallery = page.locator(".gallery[data-drawn]").first
    gallery.wait_for(timeout=30_000)
    page.wait_for_timeout(1000)
    times = []
    for row, column in cells:
        button = page.locator(f'.matrix [data-at="{row} {column}"]')
        handles = [button.element_handle(), gallery.element_handle()]
        times.append(page.evaluate(CLICK, handles))
        page.wait_for_timeout(200)
    show("cell_to_images_p50_ms", np.median(times[3:]), "ms")
    load = round(os.getloadavg()[0], 1)
    show("cell_to_images_p95_ms", np.percentile(times[3:], 95), "ms", load=load)


def scroll(page: Page, url: str) -> None:
    """Scroll through the misread out-of-fold digits from the first to the last of 5,000."""
    page.goto(f"{url}/misread?model=sgd&split=oof")
    gallery = page.locator(".gallery[data-drawn]:not([data-drawn=''])").first
    gallery.wait_for(timeout=30_000)
    page.wait_for_timeout(1500)
    show("scroll_5000_longest_ms", page.evaluate(SCROLL, gallery.element_handle()), "ms")


def open_map(page: Page, url: str) -> None:
    """Go back and forth between two pages."""
    page.goto(f"{url}/verdicts?model=sgd")
    page.locator("h1").wait_for()
    times = []
    for _ in range(6):
        page.wait_for_timeout(700)
        page.get_by_role("button", name="Errors", exact=True).click()
        page.get_by_role("menuitem", name="Map").wait_for()
        page.wait_for_timeout(400)  # the menu unfolds
        begun = time.perf_counter()
        page.get_by_role("menuitem", name="Map").dispatch_event("click")
        page.locator(".scatter[data-drawn]").wait_for()
        times.append((time.perf_counter() - begun) * 1000)
        page.get_by_role("button", name="Errors", exact=True).click()
        page.get_by_role("menuitem", name="Verdicts").click()
        page.get_by_role("heading", name="Verdicts", exact=True).wait_for()
    show("map_first_open_ms", times[0], "ms")
    show("map_open_ms", np.median(times[1:]), "ms", load=round(os.getloadavg()[0], 1))


def milliseconds(call: Callable[[int], object], items: range) -> list[float]:
    """Return how long each call took, after the first three."""
    times = []
    for item in items:
        begun = time.perf_counter()
        call(item)
        times.append((time.perf_counter() - begun) * 1000)
    return times[3:]


if __name__ == "__main__":
    main()
