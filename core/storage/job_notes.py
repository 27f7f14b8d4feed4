"""What is known of a job: a small file that its worker writes and everyone may read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from core import StudioError
from core.language import mark, tr
from core.storage import atomic, paths

State = Literal["running", "done", "failed", "cancelled"]
STARTING = mark("starting")


@dataclass(frozen=True)
class Job:
    """What is known of the last run of a job.

    Attributes
    ----------
    fraction : the part done, 0 to 1
    seconds_left : None as long as nobody knows
    message : one sentence for a person; empty while all goes well
    started : seconds since 1970
    """

    name: str
    state: State
    pid: int
    stage: str = STARTING
    fraction: float = 0.0
    seconds_left: float | None = None
    message: str = ""
    started: float = 0.0

    @property
    def running(self) -> bool:
        """True while the work goes on."""
        return self.state == "running"


def path(name: str, dataset: str, root: Path | None, suffix: str) -> Path:
    """Return the file of a job with this ending: json, lock or log."""
    paths.checked(name, dataset)
    return paths.root_of(root).resolve() / "jobs" / f"{dataset}-{name}.{suffix}"


def store(job: Job, dataset: str, root: Path | None) -> None:
    """Write what is known of a job, in one step."""
    file = path(job.name, dataset, root, "json")
    with suppress(OSError):  # a full disk must not end the work that is only being told about
        atomic.write(file, json.dumps(asdict(job)).encode(), durable=False)


def stored(name: str, dataset: str, root: Path | None) -> Job | None:
    """Return what was written of a job, None if nothing was."""
    try:
        content = path(name, dataset, root, "json").read_text(encoding="utf-8")
        return Job(**json.loads(content))
    except (OSError, ValueError, TypeError):
        return None


def last_line(name: str, dataset: str, root: Path | None) -> str:
    """Return the last line that the worker printed."""
    try:
        text = path(name, dataset, root, "log").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""


@contextmanager
def writable(folder: Path) -> Iterator[None]:
    """Make the folder; what cannot be written there is reported in one sentence."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise StudioError(
            tr(
                "Nothing can be written to {name}/{name2} ({strerror}); make the "
                "folder writable or set DIGIT_STUDIO_ARTIFACTS to one that is.",
                name=folder.parent.name,
                name2=folder.name,
                strerror=error.strerror,
            )
        ) from error
