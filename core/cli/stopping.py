"""How a command ends on Ctrl-C while something is fitted."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def stopped(sentence: str) -> NoReturn:
    """Say what became of the work, and end at once.

    Threads that still fit would keep the process alive for a while.
    """
    print(sentence, file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(130)
