"""Where long fits keep what they have reached, so that an interrupted one goes on from there."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path

import numpy as np

from core.storage import atomic

_folder: ContextVar[Path | None] = ContextVar("checkpoints", default=None)


@contextmanager
def kept_in(folder: Path) -> Iterator[None]:
    """Let the fits inside the block keep their checkpoints in `folder`."""
    token = _folder.set(folder)
    try:
        yield
    finally:
        _folder.reset(token)


def folder() -> Path | None:
    """Return where checkpoints are kept, None if nobody wants them."""
    return _folder.get()


def save(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Store arrays; the file is complete or the one before stays.

    On a full disk the fit goes on and only this checkpoint is lost.
    """
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.replacing(path) as file:
            np.savez(file, allow_pickle=False, **arrays)


def load(path: Path, like: dict[str, np.ndarray]) -> dict[str, np.ndarray] | None:
    """Return the arrays if they have the names, shapes and types of `like`, else None."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            found = {name: stored[name] for name in like}
    except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile):
        return None
    fits = all(
        found[name].shape == wanted.shape and found[name].dtype == wanted.dtype
        for name, wanted in like.items()
    )
    return found if fits else None
