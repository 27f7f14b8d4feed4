"""Where the canvas app listens: GRADIO_SERVER_NAME and GRADIO_SERVER_PORT, read before Gradio."""

from __future__ import annotations

import os
import sys

from core.loopback import is_loopback

HOST = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")
#: Whether this machine alone can open the app.
PRIVATE = is_loopback(HOST)


def port(text: str) -> int:
    """Return the port that a text names, or end the program with one sentence."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        sys.exit(f"GRADIO_SERVER_PORT={text[:40]!r} is not a port; set it to one from 1 to 65535.")
    return int(text)


PORT = port(os.environ.get("GRADIO_SERVER_PORT", "7860"))
