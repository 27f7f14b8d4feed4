"""How many files and connections this process may have open at once."""

from __future__ import annotations

#: Far more than the guards of both apps let in.
WANTED = 8192


def allow(wanted: int = WANTED) -> int:
    """Raise this process's own limit as far as is wanted and permitted; return what it is then.

    Shells begin with 256 (macOS) or 1,024 (Linux), which a class on the dashboard uses up; the
    limit that an administrator sets is another, higher one, and stays. Processes that are started
    later take the limit over. On Windows nothing limits connections so low.
    """
    try:
        import resource
    except ImportError:
        return wanted
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # a system may allow less than it says
        return soft
    return most
