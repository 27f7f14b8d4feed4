"""Formulas in the reader's language: their words, and the comma of their numbers."""

from __future__ import annotations

import re
from typing import Any

from core.language.numbers import number
from core.language.sentences import mark, tr

#: The words that formulas contain.
WORDS = (
    mark("accuracy"),
    mark("confidence"),
    mark("correct"),
    mark("errors"),
    mark("false positive rate"),
    mark("level"),
    mark("positive"),
    mark("precision"),
    mark("read"),
    mark("recall"),
)


def spoken(latex: str) -> str:
    r"""Return a formula in LaTeX with the words of its \text{…} in the reader's language."""
    return re.sub(r"\\text\{([^}]*)\}", lambda found: rf"\text{{{tr(found[1])}}}", latex)


def numeral(value: Any, form: str) -> str:
    """Return a number for LaTeX, which puts a space behind a comma unless it stands in braces."""
    return number(value, form).replace(",", "{,}")
