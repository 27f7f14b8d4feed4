"""What somebody may have meant who wrote a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from core.language import tr


def choices(name: str, known: Iterable[str]) -> str:
    """Return which names there are, the likely one first: "did you mean forest? There are …"."""
    names = list(known)
    near = get_close_matches(name, names, 1)
    listed = ", ".join(names)
    if near:
        return tr("did you mean {near!r}? Choose one of {listed}", near=near[0], listed=listed)
    return tr("choose one of {listed}", listed=listed)
