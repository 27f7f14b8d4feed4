"""The hand formulas of chapter 3, filled in with the counts on the page."""

from __future__ import annotations

from dataclasses import dataclass

from core.evaluation.metrics import Counts
from core.language import numeral, spoken


@dataclass(frozen=True)
class Formula:
    """One formula: its name, its symbols, the same with numbers, and their value.

    `filled` is plain arithmetic in Python's notation; `latex` draws both and the value.
    """

    name: str
    symbols: str
    filled: str
    value: float

    @property
    def latex(self) -> str:
        """The formula for display, symbols above numbers, narrow enough for a phone."""
        return spoken(
            rf"\begin{{aligned}}\text{{{self.name}}} &= {_drawn(self.symbols)} \\[0.5em]"
            rf" &= {_drawn(self.filled)} = {numeral(self.value, '.4f')}\end{{aligned}}"
        )


def of_counts(now: Counts) -> list[Formula]:
    """Return accuracy, precision, recall, F1 and false positive rate of these counts.

    Ratios without a denominator are left out.
    """
    tp, fp, fn, tn = now.tp, now.fp, now.fn, now.tn
    rows = [
        (
            "accuracy",
            "(TP + TN) / (TP + TN + FP + FN)",
            f"({tp} + {tn}) / ({tp} + {tn} + {fp} + {fn})",
        ),
        ("precision", "TP / (TP + FP)", f"{tp} / ({tp} + {fp})"),
        ("recall", "TP / (TP + FN)", f"{tp} / ({tp} + {fn})"),
        ("F1", "2 TP / (2 TP + FP + FN)", f"{2 * tp} / ({2 * tp} + {fp} + {fn})"),
        ("false positive rate", "FP / (FP + TN)", f"{fp} / ({fp} + {tn})"),
    ]
    found = []
    for name, symbols, filled in rows:
        top, bottom = (_sum(part) for part in filled.split(" / "))
        if bottom:
            found.append(Formula(name, symbols, filled, top / bottom))
    return found


def _sum(text: str) -> int:
    return sum(int(part) for part in text.strip("()").split(" + "))


def _drawn(text: str) -> str:
    top, bottom = (part.strip("()") for part in text.split(" / "))
    return rf"\tfrac{{{_grouped(top)}}}{{{_grouped(bottom)}}}"


def _grouped(text: str) -> str:
    """Write whole numbers as the language does and symbols upright."""
    words = []
    for word in text.split(" "):
        if word.isdigit():
            words.append(numeral(int(word), ","))
        else:
            words.append(rf"\mathrm{{{word}}}" if word.isalpha() else word)
    return " ".join(words)
