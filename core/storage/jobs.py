"""Long work in a process of its own: who does it, how far it is, and how to stop it.

A job has a name ("forest", "lessons") and a data set. Whoever does the work holds the kernel's
lock of that job, so it cannot be done twice at once and a killed worker frees it; beside the lock
a small file says how far the work is. Both lie in `artifacts/jobs/`.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from filelock import FileLock, Timeout

from core import StudioError, language
from core.language import tr
from core.storage import job_notes as notes
from core.storage import paths
from core.storage.job_notes import STARTING, Job
from core.storage.progress import Listener, Progress

#: Seconds between two writes of the progress: often enough for an eye.
PAUSE = 0.2


def start(
    name: str,
    command: Sequence[str] | None = None,
    dataset: str = "mnist",
    root: Path | None = None,
) -> Job:
    """Start `python -m core COMMAND…` as a process that outlives this one.

    Parameters
    ----------
    name : the job's name, a model's name for trainings
    command : words after `python -m core`; by default `train NAME`

    Raises
    ------
    StudioError
        If the job is being done already, or nothing can be written to the artifacts folder.
    """
    now = progress(name, dataset, root)
    if now and now.running:
        raise StudioError(_busy(now))
    log = notes.path(name, dataset, root, "log")
    with notes.writable(log.parent), log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "core", *(command or ("train", name))],
            cwd=Path(__file__).resolve().parents[2],
            env={
                **os.environ,
                "DIGIT_STUDIO_ARTIFACTS": str(paths.root_of(root).resolve()),
                language.VARIABLE: language.current(),  # it reports to whoever started it
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        job = Job(name, "running", process.pid, started=time.time())
        if not is_running(name, dataset, root):  # else the worker was faster and tells more
            notes.store(job, dataset, root)
    threading.Thread(target=process.wait, daemon=True).start()  # no zombie remains
    return job


def progress(name: str, dataset: str = "mnist", root: Path | None = None) -> Job | None:
    """Return how far the job is or how its last run ended, None if it never ran."""
    job = notes.stored(name, dataset, root)
    if job is None or not job.running or is_running(name, dataset, root):
        return job
    latest = notes.stored(name, dataset, root)  # it may have ended between the two looks
    if latest is None or not latest.running:
        return latest
    if latest.stage == STARTING and _alive(latest.pid) and time.time() - latest.started < 120:
        return latest
    if latest.stage == STARTING:
        reason = notes.last_line(name, dataset, root) or tr(
            "The job {name!r} ended before it began.", name=name
        )
        return replace(latest, state="failed", message=reason)
    return replace(
        latest,
        state="failed",
        message=tr(
            "The job {name!r} was killed at {fraction:.0%}; what was complete "
            "before is still in use. Start it again.",
            name=name,
            fraction=latest.fraction,
        ),
    )


def cancel(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Ask the worker to stop, as Ctrl-C does; return whether there was one to ask."""
    job = progress(name, dataset, root)
    if job is None or not job.running:
        return False
    try:
        os.kill(job.pid, signal.SIGINT)
    except (ProcessLookupError, PermissionError):
        return False
    if job.stage == STARTING:  # too early to say so itself
        notes.store(replace(job, state="cancelled", message=_cancelled(name)), dataset, root)
    return True


def is_running(name: str, dataset: str = "mnist", root: Path | None = None) -> bool:
    """Return whether some process does this job now."""
    lock = notes.path(name, dataset, root, "lock")
    if not lock.exists():
        return False
    try:
        with FileLock(lock, timeout=0):
            return False
    except Timeout:
        return True
    except OSError:  # a folder that cannot be written: nobody can work there
        return False


@contextmanager
def working(
    name: str,
    dataset: str = "mnist",
    root: Path | None = None,
    waiting: Callable[[str], None] | None = None,
    listener: Listener = lambda progress: None,
) -> Iterator[Listener]:
    """Hold the job's lock and tell everyone how far the work is; yields the function to tell with.

    What it is told goes to `listener`, too.

    The lock is the kernel's: it is freed even if the holder is killed. If another process does the
    job, `waiting` is given a sentence with who and since when, and the lock is waited for; without
    it, StudioError is raised.

    Raises
    ------
    StudioError
        If another process does the job (the sentence says which), or nothing can be written to the
        artifacts folder.
    """
    lock = notes.path(name, dataset, root, "lock")
    # Two seconds: someone who only looks whether the lock is held has it for an instant.
    held = FileLock(lock, timeout=2)
    with notes.writable(lock.parent):
        try:
            held.acquire()
        except Timeout:
            present = notes.stored(name, dataset, root)
            if waiting is None:
                raise StudioError(_busy(present)) from None
            waiting(_awaited(present))
            held.acquire(timeout=-1)
    job = Job(name, "running", os.getpid(), tr("getting ready"), started=time.time())
    told = 0.0

    def tell(now: Progress) -> None:
        nonlocal job, told
        job = replace(job, **asdict(now))
        if time.monotonic() - told >= PAUSE:
            told = time.monotonic()
            notes.store(job, dataset, root)
        listener(now)

    try:
        notes.store(job, dataset, root)
        yield tell
        job = replace(job, state="done", stage="done", fraction=1.0, seconds_left=0.0)
    except KeyboardInterrupt:
        job = replace(job, state="cancelled", message=_cancelled(name))
        raise
    except BaseException as error:
        reason = str(error) if isinstance(error, StudioError) else f"{type(error).__name__}."
        job = replace(
            job,
            state="failed",
            message=tr("The job {name!r} failed: {reason}", name=name, reason=reason),
        )
        raise
    finally:
        notes.store(job, dataset, root)
        held.release()


def _cancelled(name: str) -> str:
    return tr("The job {name!r} was cancelled.", name=name)


def _busy(job: Job | None) -> str:
    if job is None or not job.running:
        return tr("Another process does this already; wait until it is done or cancel it there.")
    since = time.strftime("%H:%M:%S", time.localtime(job.started))
    return tr(
        "Process {pid} does {name!r} already, since {since}; wait until it is "
        "done or cancel it there.",
        pid=job.pid,
        name=job.name,
        since=since,
    )


def _awaited(job: Job | None) -> str:
    if job is None or not job.running:
        return tr("Another process does this already; waiting for it.")
    since = time.strftime("%H:%M:%S", time.localtime(job.started))
    return tr(
        "Process {pid} does {name!r} already, since {since}; waiting for it.",
        pid=job.pid,
        name=job.name,
        since=since,
    )


def _alive(pid: int) -> bool:
    if os.name == "nt":  # there, signal 0 ends the process
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
