"""How fast pages come: `python -m bench.pages` (needs the default models).

`server_start`: seconds from the command to the server's first answer. `first_page`: seconds from
asking that server, which nobody has used yet, to the complete Overview, with a cold browser cache.
`page_change_p95`: milliseconds that the server works for a page change.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from bench import show
from bench.browsing import ROOT, dashboard, window
from core.models import registry

ROUNDS = 8


def main() -> None:
    """Print the figures."""
    with window() as page:  # opened first: the page is asked for as soon as the server answers
        begun = time.perf_counter()
        with dashboard() as url:
            show("server_start", time.perf_counter() - begun, "s")
            begun = time.perf_counter()
            page.goto(url)
            last = registry.get(list(registry.MODELS)[-1]).title
            for part in (
                page.locator("table.models tbody tr").last,
                page.locator(".recalls .dot").last,
                page.locator(".gallery[data-drawn]:not([data-drawn=''])"),
                page.get_by_text("The same figures as tables"),
                page.get_by_role("button", name="Train").last,
                page.get_by_text(last).last,
                page.get_by_label("Read as"),
            ):
                part.wait_for()
            show("first_page", time.perf_counter() - begun, "s")

    app = AppTest.from_file(str(ROOT / "dashboard" / "Home.py"), default_timeout=60).run()
    pages = sorted(Path(ROOT / "dashboard" / "views").rglob("*.py"))
    names = [path.relative_to(ROOT / "dashboard").as_posix() for path in pages]
    for name in names:
        app.switch_page(name).run()
    times = []
    for _ in range(ROUNDS):
        for name in names:
            begun = time.perf_counter()
            app.switch_page(name).run()
            times.append((time.perf_counter() - begun) * 1000)
            if app.exception:
                raise SystemExit(f"{name} failed: {app.exception[0].value}")
    show("page_change_p50", np.percentile(times, 50), "ms")
    show("page_change_p95", np.percentile(times, 95), "ms")


if __name__ == "__main__":
    main()
