"""The drawing canvas: `python gradio_app.py`, then open http://127.0.0.1:7860."""

import signal
import sys

from canvas import beside
from canvas.app import demo, main

__all__ = ["demo"]  # what `gradio gradio_app.py` looks for

if __name__ == "__main__":
    for ends in (signal.SIGINT, signal.SIGTERM):
        # SIGTERM closes the server as Ctrl-C does, which a shell may have switched off for us.
        signal.signal(ends, signal.default_int_handler)
    if beside.WORD in sys.argv[1:]:
        beside.end_with_input()
    main()
