"""What people decided about single digits, kept in one SQLite file that training never touches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from core import StudioError
from core.analysis.disputed import DISPUTED
from core.evaluation.metrics import wilson
from core.language import mark, tr
from core.storage import backups, paths
from core.storage.changing import Changes, changing
from core.storage.rows import look
from core.storage.seals import Row
from core.storage.sqlite import Schema

Choice = Literal["model wrong", "label wrong", "cannot tell"]
CHOICES: tuple[Choice, ...] = (
    "model wrong",
    "label wrong",
    "cannot tell",
)
#: What pages call them.
WORDS = (mark("model wrong"), mark("label wrong"), mark("cannot tell"))
FILE = "verdicts.sqlite"
LONGEST_NOTE = 2000


@dataclass(frozen=True, order=True)
class Verdict:
    """One decision about one digit.

    `should_be` is the class the label should have been, for "label wrong" only; `at` is the time
    in UTC, ISO 8601 with microseconds.
    """

    at: str
    dataset: str
    split: str
    index: int
    choice: Choice
    should_be: int | None = None
    note: str = ""

    def __post_init__(self) -> None:
        if self.choice not in CHOICES:
            raise StudioError(
                tr(
                    "A verdict is one of {listed}, not {choice!r}.",
                    listed=", ".join(CHOICES),
                    choice=self.choice,
                )
            )
        if (self.should_be is not None) != (self.choice == "label wrong"):
            raise StudioError(tr("Say which class it is for “label wrong”, and only for that."))
        if self.split not in ("oof", "test") or self.index < 0:
            raise StudioError(tr("A verdict is about one image of the split “oof” or “test”."))
        if len(self.note) > LONGEST_NOTE:
            raise StudioError(
                tr(
                    "A note has at most {longest_note:,} characters; shorten it.",
                    longest_note=LONGEST_NOTE,
                )
            )


def now() -> str:
    """Return the present time as verdicts keep it."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Verdicts:
    """The verdicts of one artifacts folder. Several processes may write at once."""

    def __init__(self, root: Path | None = None):
        self.path = paths.root_of(root) / FILE

    def save(self, verdict: Verdict) -> None:
        """Keep a verdict; it replaces the one there was about the same digit."""
        with changing(self.path, SCHEMA) as table:
            self._write(table, verdict)

    def withdraw(self, dataset: str, split: str, index: int) -> None:
        """Take back what was decided about a digit."""
        with changing(self.path, SCHEMA) as table:
            table.remove(KEY, (dataset, split, index))

    def merge(self, verdicts: Iterable[Verdict]) -> int:
        """Add verdicts from elsewhere, all or none; return how many were new or newer.

        About one digit the latest verdict holds, and of two at one time the greater in order of
        their texts: so the order in which files are merged does not matter.
        """
        changed = 0
        with changing(self.path, SCHEMA) as table:
            for verdict in verdicts:
                present = table.find(KEY, (verdict.dataset, verdict.split, verdict.index))
                if not present or _order(verdict) > _order(_verdict(present[0])):
                    self._write(table, verdict)
                    changed += 1
        return changed

    def all(self, dataset: str = "mnist", split: str | None = None) -> list[Verdict]:
        """Return the verdicts on a data set (one split or all), ordered by split and index.

        Those that were changed on disk are left out; `refused` names them.
        """
        found = [_verdict(row) for row in look(self.path, SCHEMA).rows]
        chosen = [v for v in found if v.dataset == dataset and split in (None, v.split)]
        return sorted(chosen, key=lambda v: (v.split, v.index))

    def refused(self) -> tuple[str, ...]:
        """Return sentences on what is not as it was written, none if all is right."""
        return look(self.path, SCHEMA).refused

    def set_aside(self) -> tuple[str, ...]:
        """Return sentences on damaged files that lie beside the one in use, none without any."""
        return backups.notes(self.path)

    @staticmethod
    def _write(table: Changes, verdict: Verdict) -> None:
        note = verdict.note.replace("\0", "").encode("utf-8", "replace").decode()
        right = None if verdict.should_be is None else int(verdict.should_be)
        index = int(verdict.index)
        table.remove(KEY, (verdict.dataset, verdict.split, index))
        table.add((verdict.dataset, verdict.split, index, verdict.choice, right, note, verdict.at))


KEY = "dataset = ? AND split = ? AND number = ?"
TABLE = """
CREATE TABLE verdicts (
    dataset TEXT NOT NULL, split TEXT NOT NULL, number INTEGER NOT NULL,
    choice TEXT NOT NULL, should_be INTEGER, note TEXT NOT NULL, at TEXT NOT NULL,
    seal TEXT NOT NULL, PRIMARY KEY (dataset, split, number)
) STRICT
"""


def _verdict(row: Row) -> Verdict:
    dataset, split, index, choice, should_be, note, at = row
    return Verdict(at, dataset, split, index, choice, should_be, note)  # type: ignore[arg-type]


SCHEMA = Schema(
    "verdicts",
    ("dataset", "split", "number", "choice", "should_be", "note", "at"),
    TABLE,
    2,
    named=lambda row: f"{row[0]!s} {row[1]!s} {row[2]!s}",
    sound=lambda row: _verdict(row).index >= 0,
)


def _order(verdict: Verdict) -> tuple[str, str, int, str]:
    should_be = -1 if verdict.should_be is None else verdict.should_be
    return verdict.at, verdict.choice, should_be, verdict.note


def refused(root: Path | None = None) -> tuple[str, ...]:
    """Return sentences on what is not as it was written, here and in files that were set aside."""
    store = Verdicts(root)
    return (*store.refused(), *store.set_aside())


def from_voters(dataset: str = "mnist") -> list[Verdict]:
    """Return the disputed test labels as verdicts: what most of five voters said."""
    at = datetime(2021, 1, 1, tzinfo=UTC).isoformat(timespec="microseconds")
    found = []
    for digit in DISPUTED.values():
        wrong = digit.suggested_wins
        choice: Choice = "label wrong" if wrong else "cannot tell"
        should_be = digit.suggested if wrong else None
        found.append(Verdict(at, dataset, "test", digit.index, choice, should_be, str(digit)))
    return found


@dataclass(frozen=True)
class Accuracy:
    """A share of right answers with its 95 % Wilson interval."""

    title: str
    hits: int
    n: int

    @property
    def share(self) -> float:
        """Hits of n, 0 to 1."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The Wilson interval of the share."""
        return wilson(self.hits, self.n)


def restated(
    labels: np.ndarray, predicted: np.ndarray, verdicts: Iterable[Verdict]
) -> list[Accuracy]:
    """Return the accuracy as given, with wrong labels corrected, and without undecidable digits.

    The third is corrected too. The verdicts are those of the split that the labels (n,) are of.
    """
    corrected, decidable = labels.copy(), np.ones(len(labels), bool)
    for verdict in verdicts:
        if verdict.should_be is not None:
            corrected[verdict.index] = verdict.should_be
        decidable[verdict.index] = verdict.choice != "cannot tell"
    n = len(labels)
    right = corrected == predicted
    return [
        Accuracy(tr("As given"), int((labels == predicted).sum()), n),
        Accuracy(tr("With wrong labels corrected"), int(right.sum()), n),
        Accuracy(
            tr("Corrected, without what nobody can tell"),
            int((right & decidable).sum()),
            int(decidable.sum()),
        ),
    ]
