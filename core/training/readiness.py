"""What an app can serve: the data, the models that are ready, and those refused with the reason."""

from __future__ import annotations

from typing import Any

from core import StudioError
from core.data import mnist, sets
from core.models import registry
from core.training import artifacts


def report() -> dict[str, Any]:
    """Return "ready" (there are data and a model), "models", and "refused" with their sentences."""
    refused: dict[str, str] = {}
    try:
        sets.load(mnist.NAME)
    except StudioError as error:
        return {"ready": False, "models": [], "refused": {mnist.NAME: str(error)}}
    ready = []
    for name in [*registry.MODELS, *artifacts.brought()]:
        status = artifacts.status(name)
        if status.ready:
            ready.append(name)
        elif status.state != "missing":
            refused[name] = status.sentence
    return {"ready": bool(ready), "models": ready, "refused": refused}
