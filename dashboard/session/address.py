"""How values are written into the address and read from it, whoever wrote it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, TypeVar

import numpy as np

from core import StudioError
from core.analysis.selection import Cell
from core.data.importing import MOST_CLASSES
from core.rules import notation
from core.rules.multiclass import LeastCost, Offsets

CELL = "(x|[0-9]{1,3})-(x|[0-9]{1,3})"

Word = TypeVar("Word", bound=str)


def one_of(options: Collection[Word]) -> Callable[[str], Word]:
    """Return a reader that accepts only these words."""

    def read(text: str) -> Word:
        found = next((word for word in options if word == text), None)
        if found is None:
            raise ValueError(text)
        return found

    return read


def some_of(options: Collection[str]) -> Callable[[str], list[str]]:
    """Return a reader of different words out of these, written as one.other."""

    def read(text: str) -> list[str]:
        found = text.split(".")
        if len(set(found)) != len(found) or not set(found) <= set(options):
            raise ValueError(text)
        return found

    return read


def model_name_text(text: str) -> str:
    """Read the name of a model or of predictions, whether or not there are any of that name."""
    if not re.fullmatch(r"[a-z0-9_]{1,60}", text):
        raise ValueError(text)
    return text


def model_names(text: str) -> list[str]:
    """Read different names of models, written as one.other."""
    found = [model_name_text(name) for name in text.split(".")]
    if len(set(found)) != len(found):
        raise ValueError(text)
    return found


def switch(text: str) -> bool:
    """Return whether a switch is on."""
    if text not in ("yes", "no"):
        raise ValueError(text)
    return text == "yes"


def switch_text(on: bool) -> str:
    """Write what `switch` reads."""
    return "yes" if on else "no"


def whole(limit: int = 10_000_000) -> Callable[[str], int]:
    """Return a reader of a whole number from 0 to below a limit."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,7}", text) or int(text) >= limit:
            raise ValueError(text)
        return int(text)

    return read


def classes(text: str) -> list[int]:
    """Read different class indices written as 1.7."""
    found = [whole(MOST_CLASSES)(part) for part in text.split(".")]
    if len(set(found)) != len(found):
        raise ValueError(text)
    return found


def classes_text(found: Sequence[int]) -> str:
    """Write class indices so that `classes` reads them back."""
    return ".".join(map(str, found))


def class_or(*words: str) -> Callable[[str], int | str]:
    """Return a reader of one class index, or of one of these words."""

    def read(text: str) -> int | str:
        return text if text in words else whole(MOST_CLASSES)(text)

    return read


def finite(text: str) -> float:
    """Read a plain finite number of at most 40 characters."""
    if not re.fullmatch(r"[-+]?[0-9]{1,20}(\.[0-9]{0,18})?(e[-+]?[0-9]{1,2})?", text):
        raise ValueError(text)
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def between(low: float, high: float) -> Callable[[str], float]:
    """Return a reader of a number from low to high."""

    def read(text: str) -> float:
        value = finite(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return read


def number(value: float) -> str:
    """Write a number so that reading it gives the same one."""
    return repr(float(value))


def target_text(text: str) -> str:
    """Read the numbers of a strategy, which `thresholds.parse` looks at once it is known."""
    if not re.fullmatch(r"[0-9._e+-]{1,60}", text):
        raise ValueError(text)
    return text


def offsets(text: str) -> tuple[float, ...]:
    """Read one offset per class, written as 0_0.5_0, or those of some of many, as 17x0.5_33x-1.

    The latter are of as many classes as there can be; the data set decides how many there are.
    """
    many = MOST_CLASSES if "x" in text else len(text.split("_"))
    try:
        rule = notation.parse(f"offsets*{text}*own", many)
    except StudioError as error:
        raise ValueError(text) from error
    if not isinstance(rule, Offsets):
        raise ValueError(text)
    # Scores have no smaller numbers: they are written as 0, and must be read like that at once.
    return tuple(value if np.float32(value) else 0.0 for value in rule.offsets)


def offsets_text(values: tuple[float, ...]) -> str:
    """Write offsets so that `offsets` reads them back."""
    return Offsets(values).text().split("*")[1]


def costs(text: str) -> tuple[tuple[int, int, float], ...]:
    """Read cells of the cost matrix, written as true.predicted.cost."""
    try:
        rule = notation.parse(f"costs*{text}*own", MOST_CLASSES)
    except StudioError as error:
        raise ValueError(text) from error
    if not isinstance(rule, LeastCost):
        raise ValueError(text)
    return rule.costs


def costs_text(cells: tuple[tuple[int, int, float], ...]) -> str:
    """Write cells of the cost matrix so that `costs` reads them back."""
    return LeastCost(cells).text().split("*")[1]


def cells(text: str) -> list[Cell]:
    """Read up to four different cells written as 9-4.4-9; an x stands for any."""
    if not re.fullmatch(rf"{CELL}(\.{CELL}){{0,3}}", text):
        raise ValueError(text)
    sides = [[None if n == "x" else int(n) for n in cell.split("-")] for cell in text.split(".")]
    found = [(row, column) for row, column in sides]
    if len(set(found)) != len(found) or (None, None) in found:
        raise ValueError(text)
    return found


def cells_text(found: Sequence[Cell]) -> str:
    """Write cells so that `cells` reads them back."""
    return ".".join("-".join("x" if n is None else str(n) for n in cell) for cell in found)


class Shape(NamedTuple):
    """What was drawn on a map: an image's index, or x and y of a lasso's corners in turn."""

    kind: str
    takes: bool
    numbers: tuple[int, ...]


Lasso = tuple[Shape, ...]


def lasso(maps: Collection[str], most: int) -> Callable[[str], Lasso]:
    """Return a reader of shapes on maps: pca.947, or pca.0.0.9.0.9.9, or several with _ between.

    A lasso has at least three corners and at most forty. A shape that begins with - takes away
    what it holds; the others add it.
    """

    def read(text: str) -> Lasso:
        parts = text.split("_")
        if len(parts) > most or parts[0].startswith("-"):
            raise ValueError(text)
        return tuple(map(shape, parts))

    def shape(text: str) -> Shape:
        kind, *numbers = text.removeprefix("-").split(".")
        form = r"[0-9]{1,7}|[0-9]{1,4}(\.[0-9]{1,4}){5,79}"
        if kind not in maps or (len(numbers) % 2 and len(numbers) > 1):
            raise ValueError(text)
        if not re.fullmatch(form, ".".join(numbers)):
            raise ValueError(text)
        return Shape(kind, text.startswith("-"), tuple(map(int, numbers)))

    return read


def lasso_text(chosen: Lasso) -> str:
    """Write what is chosen on maps so that `lasso` reads it back."""
    return "_".join(
        ("-" if shape.takes else "") + ".".join([shape.kind, *map(str, shape.numbers)])
        for shape in chosen
    )
