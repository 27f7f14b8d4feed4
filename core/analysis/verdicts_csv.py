"""Verdicts as CSV, safe to open in a spreadsheet, and back without a change."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime

from core import StudioError
from core.analysis.verdicts import Verdict
from core.data import sets
from core.language import joined, ntr, tr

HEADER = ["dataset", "split", "index", "verdict", "should_be", "note", "at"]
LARGEST = 20_000_000


def write(verdicts: list[Verdict]) -> str:
    """Return verdicts as CSV text, one line each under a header.

    A cell that does not begin with a letter or a digit gets an apostrophe in front, so that no
    spreadsheet takes it for a formula.
    """
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(HEADER)
    for verdict in verdicts:
        should_be = "" if verdict.should_be is None else str(verdict.should_be)
        cells = [verdict.dataset, verdict.split, str(verdict.index), verdict.choice, should_be]
        writer.writerow([_harmless(cell) for cell in [*cells, verdict.note, verdict.at]])
    return file.getvalue()


def read(content: bytes) -> list[Verdict]:
    """Return the verdicts in a CSV file, also one that a spreadsheet or pandas has written again.

    Columns may stand in any order, with others between them, divided by commas, semicolons or tabs;
    blank rows are skipped and whole numbers may end in ".0".

    Raises
    ------
    StudioError
        If anything in it is not a verdict; the sentence names the row.
    """
    if len(content) > LARGEST:
        raise StudioError(tr("The file is too large to hold verdicts; choose another one."))
    try:
        text = content.decode("utf-8-sig")
        divider = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=divider))
    except (UnicodeDecodeError, csv.Error):
        raise StudioError(tr("The file is not CSV in UTF-8; export it again.")) from None
    names = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in HEADER if names.count(name) != 1]
    if missing:
        raise StudioError(
            ntr(
                "The first line of the file must name {names}, each once; {missing} is not.",
                "The first line of the file must name {names}, each once; {missing} are not.",
                len(missing),
                names=", ".join(HEADER),
                missing=joined(missing),
            )
        )
    places = [names.index(name) for name in HEADER]
    return [
        _verdict([row[place] for place in places if place < len(row)], line)
        for line, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]


def _verdict(row: list[str], line: int) -> Verdict:
    try:
        dataset, split, index, choice, should_be, note, at = (_as_it_was(cell) for cell in row)
        time = datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="microseconds")
        label = _whole(should_be) if should_be.strip() else None
        verdict = Verdict(time, dataset, split, _whole(index), choice, label, note)  # type: ignore[arg-type]
        loaded = sets.load(dataset)
    except (ValueError, OverflowError, StudioError) as error:
        reason = f" {error}" if isinstance(error, StudioError) else ""
        raise StudioError(
            tr("Row {line} of the file is not a verdict.{reason}", line=line, reason=reason)
        ) from None
    images = len(loaded.train if split == "oof" else loaded.test)
    if verdict.index >= images or (label is not None and not 0 <= label < len(loaded.classes)):
        raise StudioError(
            tr("Row {line} of the file names an image or a class that does not exist.", line=line)
        )
    return verdict


def _whole(text: str) -> int:
    """Return a whole number, written as pandas writes one in a column with gaps, too: 9.0."""
    return int(re.sub(r"\.0+$", "", text.strip()))


def _harmless(cell: str) -> str:
    return cell if not cell or cell[0].isalnum() else "'" + cell


def _as_it_was(cell: str) -> str:
    return cell.removeprefix("'")
