"""Work in a copy of this process, which may be killed or crash without ending this one.

A copy has imported everything already, so that hundreds of them take a minute or two.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable


def begin(work: Callable[[], int]) -> int:
    """Let a copy of this process work; return its number. Its exit code is what `work` returns."""
    sys.stdout.flush()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # no other thread holds a lock here
        child = os.fork()
    if child:
        return child
    try:
        os._exit(work())
    except BaseException:
        traceback.print_exc()
        os._exit(99)


def ended(child: int, within: float = 60.0) -> int:
    """Wait for a copy, at last kill it; return its exit code, or minus the signal that ended it."""
    until = time.monotonic() + within
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_after(child: int, seconds: float) -> bool:
    """Kill a copy after some time; return whether it was still at work then."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return ended(child) == -signal.SIGKILL
