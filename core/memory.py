"""Memory that the C library keeps for itself after it was freed, on Linux."""

from __future__ import annotations

import ctypes
import sys

#: glibc's number for "at most so many pools of memory", of which each thread wants its own.
_ARENA_MAX = -8


def share_pools(most: int = 2) -> None:
    """Let all threads share a few pools; before the threads are started."""
    with_glibc = _glibc()
    if with_glibc is not None:
        with_glibc.mallopt(_ARENA_MAX, most)


def give_back() -> None:
    """Give the system what was freed: opening a forest takes ten times what is kept of it."""
    with_glibc = _glibc()
    if with_glibc is not None:
        with_glibc.malloc_trim(0)


def _glibc() -> ctypes.CDLL | None:
    """Return the C library if it is GNU's; others do not keep what was freed, or cannot be told."""
    if not sys.platform.startswith("linux"):
        return None
    library = ctypes.CDLL(None)
    return library if hasattr(library, "malloc_trim") and hasattr(library, "mallopt") else None
