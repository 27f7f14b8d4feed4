"""How parts of the view are written into the address and read from it, whoever wrote it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core import StudioError
from core.models import registry
from core.rules import notation
from core.rules.binary import Rule
from core.rules.multiclass import LeastCost, Offsets

DIGITS = [str(digit) for digit in range(10)]
MAPS = {"pca": "PCA", "tsne": "t-SNE"}


@dataclass(frozen=True)
class Parameter:
    """One part of the view: its default, how it is read from the address, how it is written."""

    default: Any
    read: Callable[[str], Any]
    write: Callable[[Any], str] = str


def one_of(options: Any) -> Callable[[str], Any]:
    """Return a reader that accepts only these words."""

    def read(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return read


def finite(text: str) -> float:
    """Read a plain finite number of at most 40 characters."""
    if not re.fullmatch(r"[-+]?[0-9]{1,20}(\.[0-9]{0,18})?(e[-+]?[0-9]{1,2})?", text):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def some_digits(text: str) -> list[str]:
    """Read different digits written as 1.7."""
    found = text.split(".")
    if len(set(found)) != len(found) or not set(found) <= set(DIGITS):
        raise ValueError(text)
    return found


def some_models(text: str) -> list[str]:
    """Read different models written as sgd.forest."""
    found = text.split(".")
    if len(set(found)) != len(found) or not set(found) <= set(registry.MODELS):
        raise ValueError(text)
    return found


def target_text(text: str) -> str:
    """Read the numbers of a strategy, which `thresholds.parse` looks at once it is known."""
    if not re.fullmatch(r"[0-9._e+-]{1,60}", text):
        raise ValueError(text)
    return text


def ten_offsets(text: str) -> tuple[float, ...]:
    """Read one offset a digit."""
    return _rule(f"offsets*{text}*own", Offsets).offsets


def cost_cells(text: str) -> tuple[tuple[int, int, float], ...]:
    """Read cells of the cost matrix as true.predicted.cost."""
    return _rule(f"costs*{text}*own", LeastCost).costs


def body(rule: Rule) -> str:
    """Write what a rule for all classes holds, without its kind and scale."""
    return rule.text().split("*")[1]


def price(text: str) -> float:
    """Read a number from 0 to a billion."""
    value = finite(text)
    if not 0 <= value <= 1e9:
        raise ValueError(text)
    return value


def percentage(text: str) -> float:
    """Read a number from 0.001 to 50."""
    value = finite(text)
    if not 0.001 <= value <= 50:
        raise ValueError(text)
    return value


def _rule(text: str, kind: type) -> Any:
    try:
        rule = notation.parse(text)
    except StudioError as error:
        raise ValueError(text) from error
    if not isinstance(rule, kind):
        raise ValueError(text)
    return rule


def number(value: float) -> str:
    """Write a number so that reading it gives the same one."""
    return repr(float(value))


def some_of(options: Any) -> Callable[[str], list[str]]:
    """Return a reader of different words out of these, written as one.other."""

    def read(text: str) -> list[str]:
        found = text.split(".")
        if len(set(found)) != len(found) or not set(found) <= set(options):
            raise ValueError(text)
        return found

    return read


def cells(text: str) -> list[tuple[int | None, int | None]]:
    """Read up to four different cells written as 9-4.4-9; an x stands for any."""
    if not re.fullmatch(
        r"(x|[0-9]{1,2})-(x|[0-9]{1,2})(\.(x|[0-9]{1,2})-(x|[0-9]{1,2})){0,3}", text
    ):
        raise ValueError(text)
    sides = [[None if n == "x" else int(n) for n in cell.split("-")] for cell in text.split(".")]
    found = [(row, column) for row, column in sides]
    largest = max([n for cell in found for n in cell if n is not None], default=99)
    if len(set(found)) != len(found) or largest > len(DIGITS) or (None, None) in found:
        raise ValueError(text)
    return found


def cells_text(found: list[tuple[int | None, int | None]]) -> str:
    """Write cells so that `cells` reads them back."""
    return ".".join("-".join("x" if n is None else str(n) for n in cell) for cell in found)


def lasso(text: str) -> tuple[str, tuple[int, ...]]:
    """Read a map and a digit on it, or the corners of a lasso: pca.947 or pca.0.0.9.0.9.9."""
    kind, *numbers = text.split(".")
    if kind not in MAPS or not re.fullmatch(r"[0-9]{1,4}(\.[0-9]{1,4}){0,79}", ".".join(numbers)):
        raise ValueError(text)
    if len(numbers) != 1 and (len(numbers) < 6 or len(numbers) % 2):
        raise ValueError(text)
    return kind, tuple(map(int, numbers))


def lasso_text(chosen: tuple[str, tuple[int, ...]]) -> str:
    """Write what is chosen on a map so that `lasso` reads it back."""
    return ".".join([chosen[0], *map(str, chosen[1])])


def whole(limit: int) -> Callable[[str], int]:
    """Return a reader of a whole number from 0 to below a limit."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) >= limit:
            raise ValueError(text)
        return int(text)

    return read
