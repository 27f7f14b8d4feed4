"""How fast pages come: `python -m bench.pages` (needs the default models).

`first_page`: seconds from asking a server that nobody has used yet to the complete Overview,
with a cold browser cache. `page_change_p95`: milliseconds that the server works for a page change.
"""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from streamlit.testing.v1 import AppTest

from bench import show
from bench.browsing import ROOT, dashboard, window

ROUNDS = 8


def main() -> None:
    """Print both figures."""
    with dashboard() as url, window() as page:
        begun = time.perf_counter()
        page.goto(url)
        page.get_by_test_id("stDataFrame").first.wait_for()
        page.locator(".js-plotly-plot .main-svg").first.wait_for()
        page.locator(".gallery button").first.wait_for()
        page.get_by_role("button", name="Train").last.wait_for()
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
