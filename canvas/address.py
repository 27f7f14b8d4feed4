"""Where the canvas app listens: GRADIO_SERVER_NAME and GRADIO_SERVER_PORT, read before Gradio."""

from __future__ import annotations

import errno
import os
import socket
import sys

from core.serving.loopback import is_loopback

HOST = os.environ.get("GRADIO_SERVER_NAME", "127.0.0.1")
#: Whether this machine alone can open the app.
PRIVATE = is_loopback(HOST)


def port(text: str) -> int:
    """Return the port that a text names, or end the program with one sentence."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        sys.exit(f"GRADIO_SERVER_PORT={text[:40]!r} is not a port; set it to one from 1 to 65535.")
    return int(text)


def check(host: str, port: int) -> None:
    """End the program with one sentence unless it can listen at this address."""
    elsewhere = (
        f"GRADIO_SERVER_NAME={host[:60]!r} is not an address of this machine; leave it out, or set "
        "it to 0.0.0.0 to let others in."
    )
    try:
        family, kind, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, UnicodeError):
        sys.exit(elsewhere)
    with socket.socket(family, kind) as tried:
        if os.name != "nt":  # there, it would share a port that is taken
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind(place)
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                sys.exit(elsewhere)
            sys.exit(
                f"Port {port} cannot be used ({error.strerror}); set GRADIO_SERVER_PORT to another "
                "one."
            )


PORT = port(os.environ.get("GRADIO_SERVER_PORT", "7860"))
