"""What a first visit transfers: `python -m bench.transfer` (needs the default models and Chromium).

One browser with a cold cache opens Confusions, then Thresholds, Map and One image. Per page and in
bytes as they come over the wire: `own` is what the studio sends itself, over the web socket (page,
scripts and styles of its widgets, images) and as files; `framework` is Streamlit's, of which
`plotly` is the library of charts.
"""

from __future__ import annotations

import base64
from collections import defaultdict
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page

from bench import show
from bench.browsing import dashboard, window

PAGES = {
    "confusions": "confusions?model=sgd",
    "thresholds": "thresholds?model=sgd",
    "map": "map?model=sgd",
    "image": "digit?model=sgd&index=947",
}


def main() -> None:
    """Print the figures."""
    with dashboard() as url, window() as page:
        heard = listen(page)
        for name, address in PAGES.items():
            heard.clear()
            page.goto(f"{url}/{address}")
            page.get_by_role("heading", level=1).wait_for()
            rest = '[data-testid="stApp"][data-test-script-state="notRunning"]'
            page.locator(rest).wait_for(timeout=90_000)
            page.wait_for_load_state("networkidle")
            page.wait_for_timeout(1500)  # charts are fetched once they are drawn
            own = sum(size for kind, size in heard.items() if kind in ("socket", "media"))
            show(f"transfer_{name}_own", own, "bytes", **{k: heard[k] for k in ("socket", "media")})
            show(
                f"transfer_{name}_framework",
                sum(heard.values()) - own,
                "bytes",
                plotly=heard["plotly"],
            )


def listen(page: Page) -> dict[str, int]:
    """Count the bytes of everything that arrives from now on, by its kind."""
    heard: dict[str, int] = defaultdict(int)
    kinds: dict[str, str] = {}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")

    def response(event: dict[str, Any]) -> None:
        path = urlsplit(event["response"]["url"]).path
        plot = "plotly" in path.lower()
        kind = "media" if path.startswith("/media/") else "plotly" if plot else "framework"
        kinds[event["requestId"]] = kind

    def finished(event: dict[str, Any]) -> None:
        heard[kinds.get(event["requestId"], "framework")] += int(event["encodedDataLength"])

    def frame(event: dict[str, Any]) -> None:
        found = event["response"]
        text = found["payloadData"]
        heard["socket"] += len(base64.b64decode(text)) if found["opcode"] == 2 else len(text)

    line.on("Network.responseReceived", response)
    line.on("Network.loadingFinished", finished)
    line.on("Network.webSocketFrameReceived", frame)
    return heard


if __name__ == "__main__":
    main()
