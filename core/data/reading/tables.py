"""Tables (CSV): a row of pixels for each image, with or without labels and a row of names."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

from core.data.labelled import DataError
from core.data.reading import columns
from core.data.reading.columns import Columns
from core.data.reading.found import LONGEST_SIDE, Found, Options
from core.data.reading.labels import canonical
from core.data.reading.pixels import as_images
from core.language import mark, tr

#: Rows that are looked at to tell labels from pixels, and rows that are read at once.
LOOKED_AT, AT_ONCE = 200, 2_000
#: Three colours of the largest image, and what else a row may have beside it.
MOST_COLUMNS = 3 * LONGEST_SIDE**2 + 10
MOST_CHARACTERS = 12 * MOST_COLUMNS


def read(content: bytes, name: str, options: Options) -> Found:
    """Return the images and labels in a table.

    A first row of names says which column is what, in any order; without names, the label is the
    first column, or the last if the first never varies. Columns that count the rows are left out.

    Raises
    ------
    DataError
        If a row or value cannot be an image's; the sentence names the file, row and column.
    """
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        text = content.decode(coding)
    except UnicodeDecodeError:
        raise DataError(f"{name}: {tr(NEITHER)}") from None
    if "\x00" in text[:4096]:
        raise DataError(f"{name}: {tr(NEITHER)}")
    layout = _Layout(text, name, options)
    if layout.first is None:
        raise DataError(tr("{name}: there is no row of pixels in it.", name=name))
    pixels, labels = _parsed(text, layout, name)
    images, notes = as_images(pixels, name, options.sides)
    found = [*layout.notes, *layout.columns.notes, *notes]
    taken = layout.columns.labels_from
    return Found(
        images,
        labels,
        notes=tuple(f"{name}: {note}" for note in found),
        labels_from=taken and f"{name}: {taken}",
    )


NEITHER = mark("this is neither a picture, a table (CSV), IDX, npz nor parquet.")


class _Layout:
    """How a table is written: its separator, its first row of numbers and its columns."""

    def __init__(self, text: str, name: str, options: Options) -> None:
        self.notes: list[str] = []
        lines = _lines(text, name)
        self.first: int | None = None
        row, line = next(lines, (0, ""))
        if not line:
            return
        self.separator = max(",;\t", key=line.count)
        if self.separator not in line:
            raise DataError(f"{name}: {tr(NEITHER)}")
        if self.separator == ";":
            self.notes.append(tr("separated by semicolons"))
        cells = _cells(line.lstrip("# "), self.separator)
        self.trailing = len(cells) > 1 and not cells[-1]
        if self.trailing and _is_data(cells[:-1]):
            self.trailing = all(
                not _cells(line, self.separator)[-1] for _, line in _some(text, name)
            )
        width = len(cells) - self.trailing
        cells, self.width = cells[:width], width
        chosen: Columns | None = None
        if not _is_data(cells) or line.startswith("#") or _is_numbering(cells):
            if _is_numbering(cells):
                self.notes.append(tr("row 1 looks like column numbers; it is taken as a header"))
            else:
                chosen = columns.by_name(cells, options.label_column, name)
            row, line = next(lines, (0, ""))
            if not line:
                return
        self.first = row
        if chosen is None:
            some = [_cells(line, self.separator)[:width] for _, line in _some(text, name, row)]
            some = [cells for cells in some if len(cells) == width]
            numbers = np.array([[_number(cell) for cell in cells] for cells in some])
            numbers = numbers.reshape(-1, width)
            texts = {
                at
                for at in (0, width - 1)
                if len(some)
                and all(_number(cells[at]) != _number(cells[at]) and cells[at] for cells in some)
                and not all(cells[at].lower() in ("nan", "inf", "-inf") for cells in some)
            }
            sides = None if options.sides is None else options.sides[0] * options.sides[1]
            chosen = columns.by_place(numbers, texts, options.label_column, sides, name)
        self.columns = chosen


def _parsed(text: str, layout: _Layout, name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Read all rows with pandas; what it cannot read is looked for cell by cell."""
    chosen = layout.columns
    pixels, labels = [], []
    kept = [*chosen.pixels] + ([] if chosen.label is None else [chosen.label])
    types: dict[int, Any] = {at: np.float32 for at in chosen.pixels}
    if chosen.label is not None:
        types[chosen.label] = str
    try:
        parts = pd.read_csv(
            io.StringIO(text),
            sep=layout.separator,
            header=None,
            skiprows=(layout.first or 1) - 1,
            names=range(layout.width + layout.trailing),
            usecols=kept,
            dtype=types,
            chunksize=AT_ONCE,
            skipinitialspace=True,
            keep_default_na=False,
            na_values={at: [""] for at in chosen.pixels},
            index_col=False,
            on_bad_lines="error",
        )
        for part in parts:
            values = part[list(chosen.pixels)].to_numpy(np.float32)
            small = bool(((values >= 0) & (values <= 255) & (values == np.floor(values))).all())
            pixels.append(values.astype(np.uint8) if small else values)
            if chosen.label is not None:
                labels.append(part[chosen.label].to_numpy(object))
    except (ValueError, pd.errors.ParserError):
        _look_for_the_fault(text, layout, name)
        raise DataError(
            tr("{name}: this is not a table that can be read; save it again.", name=name)
        ) from None
    if not all(part.dtype == np.uint8 or np.isfinite(part).all() for part in pixels):
        _look_for_the_fault(text, layout, name)
    _check_widths(text, layout, name)
    if not pixels:
        raise DataError(tr("{name}: there is no row of pixels in it.", name=name))
    every = np.concatenate(pixels)
    low, high = every.min(), every.max()
    if high > 255 or (low < 0 and (low < -1 or not 0 < high <= 1)):
        _look_for_the_fault(text, layout, name)
    return every, canonical(np.concatenate(labels), name) if labels else None


