"""What a process holds while it serves, and whether it holds more and more.

What grows at first, such as caches, is not a leak: the end is compared with the middle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

#: What the end may hold more than the middle: megabytes, open files and threads.
MORE = {"memory": 20.0, "files": 5.0, "threads": 5.0}
#: The same as a share of the open files, where they are many: Streamlit keeps three for each page
#: that went away in the last two minutes, now more and now less.
OF_FILES = 0.05
#: Megabytes that may lie in the temporary folder at the end.
TEMPORARY = 20.0
#: Looks that a verdict needs.
FEWEST = 20


@dataclass(frozen=True)
class Held:
    """What a process held at one moment: megabytes, open files and connections, threads."""

    memory: float
    files: int
    threads: int


def look(process: psutil.Process) -> Held:
    """Return what a process holds now."""
    with process.oneshot():
        return Held(process.memory_info().rss / 1e6, process.num_fds(), process.num_threads())


def growth(looks: Sequence[Held]) -> dict[str, float]:
    """Return how much more was held at the end than in the middle, by what.

    Each is the median of a tenth of the looks, so that one moment does not count.
    """
    if len(looks) < FEWEST:
        raise ValueError(f"{len(looks)} looks are too few; {FEWEST} are needed.")
    tenth, half = len(looks) // 10, len(looks) // 2
    middle, end = looks[half - tenth // 2 : half + tenth - tenth // 2], looks[-tenth:]
    return {
        what: median(getattr(one, what) for one in end)
        - median(getattr(one, what) for one in middle)
        for what in MORE
    }


def leaks(looks: Sequence[Held]) -> list[str]:
    """Return what grew too much, in words; empty if nothing did."""
    units = {"memory": "MB of memory", "files": "open files", "threads": "threads"}
    most = MORE | {"files": max(MORE["files"], OF_FILES * looks[-1].files)}
    return [
        f"{more:+.0f} {units[what]}" for what, more in growth(looks).items() if more > most[what]
    ]


def size(folder: Path) -> float:
    """Return the megabytes that lie in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
