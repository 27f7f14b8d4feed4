"""What somebody may have meant who wrote a name that does not exist."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def choices(name: str, known: Iterable[str]) -> str:
    """Return which names there are, the likely one first: "did you mean forest? There are …"."""
    names = list(known)
    near = get_close_matches(name, names, 1)
    return (
        f"did you mean {near[0]!r}? Choose" if near else "choose"
    ) + f" one of {', '.join(names)}"
