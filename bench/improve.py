"""What experiments cost, and how fast they are seen: `python -m bench.improve` (minutes).

`experiment_overhead`: seconds of an experiment on `sgd`, with its scores, stored, against those of
the same four fits in plain scikit-learn, one after the other; `experiment_overhead_cpu` counts
processor seconds, which other programs on the machine disturb less.
`improve_experiment_p95_ms`: from the click on an experiment to both of its galleries drawn, by the
browser's own clock.
`improve_page_p95_ms`: from the click on the page Improve to both galleries drawn.
`improve_cell_p95_ms`: from the click on a cell of the net matrix to its images drawn.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import Page
from sklearn.model_selection import StratifiedKFold

from bench import show
from bench.browsing import dashboard, window
from bench.training import seconds
from core.data import sets
from core.improvement import running
from core.improvement.recipe import Recipe
from core.storage import paths
from core.training import fitting
from core.training.folds import FOLDS

MODEL, TEXT = "sgd", "deskew"
OPENINGS = 20
DRAWN = ".gallery[data-drawn]:not([data-drawn=''])"

#: Clicks on a row; resolves with the milliseconds until both galleries show other images, drawn.
OPENED = """async (number) => {
    const all = (selector) => [document, ...[...document.querySelectorAll("*")]
        .map((node) => node.shadowRoot).filter(Boolean)]
        .flatMap((root) => [...root.querySelectorAll(selector)]);
    const drawn = () => all(".gallery").slice(0, 2).map((gallery) => gallery.dataset.drawn);
    const before = drawn();
    const row = all(`.ranking tr[data-row="${number}"]`)[0];
    const begun = performance.now();
    row.click();
    while (true) {
        await new Promise(requestAnimationFrame);
        const now = drawn();
        if (now.length === 2 && now.every((version, at) => version && version !== before[at]))
            return performance.now() - begun;
        if (performance.now() - begun > 30000) throw new Error(`row ${number}: ${now}`);
    }
}"""


def main() -> None:
    """Print all figures."""
    overhead()
    with dashboard() as url, window() as page:
        opening(page, url)
        experiments(page, url)
        cells(page, url)


def overhead() -> None:
    """Run the same fits barely and as an experiment whose baseline is there."""
    recipe, digits = Recipe.parse(TEXT), sets.load().train

    def bare() -> None:
        for inside, _ in StratifiedKFold(FOLDS).split(digits.images, digits.labels):
            recipe.pipeline(MODEL).fit(digits.images[inside], digits.labels[inside])
        recipe.pipeline(MODEL).fit(digits.images, digits.labels)

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        fitting.train("dummy", root=root)
        for name in ("models",):
            os.symlink(paths.ARTIFACTS / name / "mnist" / MODEL, root / name / "mnist" / MODEL)
        running.run(MODEL, Recipe.parse("data=0.01"), root=root)  # so that the baseline is there
        fits, ours = seconds(bare), seconds(lambda: running.run(MODEL, recipe, root=root))
    show("experiment_overhead", ours[0], "s", against=fits[0])
    show("experiment_overhead_cpu", ours[1], "s", against=fits[1])


def opening(page: Page, url: str) -> None:
    """Go back and forth between two pages."""
    page.goto(f"{url}/verdicts?model=forest")
    page.locator("h1").wait_for()
    times = []
    for _ in range(OPENINGS + 1):
        page.wait_for_timeout(700)
        page.get_by_role("button", name="Improve", exact=True).click()
        page.get_by_role("menuitem", name="Improve").wait_for()
        page.wait_for_timeout(400)  # the menu unfolds
        begun = time.perf_counter()
        page.get_by_role("menuitem", name="Improve").dispatch_event("click")
        for number in range(2):
            page.locator(DRAWN).nth(number).wait_for()
        times.append((time.perf_counter() - begun) * 1000)
        page.get_by_role("button", name="Errors", exact=True).click()
        page.get_by_role("menuitem", name="Verdicts").click()
        page.get_by_role("heading", name="Verdicts", exact=True).wait_for()
    load = round(os.getloadavg()[0], 1)
    show("improve_first_page_ms", times[0], "ms")
    show("improve_page_p95_ms", np.percentile(times[1:], 95), "ms", load=load)


def experiments(page: Page, url: str) -> None:
    """Open one experiment after the other from the leaderboard."""
    page.goto(f"{url}/improve?model=forest")
    page.locator(DRAWN).nth(1).wait_for()
    rows = page.locator(".ranking tr[data-row]").count()
    times = []
    for number in range(OPENINGS + 1):
        page.wait_for_timeout(700)
        times.append(page.evaluate(OPENED, (number + 1) % rows))
    show("improve_experiment_p50_ms", np.median(times[1:]), "ms")
    show("improve_experiment_p95_ms", np.percentile(times[1:], 95), "ms", experiments=rows)


def cells(page: Page, url: str) -> None:
    """Choose one cell after the other."""
    page.goto(f"{url}/improve?model=forest")
    page.locator(".matrix button").first.wait_for()
    times = []
    for row in range(10):
        cell = page.locator(f'.matrix [data-at="{row} x"]')
        cell.scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        begun = time.perf_counter()
        cell.click()
        page.get_by_text(re.compile(f"newly true {row}$")).wait_for()
        page.locator(DRAWN).nth(2).wait_for()
        times.append((time.perf_counter() - begun) * 1000)
    show("improve_cell_p95_ms", np.percentile(times[1:], 95), "ms")


if __name__ == "__main__":
    main()
