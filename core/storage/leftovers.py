"""What a killed process left behind: temporary files and folders that nobody will finish."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

#: Seconds after which something temporary is taken for what a killed process left behind.
ABANDONED = 3600
#: Names of temporary folders and files; the number is that of the process, where it is in the name.
NAME = re.compile(r"tmp-[0-9a-f]{12}-[0-9a-f]{8}(?:-(\d+))?|.+\.tmp(\d+)-[\w-]+")


#: How our folders in the system's place for temporary files begin; the process's number follows.
FOLDER = "digit-studio-"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Yield a folder for temporary files that goes with the block; those of the killed go first."""
    for path in Path(tempfile.gettempdir()).glob(f"{FOLDER}[0-9]*-*"):
        pid = path.name.removeprefix(FOLDER).partition("-")[0]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(path, ignore_errors=True)  # another account's stays
    with tempfile.TemporaryDirectory(prefix=f"{FOLDER}{os.getpid()}-") as name:
        yield Path(name)


def temporary(name: str) -> str:
    """Return the name of a folder that is being filled, which says who does it."""
    return f"tmp-{name}-{os.getpid()}"


@contextmanager
def filling(folder: Path) -> Iterator[None]:
    """Hold a folder that is being filled until the block ends."""
    if fcntl is None:  # on Windows a folder cannot be opened either
        yield
        return
    opened = os.open(folder, os.O_RDONLY)
    try:
        hold(opened)
        yield
    finally:
        os.close(opened)


def hold(opened: int) -> None:
    """Say of an open file or folder that it is being filled, for as long as it stays open.

    It is not abandoned then, however old the clock says it is.
    """
    if fcntl is not None:
        with suppress(OSError):  # some network file systems know no locks: its age decides there
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)


def found(root: Path) -> Iterator[Path]:
    """Yield what lies abandoned in a folder and those in it."""
    for path in sorted(root.rglob("*tmp*")):
        if abandoned(path) and not any(map(is_temporary, path.parents)):
            yield path


def is_temporary(path: Path) -> bool:
    """Return whether the name is that of something which is being filled, by whomever."""
    return NAME.fullmatch(path.name) is not None


def abandoned(path: Path) -> bool:
    """Return whether something is temporary and its process is gone.

    So it is after an hour without anybody who holds it: another process may have the same number.
    """
    name = NAME.fullmatch(path.name)
    if name is None:
        return False
    try:
        old = time.time() - path.stat().st_mtime > ABANDONED
    except OSError:  # it was finished or removed meanwhile
        return False
    pid = name[1] or name[2]
    if pid is not None and not _alive(int(pid)):
        return True
    return old and not _held(path)


def remove(path: Path) -> None:
    """Remove an abandoned file or folder.

    Raises
    ------
    OSError
        If its folder cannot be written.
    """
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _held(path: Path) -> bool:
    """Return whether a process that still runs holds a file or folder."""
    if fcntl is None:
        return False
    try:
        opened = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(opened)
    return False


def _alive(pid: int) -> bool:
    if os.name == "nt":  # there, signal 0 ends the process
        return True
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
