"""Sentences in the reader's language."""

from __future__ import annotations

import gettext
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from core.language.numbers import number
from core.language.readers import current

FOLDER = Path(__file__).parent


class _Spoken(Formatter):
    """Python's own format, whose numbers are written as the language does."""

    def format_field(self, value: Any, format_spec: str) -> str:
        return number(value, format_spec)


_SPOKEN = _Spoken()


def tr(text: str, /, **values: Any) -> str:
    """Return a sentence in the reader's language, with its values put in.

    Parameters
    ----------
    text : the English sentence, written out where it is said, so that `make translations` finds it;
        places for values as `str.format` has them: "{n:,} images, {share:.2%} of them wrong"
    values : what goes there; without any the text is left alone, braces included
    """
    found = _catalogue(current()).gettext(text) if text else ""  # "" is the catalogue's own head
    return _SPOKEN.format(found, **values) if values else found


def ntr(one: str, many: str, n: int, /, **values: Any) -> str:
    """Return the sentence for one or for many; `{n}` in it is the number."""
    found = _catalogue(current()).ngettext(one, many, n)
    return _SPOKEN.format(found, n=n, **values)


def mark(text: str) -> str:
    """Return the text as it is; `make translations` finds it, and `tr` translates it later.

    For what is written once for all readers, such as a table of titles.
    """
    return text


def inside(title: str) -> str:
    """Return a translated title as it stands within a sentence: German keeps its capitals."""
    return title.lower() if current() == "en" else title


def either(names: Iterable[str]) -> str:
    """Return names with "or" between them, "" if there is none."""
    return f" {tr('or')} ".join(names)


def joined(parts: Sequence[str], last: str = "") -> str:
    """Return words as a list: "a, b and c"; `last` stands between the last two."""
    last = last or tr("and")
    *some, end = parts
    return f"{', '.join(some)} {last} {end}" if some else end


@cache
def _catalogue(code: str) -> gettext.NullTranslations:
    if code == "en":
        return gettext.NullTranslations()
    with (FOLDER / f"{code}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)
