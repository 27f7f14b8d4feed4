"""One entry of the glossary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.analysis.glossary.seen import Example, Seen
from core.language import tr


@dataclass(frozen=True)
class Term:
    """One entry.

    Parameters
    ----------
    name : what pages call it
    about : one plain sentence, or two
    formula : in LaTeX; empty where a term is not a number
    example : computes the number of the model in view, None where it has none
    also : other words for it
    """

    name: str
    about: str
    formula: str
    example: Callable[[Seen], Example | None]
    also: str = ""

    def matches(self, text: str) -> bool:
        """Return whether a searched text stands in the entry."""
        said = f"{tr(self.name)} {tr(self.also)} {tr(self.about)}"
        return text.strip().lower() in said.lower()
