"""What a worker of a cluster does: one task, on one core, by the same code as ours."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import joblib
from threadpoolctl import threadpool_limits

from core import StudioError
from core.storage import progress
from core.training import keys

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Task:
    """One fit that depends on no other: `function(*arrays, *arguments)`.

    `weight` is its work beside that of the others. The function is sent by its name, so that it
    must be one of this package.
    """

    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    weight: float = 1.0


@cache
def build() -> dict[str, str]:
    """Return what must be the same on all machines: versions, and a hash of this package's code."""
    content = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*.py")):
        content.update(path.relative_to(PACKAGE).as_posix().encode())
        content.update(path.read_bytes())
    return {
        **keys.versions(),
        "distributed": metadata.version("distributed"),
        "the studio's code": content.hexdigest()[:12],
    }


def check_same(theirs: dict[str, str], ours: dict[str, str], worker: str) -> None:
    """Compare what `build` returned on a worker and here.

    Raises
    ------
    StudioError
        If they differ; the sentence names the worker and what is other there.
    """
    for name, wanted in ours.items():
        if theirs.get(name) != wanted:
            raise StudioError(
                f"The worker {worker} has another state of the program ({name}: "
                f"{theirs.get(name, 'unknown')} there, {wanted} here); install the same commit "
                "and the same packages there."
            )


def carry_out(
    task: Task, ours: dict[str, str], topic: str, mark: str, *arrays: Any
) -> tuple[Any, float]:
    """Do a task on this worker; return its result and the seconds it took.

    One thread does the work: whoever starts the workers says how many a machine has, and each
    must not take the cores of the others. Progress is sent as (mark, part) under the topic.
    """
    from distributed import get_worker

    worker = get_worker()
    check_same(build(), ours, worker.address)  # a worker may have joined after the first look
    # For good: a limit that ends with this task would end for one that runs beside it, too.
    threadpool_limits(1)
    begun = time.monotonic()
    with (
        joblib.parallel_config(backend="sequential"),
        progress.listening(lambda part: worker.log_event(topic, [mark, float(part)])),
    ):
        result = task.function(*arrays, *task.arguments)
    return result, time.monotonic() - begun
