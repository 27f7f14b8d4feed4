"""Numbers as the reader's language writes them; one form for each kind of number, everywhere."""

from __future__ import annotations

from numbers import Number
from typing import Any

from core.language.readers import current

#: What thousands and decimals are set apart with; English is what Python writes.
_SEPARATORS = {"de": str.maketrans({",": ".", ".": ","})}
_BETWEEN = "\u00a0"  # a number and its %: it does not break


def number(value: Any, form: str = "") -> str:
    """Return a value in one of Python's format specifications, as the language writes it.

    A minus is a real one, which is as wide as a plus, and a per cent stands apart: −1,234.50 and
    97.04 %; in German −1.234,50 and 97,04 %. What is not a number comes as Python formats it.
    """
    text = format(value, form)
    if not isinstance(value, Number) or isinstance(value, bool):
        return text
    separators = _SEPARATORS.get(current())
    if separators:
        text = text.translate(separators)
    text = text.replace("-", "−").replace("e−", "e-")
    return f"{text[:-1]}{_BETWEEN}%" if text.endswith("%") else text


def count(value: Any) -> str:
    """Return a whole number, such as 60,000."""
    return number(value, ",")


def percent(share: float, decimals: int = 2) -> str:
    """Return a share of 1 as a per cent, such as 97.04 %."""
    return number(share, f",.{decimals}%")


def signed(value: float, form: str = "+,") -> str:
    """Return a number in a form of Python's that shows its sign."""
    return number(value, form)


def moment(iso: str) -> str:
    """Return a moment that is stored as 2026-11-27T18:33, to the minute."""
    return f"{day(iso)} {iso[11:16]}"


def day(iso: str) -> str:
    """Return a day that is stored as 2026-11-27, in German 27.11.2026; no line ends within it."""
    if current() == "de":
        return ".".join(reversed(iso[:10].split("-")))
    return iso[:10].replace("-", "\u2011")


def points(share: float) -> str:
    """Return a difference of shares in points of a hundred, such as +0.25."""
    return number(100 * share, "+.2f")
