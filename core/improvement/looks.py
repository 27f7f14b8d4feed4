"""How often the test set was looked at for the experiments on a model; each look tempts to choose.

An experiment counts once, however often its page is opened: its test result does not change.
"""

from __future__ import annotations

import json
from pathlib import Path

from filelock import FileLock

from core.improvement.runs import Identity, folder
from core.storage import atomic, paths
from core.storage.job_notes import writable


def looked(of: Identity, root: Path | None = None) -> int:
    """Note that an experiment was judged on the test set; return how many on its model were.

    Raises
    ------
    StudioError
        If nothing can be written: an uncounted look is not given.
    """
    path = _path(of.model, of.dataset, root)
    with writable(path.parent), FileLock(path.with_suffix(".lock")):
        known = seen(of.model, of.dataset, root)
        if of.experiment not in known:
            known = [*known, of.experiment]
            atomic.write(path, json.dumps(known).encode())
    return len(known)


def seen(model: str, dataset: str = "mnist", root: Path | None = None) -> list[str]:
    """Return the experiments on a model that were judged on the test set, in that order."""
    try:
        found = json.loads(_path(model, dataset, root).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _path(model: str, dataset: str, root: Path | None) -> Path:
    paths.checked(model)
    return folder(dataset, root) / f"{model}_looks.json"
