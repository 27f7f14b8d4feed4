"""Test labels that people dispute: what five voters each said of a digit.

Source: https://github.com/cleanlab/label-errors, mturk/mnist_mturk.json (Apache License 2.0;
Northcutt, Athalye and Mueller, "Pervasive label errors in test sets destabilize machine learning
benchmarks", NeurIPS 2021 Datasets and Benchmarks). Of the 100 test digits that were voted on,
these are the ones whose suggested label differs from the given one and whose given label got
fewer than three of the five votes.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.language import tr

SOURCE = "https://github.com/cleanlab/label-errors"
LICENCE = "Apache-2.0"


@dataclass(frozen=True)
class Disputed:
    """One test digit, its given and its suggested label, and how five voters decided."""

    index: int
    given: int
    suggested: int
    for_given: int
    for_suggested: int
    for_neither: int

    @property
    def suggested_wins(self) -> bool:
        """True if most of the five voted for the suggested label; else nobody can tell."""
        return self.for_suggested >= 3

    def __str__(self) -> str:
        return tr(
            "Of five people, {for_given} read a {given} as labelled, "
            "{for_suggested} a {suggested} and {for_neither} neither.",
            for_given=self.for_given,
            given=self.given,
            for_suggested=self.for_suggested,
            suggested=self.suggested,
            for_neither=self.for_neither,
        )


DISPUTED: dict[int, Disputed] = {
    row[0]: Disputed(*row)
    for row in [
        (947, 8, 9, 0, 5, 0),
        (1621, 0, 6, 2, 3, 0),
        (1901, 9, 4, 2, 3, 0),
        (2130, 4, 9, 2, 2, 1),
        (2462, 2, 0, 0, 4, 1),
        (2597, 5, 3, 0, 4, 1),
        (2654, 6, 1, 0, 2, 3),
        (3520, 6, 4, 2, 0, 3),
        (3558, 5, 0, 1, 4, 0),
        (5937, 5, 3, 1, 3, 1),
        (6651, 0, 6, 0, 5, 0),
        (6783, 1, 6, 2, 3, 0),
        (8527, 4, 9, 2, 2, 1),
        (9679, 6, 3, 2, 0, 3),
        (9729, 5, 6, 2, 3, 0),
    ]
}
