"""Files that are complete or as they were before: written beside their place, then renamed."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from core import StudioError
from core.language import tr
from core.storage import leftovers


@contextmanager
def replacing(path: Path, durable: bool = True) -> Iterator[BinaryIO]:
    """Yield a file to write; it takes the place of `path` when the block ends well.

    On an error, a full disk say, what was at `path` before stays and nothing is left beside it.

    Parameters
    ----------
    path : its folder must exist
    durable : wait until the disk has the content, so that even a power cut leaves the old file or
        the new one; False for what is worthless after that

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    temporary = path.with_name(f"{path.name}.tmp{os.getpid()}-{threading.get_native_id()}")
    _sweep(path)
    try:
        with temporary.open("wb") as file:
            leftovers.hold(file.fileno())
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    if durable:
        sync_folder(path.parent)


def write(path: Path, content: bytes, durable: bool = True) -> None:
    """Write `content` to `path` as `replacing` does."""
    with replacing(path, durable) as file:
        file.write(content)


@contextmanager
def storing(what: str) -> Iterator[None]:
    """Say in one sentence why `what` could not be stored inside the block, and what to do.

    Raises
    ------
    StudioError
        In place of an OSError, such as that of a full disk or a folder that cannot be written.
    """
    try:
        yield
    except OSError as error:
        raise StudioError(
            tr(
                "{what} could not be stored ({value}); make room on the disk and its "
                "folder writable, or set DIGIT_STUDIO_ARTIFACTS to a folder that is. "
                "What was there before is unchanged.",
                what=what,
                value=error.strerror or error,
            )
        ) from error


def sync_folder(folder: Path) -> None:
    """Wait until the disk has what the names in a folder stand for."""
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sweep(path: Path) -> None:
    """Remove what killed processes left of earlier writes of `path`."""
    for leftover in path.parent.glob(f"{path.name}.tmp*"):
        with suppress(OSError):  # another process may sweep, too
            if leftovers.abandoned(leftover):
                leftover.unlink()
