"""Digits from CSV: 784 pixels a row, with or without a label column and a header."""

from __future__ import annotations

import io

import numpy as np

from core import StudioError

PIXELS = 28 * 28
LABEL_NAMES = ("label", "class", "digit", "target", "y")
#: 785 quoted numbers with separators take less.
MAX_LINE = 20_000


def read_csv(content: bytes, name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Return images (n, 28, 28) uint8 and labels (n,), None if there is no label column.

    A label column is found by its header (label, class, digit, target, y); without a header, 785
    columns begin with the label.

    Raises
    ------
    StudioError
        If a row or value cannot be a digit's; the sentence names the file, row and column.
    """
    lines = io.StringIO(_text(content, name), newline=None)
    separator, label_at, width, numbered = ",", None, 0, 0
    rows: list[np.ndarray] = []
    while line := lines.readline(MAX_LINE):
        numbered += 1
        if len(line) >= MAX_LINE and not line.endswith("\n"):
            raise StudioError(f"{name}, row {numbered}: the row is far too long for a digit.")
        if not line.strip():
            continue
        if not width:
            separator = max(",;\t", key=line.count)
            cells = _cells(line, separator)
            width = len(cells)
            if width not in (PIXELS, PIXELS + 1):
                raise StudioError(
                    f"{name}, row {numbered}: {width} columns; a digit has 784, or 785 with its "
                    "label."
                )
            label_at = 0 if width == PIXELS + 1 else None
            if not _number(cells[0]) and not _number(cells[-1]):
                label_at = _label_column(cells, name) if label_at is not None else None
                continue
        rows.append(_row(_cells(line, separator), width, label_at, f"{name}, row {numbered}"))
    if not rows:
        raise StudioError(f"{name}: there is no row of 784 pixels in it.")
    table = np.stack(rows)
    labels = None
    if label_at is not None:
        labels = table[:, label_at].astype(np.int64)
        table = np.delete(table, label_at, axis=1)
    return np.ascontiguousarray(table).reshape(-1, 28, 28), labels


def _text(content: bytes, name: str) -> str:
    coding = "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError:
        raise StudioError(f"{name}: this is neither PNG, JPEG, IDX, CSV nor npz.") from None


def _cells(line: str, separator: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(separator)]


def _number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _label_column(header: list[str], name: str) -> int:
    for column, title in enumerate(header):
        if title.lower() in LABEL_NAMES:
            return column
    raise StudioError(f"{name}: 785 columns, but none is called {', '.join(LABEL_NAMES)}.")


def _row(cells: list[str], width: int, label_at: int | None, place: str) -> np.ndarray:
    if len(cells) != width:
        raise StudioError(f"{place}: {len(cells)} columns where the first row has {width}.")
    try:
        values = np.array(cells, np.float64)
        limit = np.full(width, 255.0)
        if label_at is not None:
            limit[label_at] = 9
        wrong = np.flatnonzero(~((values >= 0) & (values <= limit) & (values == np.floor(values))))
    except ValueError:
        wrong = np.array([i for i, cell in enumerate(cells) if not _number(cell)])
    if len(wrong):
        column = int(wrong[0])
        wanted = "a label from 0 to 9" if column == label_at else "a pixel from 0 to 255"
        raise StudioError(
            f"{place}, column {column + 1}: {cells[column][:20]!r} is not {wanted} (whole number)."
        )
    return values.astype(np.uint8)
