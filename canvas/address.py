"""Where the canvas app listens: GRADIO_SERVER_NAME and GRADIO_SERVER_PORT, read before Gradio."""

from __future__ import annotations

import errno
import os
import socket
import sys

from core.serving.exposure import PUBLIC, Exposure, permitted

HOST = os.environ.get("GRADIO_SERVER_NAME") or "127.0.0.1"
#: What Gradio reads from the environment that visitors of a public app must not meet.
UNSAFE = ("GRADIO_ALLOWED_PATHS", "GRADIO_DEBUG", "GRADIO_LOCAL_DEV_MODE", "GRADIO_SHARE")


def reached(host: str) -> Exposure:
    """Return who can reach the app at an address, or end the program with one sentence."""
    unsafe = {name: os.environ.get(name, "") not in ("", "0", "False") for name in UNSAFE}
    return permitted(host, "GRADIO_SERVER_NAME", unsafe)


def port(text: str) -> int:
    """Return the port that a text names, or end the program with one sentence."""
    if not (text.isascii() and text.isdigit() and len(text) <= 5 and 0 < int(text) < 65536):
        sys.exit(f"GRADIO_SERVER_PORT={text[:40]!r} is not a port; set it to one from 1 to 65535.")
    return int(text)


def check(host: str, port: int) -> None:
    """End the program with one sentence unless it can listen at this address."""
    elsewhere = (
        f"GRADIO_SERVER_NAME={host[:60]!r} is not an address of this machine; leave it out, or "
        f"let others in by 0.0.0.0 and {PUBLIC}=1."
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


PORT = port(os.environ.get("GRADIO_SERVER_PORT") or "7860")
EXPOSURE = reached(HOST)
