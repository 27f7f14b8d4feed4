"""Reading in a few threads of its own, so that who is turned away learns it soon."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from anyio import CapacityLimiter, to_thread

Answer = dict[str, Any]
#: Gradio works in 40 threads. They read hardly more in a second than these few do, but all of them
#: stand in line for Python's lock, and so does the one thread that takes what is asked.
MOST = CapacityLimiter(max(4, 2 * (os.cpu_count() or 2)))


def by_few(function: Callable[[Any], Answer]) -> Callable[[Any], Awaitable[Answer]]:
    """Return a function of the page that waits, without a thread, for one of the few."""

    @wraps(function)
    async def answer(payload: Any) -> Answer:
        return await to_thread.run_sync(function, payload, limiter=MOST)

    return answer
