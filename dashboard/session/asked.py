"""Long work that a button starts or stops, in a process of its own; for callbacks."""

from __future__ import annotations

from core import StudioError
from core.data import mnist
from core.storage import jobs
from session.parameters import tell


def words_for(command: list[str], dataset: str) -> list[str]:
    """Return a command for a data set; MNIST is what every command is about unless told."""
    return [*command, *([] if dataset == mnist.NAME else ["--dataset", dataset])]


def start(job: str, command: list[str], dataset: str = mnist.NAME) -> None:
    """Start `python -m core COMMAND…`, or tell why it cannot be started."""
    try:
        jobs.start(job, command, dataset)
    except StudioError as error:
        tell(str(error))


def cancel(job: str, gone: str, dataset: str = mnist.NAME) -> None:
    """Ask a job to stop, or tell in the sentence `gone` that it has ended."""
    if not jobs.cancel(job, dataset):
        tell(gone)
