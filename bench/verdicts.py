"""Verdicts per minute: a played person looks at a misread digit, presses a key, and sees the next.

`python -m bench.verdicts` works on an artifacts folder of its own and leaves no verdict behind.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from pathlib import Path

import numpy as np
from playwright.sync_api import expect

from bench.browsing import DASHBOARD, free_port, serving, window
from core.storage import paths

#: Verdicts that are given, and the keys that give them in turn.
VERDICTS, KEYS = 40, "113121"
#: Seconds that a practised person looks at an image before the key.
LOOK = 1.0


def main() -> None:
    """Print how long each verdict took the dashboard, and how many fit into a minute."""
    with tempfile.TemporaryDirectory() as folder:
        for part in paths.ARTIFACTS.iterdir():
            if part.name in ("models", "champion", "mnist_784.npz"):
                os.symlink(part.resolve(), Path(folder) / part.name)
        port = free_port()
        url = f"http://127.0.0.1:{port}"
        command = [*DASHBOARD, "--server.port", str(port)]
        with serving(command, f"{url}/_stcore/health", DIGIT_STUDIO_ARTIFACTS=folder):
            waits = _waits(url)
    settled = float(np.median(waits))
    print(
        json.dumps(
            {
                "what": "verdicts by key on One image",
                "verdicts": len(waits),
                "next_image_ms_median": round(1000 * settled),
                "next_image_ms_p95": round(1000 * float(np.percentile(waits, 95))),
                "per_minute_without_looking": round(60 / float(np.mean(waits)), 1),
                f"per_minute_looking_{LOOK:g}_s": round(60 / (LOOK + float(np.mean(waits))), 1),
            }
        )
    )


def _waits(url: str) -> list[float]:
    """Return the seconds from each key to the next image with its count of verdicts."""
    with window() as page:
        page.goto(f"{url}/digit?model=sgd")
        page.get_by_role("button", name=re.compile("^Model wrong, next")).wait_for(timeout=90_000)
        app = page.get_by_test_id("stApp")
        expect(app).to_have_attribute("data-test-script-state", "notRunning", timeout=90_000)
        page.wait_for_timeout(1000)
        waits = []
        for number in range(1, VERDICTS + 1):
            begun = time.perf_counter()
            page.locator("body").press(KEYS[number % len(KEYS)])
            page.get_by_text(re.compile(f"^{number} of the ")).wait_for()
            expect(app).to_have_attribute("data-test-script-state", "notRunning")
            waits.append(time.perf_counter() - begun)
        return waits


if __name__ == "__main__":
    main()
