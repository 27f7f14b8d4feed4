"""Verdicts as CSV, safe to open in a spreadsheet, and back without a change."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from core import StudioError
from core.analysis.verdicts import Verdict
from core.data import sets

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
    """Return the verdicts in a CSV file.

    Raises
    ------
    StudioError
        If anything in it is not a verdict; the sentence names the line.
    """
    if len(content) > LARGEST:
        raise StudioError("The file is too large to hold verdicts; choose another one.")
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise StudioError("The file is not CSV in UTF-8; export it again.") from None
    if not rows or rows[0] != HEADER:
        raise StudioError(f"The first line of the file must be {','.join(HEADER)}.")
    return [_verdict(row, line) for line, row in enumerate(rows[1:], start=2) if row]


def _verdict(row: list[str], line: int) -> Verdict:
    try:
        dataset, split, index, choice, should_be, note, at = (_as_it_was(cell) for cell in row)
        time = datetime.fromisoformat(at).astimezone(UTC).isoformat(timespec="microseconds")
        label = int(should_be) if should_be else None
        verdict = Verdict(time, dataset, split, int(index), choice, label, note)  # type: ignore[arg-type]
        loaded = sets.load(dataset)
    except (ValueError, OverflowError, StudioError) as error:
        reason = f" {error}" if isinstance(error, StudioError) else ""
        raise StudioError(f"Row {line} of the file is not a verdict.{reason}") from None
    images = len(loaded.train if split == "oof" else loaded.test)
    if verdict.index >= images or (label is not None and not 0 <= label < len(loaded.classes)):
        raise StudioError(f"Row {line} of the file names an image or a class that does not exist.")
    return verdict


def _harmless(cell: str) -> str:
    return cell if not cell or cell[0].isalnum() else "'" + cell


def _as_it_was(cell: str) -> str:
    return cell.removeprefix("'")
