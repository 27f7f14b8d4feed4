"""What an app can serve: data and models that are ready, and what was refused, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from core import StudioError
from core.data import mnist, sets
from core.models import registry
from core.training import artifacts


def report(files: Mapping[str, Callable[[], Iterable[str]]] | None = None) -> dict[str, Any]:
    """Return "ready" (there are data and a model), "models", and "refused" with their sentences.

    Parameters
    ----------
    files : what says of a file of rows, by its name, which rows are refused, in sentences; the
        others are served, so that an app is ready all the same
    """
    refused: dict[str, str] = {}
    ready = []
    try:
        sets.load(mnist.NAME)
    except StudioError as error:
        refused[mnist.NAME] = str(error)
    else:
        for name in [*registry.MODELS, *artifacts.brought()]:
            status = artifacts.status(name)
            if status.ready:
                ready.append(name)
            elif status.state != "missing":
                refused[name] = status.sentence
    for name, look in (files or {}).items():
        try:
            told = " ".join(look())
        except StudioError as error:
            told = str(error)
        if told:
            refused[name] = told
    return {"ready": bool(ready), "models": ready, "refused": refused}
