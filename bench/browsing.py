"""What browser benchmarks share: a headless Chromium and an app in a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
DASHBOARD = ["-m", "streamlit", "run", str(ROOT / "dashboard" / "Home.py")]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
#: What is measured are the pages, without the card of a first visit.
NO_TOUR = "try { localStorage.setItem('digit-studio-tour', 'done') } catch {}"


@contextmanager
def window(width: int = 1440, height: int = 900) -> Iterator[Page]:
    """Open a fresh Chromium window."""
    found = map(shutil.which, ("chromium", "chromium-headless-shell"))
    path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if path is None:
        sys.exit("Chromium is missing; install it or name its program in CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        page = browser.new_page(viewport={"width": width, "height": height})
        page.add_init_script(NO_TOUR)
        yield page
        browser.close()


@contextmanager
def dashboard() -> Iterator[str]:
    """Start the dashboard on a free port; yields its address once it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with serving([*DASHBOARD, "--server.port", str(port)], f"{url}/_stcore/health"):
        yield url


@contextmanager
def canvas() -> Iterator[str]:
    """Start the canvas app on a free port; yields its address once it answers."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with serving([str(ROOT / "gradio_app.py")], url, GRADIO_SERVER_PORT=str(port)):
        yield url


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(command: list[str], ready: str, **environment: str) -> Iterator[None]:
    """Run `python COMMAND…` from another folder until the block ends; wait until it answers."""
    with tempfile.TemporaryDirectory() as elsewhere:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=elsewhere,
            env={**os.environ, **environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            until = time.monotonic() + 180
            while not _answers(ready):
                if process.poll() is not None or time.monotonic() > until:
                    sys.exit(f"{' '.join(command)} does not serve; start it by hand to see why.")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            process.wait(20)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False