def _check_widths(text: str, layout: _Layout, name: str) -> None:
    """Raise DataError if a row has another number of columns: pandas fills up short ones."""
    wanted = layout.width + layout.trailing - 1
    for row, line in _lines(text, name):
        if row >= (layout.first or 1) and line.count(layout.separator) != wanted:
            _look_for_the_fault(text, layout, name)
            return


def _look_for_the_fault(text: str, layout: _Layout, name: str) -> None:
    """Raise DataError for the first row or cell that is not as it should be."""
    wanted = layout.width + layout.trailing
    for row, line in _lines(text, name):
        if row < (layout.first or 1):
            continue
        cells = _cells(line, layout.separator)
        if len(cells) != wanted:
            raise DataError(
                tr(
                    "{name}, row {row}: {n} columns where the first row has {wanted}.",
                    name=name,
                    row=row,
                    n=len(cells),
                    wanted=wanted,
                )
            )
        for at in layout.columns.pixels:
            value = _number(cells[at])
            if not 0 <= value <= 255:
                raise DataError(
                    tr(
                        "{name}, row {row}, column {at}: {cells!r} is not a pixel from 0 to 255.",
                        name=name,
                        row=row,
                        at=at + 1,
                        cells=cells[at][:20],
                    )
                )


def _lines(text: str, name: str, first: int = 1) -> Any:
    """Yield the rows that are not blank, each with its number from 1."""
    stream, row = io.StringIO(text, newline=None), 0
    while line := stream.readline(MOST_CHARACTERS):
        row += 1
        if len(line) >= MOST_CHARACTERS and not line.endswith("\n"):
            raise DataError(
                tr("{name}, row {row}: the row is far too long for an image.", name=name, row=row)
            )
        if row >= first and line.strip():
            yield row, line.rstrip("\n")


def _some(text: str, name: str, first: int = 1) -> Any:
    """Yield the first rows to look at."""
    for number, found in enumerate(_lines(text, name, first)):
        if number == LOOKED_AT:
            return
        yield found


def _cells(line: str, separator: str) -> list[str]:
    if '"' in line:
        try:
            return [cell.strip() for cell in next(csv.reader([line], delimiter=separator))]
        except (csv.Error, StopIteration):
            pass
    return [cell.strip() for cell in line.split(separator)]


def _number(cell: str) -> float:
    try:
        return float(cell)
    except ValueError:
        return float("nan")


def _is_data(cells: list[str]) -> bool:
    """Return whether a row holds values and not names; blank cells are neither."""
    given = [cell for cell in cells if cell]
    numbers = sum(_number(cell) == _number(cell) or cell.lower() == "nan" for cell in given)
    return numbers > len(given) / 2


def _is_numbering(cells: list[str]) -> bool:
    """Return whether a row just numbers the columns, as pandas does where nobody named them."""
    given = cells[1:] if not cells[0] else cells
    if len(given) < 10 or not all(cell.isdigit() for cell in given):
        return False
    first = int(given[0])
    return first in (0, 1) and [int(cell) for cell in given] == list(
        range(first, first + len(given))
    )
