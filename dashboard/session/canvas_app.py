"""The canvas app, which runs beside the dashboard: where it is, and how it is started."""

from __future__ import annotations

import os
import socket
import sys
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st

from core.serving import companion
from core.serving.companion import Companion, Standing
from core.serving.exposure import HOSTS, PROXY, PUBLIC
from core.storage import paths
from session import choice, served

#: Where the canvas is, if somebody else runs it.
ELSEWHERE = os.environ.get("DIGIT_STUDIO_CANVAS", "")
PORT = 7860
#: How long it takes to start, in seconds, on two cores.
SECONDS = 10
PROJECT = Path(__file__).resolve().parents[2]
#: One for the whole dashboard, whoever asks: it is ended with it (`parts/opening.py`).
BESIDE = Companion([sys.executable, str(PROJECT / "gradio_app.py"), "--beside"])
#: What its page holds, so that another app at its port is not taken for it.
TITLE = b"Draw a digit"


def standing() -> Standing:
    """Return whether the canvas can be opened, and where; "starting" and "failed" are ours."""
    if ELSEWHERE:
        return Standing("running" if _listens(ELSEWHERE) else "off", ELSEWHERE)
    ours = BESIDE.look()
    if ours.state in ("starting", "running"):
        return ours
    usual = f"http://127.0.0.1:{_port()}/"
    return Standing("running", usual) if _is_canvas(usual) else ours


def may_start() -> bool:
    """Return whether the dashboard starts the canvas: where this machine alone can open it."""
    return not ELSEWHERE and served.private()


def may_open() -> bool:
    """Return whether a page has a way to the canvas: its link, or the button that starts it."""
    return may_start() or standing().state == "running"


def start() -> None:
    """Start the canvas unless it runs; for callbacks."""
    if not may_start() or standing().state == "running":
        return
    port = companion.free_port(_port())
    # It listens on this machine only, whatever is set for others.
    kept = {name: value for name, value in os.environ.items() if name not in (PUBLIC, HOSTS, PROXY)}
    own = {
        "GRADIO_SERVER_NAME": "127.0.0.1",
        "GRADIO_SERVER_PORT": str(port),
        "DIGIT_STUDIO_ARTIFACTS": str(paths.root_of(None).resolve()),
    }
    BESIDE.start(port, {**kept, **own})


def repair(index: int) -> str:
    """Return what follows the canvas's address to open a test digit there, or the canvas alone."""
    digit = f"digit={index}&" if choice.split() == "test" else ""
    return f"?{digit}model={choice.model_name()}"


def _port() -> int:
    given = os.environ.get("GRADIO_SERVER_PORT", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) <= 5 else PORT


def _listens(url: str) -> bool:
    """Return whether something listens at an address; it may ask for a password first."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"https": 443}.get(parts.scheme, 80)
        with socket.create_connection((parts.hostname or "", port), timeout=0.3):
            return True
    except (OSError, ValueError):
        return False


@st.cache_data(show_spinner=False, ttl=3, max_entries=4)
def _is_canvas(url: str) -> bool:
    """Return whether what answers at an address is the canvas, and not just any app."""
    try:
        with urllib.request.urlopen(url, timeout=0.5) as response:
            return TITLE in response.read(1_000_000)
    except (OSError, ValueError):
        return False
