"""The canvas app as the dashboard starts it: it ends when its standard input does."""

from __future__ import annotations

import os
import signal
import threading

#: The word on the command line that asks for it.
WORD = "--beside"


def end_with_input() -> None:
    """End this program, as SIGTERM does, once whoever started it has closed its input or is gone.

    The system closes a pipe whose writer ends in whatever way, so the app never outlives it.
    """

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
