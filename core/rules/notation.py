"""Rules out of the address: text that a stranger may have written."""

from __future__ import annotations

import re

import numpy as np

from core import StudioError
from core.evaluation.scores import SCALES
from core.language import tr
from core.rules.binary import Argmax, Group, OneVsRest, Rule
from core.rules.multiclass import CONFIDENCES, LeastCost, Offsets, Reject

#: Characters that the text of a rule has at most.
LONGEST = 4000


def parse(text: str, n_classes: int = 10) -> Rule:
    """Return the rule that `text()` wrote.

    Raises
    ------
    StudioError
        If it is not a rule, or a number in it is not finite or a class does not exist.
    """
    try:
        return _parsed(text, n_classes)
    except (ValueError, OverflowError):
        raise StudioError(
            tr("The address has no valid rule; choose one on the page Thresholds or Decisions.")
        ) from None


def _parsed(text: str, n_classes: int) -> Rule:
    if not re.fullmatch(rf"[a-zA-Z0-9*._-]{{1,{LONGEST}}}", text):
        raise ValueError(text)
    kind, *parts = text.split("*")
    if kind == "argmax" and not parts:
        return Argmax()
    body, scale, *rest = parts
    if scale not in SCALES or len(rest) > 1:
        raise ValueError(text)
    if kind == "vs":
        sides = [tuple(_class(i, n_classes) for i in side.split(".")) for side in body.split("-")]
        threshold = _finite(rest[0] if rest else "")
        if len(sides) == 1 and len(sides[0]) == 1:
            return OneVsRest(sides[0][0], threshold, scale)
        if len(sides) > 2:
            raise ValueError(text)
        return Group(sides[0], threshold, sides[1] if len(sides) == 2 else (), scale)
    reject = None
    if rest:
        by, level = rest[0].split("_", 1)
        if by not in CONFIDENCES:
            raise ValueError(text)
        reject = Reject(_finite(level), by)
    if kind == "offsets":
        return Offsets(_offsets(body, n_classes), reject, scale)
    if kind != "costs":
        raise ValueError(text)
    cells = [cell.split(".", 2) for cell in body.split("_")] if body else []
    costs = tuple((_class(i, n_classes), _class(j, n_classes), _finite(c)) for i, j, c in cells)
    if any(cost < 0 for _, _, cost in costs):
        raise ValueError(text)
    return LeastCost(costs, reject, scale)


def _offsets(body: str, n_classes: int) -> tuple[float, ...]:
    """Return one offset per class, from all of them or from those that are not 0 (`17x0.5`)."""
    if "x" not in body:
        offsets = tuple(_finite(part) for part in body.split("_")) if body else ()
        if len(offsets) not in (0, n_classes):
            raise ValueError(body)
        return offsets
    given = [part.split("x") for part in body.split("_")]
    named = {_class(index, n_classes): _finite(value) for index, value in given}
    if len(named) != len(given):
        raise ValueError(body)
    return tuple(named.get(index, 0.0) for index in range(n_classes))


def _finite(text: str) -> float:
    value = float(text)
    with np.errstate(over="ignore"):  # the largest float32, in nine digits, lies above itself
        finite = np.isfinite(np.float32(value))
    if not finite:
        raise ValueError(text)
    return value


def _class(text: str, n_classes: int) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) >= n_classes:
        raise ValueError(text)
    return int(text)
