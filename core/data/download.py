"""Run a download in a process of its own, which a deadline can end, and tell how far it is."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.data.labelled import DataError
from core.durations import seconds_left
from core.language import tr
from core.storage.progress import Listener, Progress

#: Before the program: it ends when its standard input does, so with whoever started it, even if
#: that was killed and could not end it. Nobody else would give up on a server that stalls. The
#: program may call `unreached`.
TOGETHER = '''
import os, threading
threading.Thread(target=lambda: (os.read(0, 1), os._exit(1)), daemon=True).start()


def unreached(error):
    """Return why a server was not reached, of urllib's error."""
    refused = getattr(error.reason, "verify_message", "")
    return f"its certificate is not accepted: {refused}" if refused else "it cannot be reached"
'''


@dataclass(frozen=True)
class Source:
    """A server: its name in sentences, what it gives, and what to do when it does not."""

    name: str
    gives: str
    otherwise: str


def download(
    source: Source,
    code: str,
    arguments: list[str],
    received: Callable[[], tuple[int, bool]],
    started: Path,
    expected_bytes: int,
    deadline: float,
    idle: float,
    listener: Listener,
) -> None:
    """Run `code` in a Python process of its own until it has downloaded what it should.

    Parameters
    ----------
    code, arguments : the program and its `sys.argv[1:]`; it ends with a reason on its error output
        and an exit code other than 0 when it fails
    received : returns the bytes on disk and whether that is all
    started : a file that the program makes before it asks the server; `idle` counts from then
    expected_bytes : about how much will come; only the progress depends on it
    deadline : seconds for everything
    idle : seconds after which a download that does not grow is given up

    Raises
    ------
    DataError
        If the server does not answer in time or the program fails.
    """
    begun = grown = time.monotonic()
    size = 0
    errors = started.with_name("errors.txt")
    with errors.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-c", TOGETHER + code, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=output,
        )
        try:
            while child.poll() is None:
                now = time.monotonic()
                if now - begun > deadline:
                    raise DataError(
                        tr(
                            "{name} took longer than {deadline:.0f} s; {otherwise}.",
                            name=source.name,
                            deadline=deadline,
                            otherwise=source.otherwise,
                        )
                    )
                found, complete = received()
                if found != size or not started.exists():
                    size, grown = found, now
                elif not complete and now - grown > idle:
                    raise DataError(
                        tr(
                            "{name} has sent nothing for {idle:.0f} s; {otherwise}.",
                            name=source.name,
                            idle=idle,
                            otherwise=source.otherwise,
                        )
                    )
                if complete:
                    listener(Progress(f"reading {source.gives}", 0.9, None))
                else:
                    part = min(size / expected_bytes, 1.0)
                    left = seconds_left(now - begun, part)
                    listener(Progress(f"downloading, {size / 1e6:.1f} MB", 0.9 * part, left))
                time.sleep(0.1)
        finally:
            child.kill()
            child.communicate()
    if child.returncode:
        lines = errors.read_text(errors="replace").strip().splitlines()
        reason = lines[-1] if lines else tr("no reason given")
        raise DataError(
            tr(
                "{name} did not give {gives} ({reason}); {otherwise}.",
                name=source.name,
                gives=source.gives,
                reason=reason,
                otherwise=source.otherwise,
            )
        )
