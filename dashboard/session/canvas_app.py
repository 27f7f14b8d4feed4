"""The canvas app, which runs beside the dashboard: where it is, and whether it is there."""

from __future__ import annotations

import os
import socket
from urllib.parse import urlsplit

from session import choice

CANVAS = os.environ.get("DIGIT_STUDIO_CANVAS", "http://127.0.0.1:7860/")


def canvas_link(index: int) -> str:
    """Return the address that opens a test digit on the canvas, or the canvas alone."""
    digit = f"digit={index}&" if choice.split() == "test" else ""
    return f"{CANVAS}?{digit}model={choice.model_name()}"


def canvas_runs() -> bool:
    """Return whether something listens where the canvas app does."""
    address = urlsplit(CANVAS)
    port = address.port or (443 if address.scheme == "https" else 80)
    try:
        with socket.create_connection((address.hostname or "", port), timeout=0.3):
            return True
    except OSError:
        return False
