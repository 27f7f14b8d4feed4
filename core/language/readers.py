"""Which language the present reader wants."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

#: Each language by its code, as it calls itself.
LANGUAGES = {"en": "English", "de": "Deutsch"}
#: The environment variable that commands and jobs look into.
VARIABLE = "DIGIT_STUDIO_LANGUAGE"

_here: ContextVar[str | None] = ContextVar("language", default=None)
_asked: Callable[[], str | None] = lambda: None  # noqa: E731  replaced by `asked_of`


def current() -> str:
    """Return the code of the language to speak now: English where nobody says."""
    found = _here.get() or _asked() or os.environ.get(VARIABLE, "en")
    return found if found in LANGUAGES else "en"


def asked_of(reader: Callable[[], str | None]) -> None:
    """Ask this function for the language from now on; None says nothing."""
    global _asked
    _asked = reader


@contextmanager
def using(code: str) -> Iterator[None]:
    """Speak this language in here, whatever else says."""
    token = _here.set(code)
    try:
        yield
    finally:
        _here.reset(token)


def nearest(wanted: str | None) -> str:
    """Return the language of ours for a browser's wish, such as "de-CH" or "fr,de;q=0.8".

    It is read in the order in which it is written, as browsers write what they like best first.
    """
    for each in (wanted or "").replace("_", "-").split(","):
        code = each.split(";")[0].strip().split("-")[0].lower()
        if code in LANGUAGES:
            return code
    return "en"
